import { matchDryRun } from '../../../manifest/controller/metrics/rules.ts';
import { listOf, objectOf } from '../../../manifest/controller/read.ts';
import type { MetricRule } from '../../../manifest/controller/types.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import type { Binding } from '../../../workspace/workspace.ts';

/** The `dryRun` rules that count in a run that is made for this binding: the templates' and the user's own. */
export function dryRunRulesOf(binding: Binding): readonly MetricRule[] {
  const { use, template } = binding;
  const own = (manifest: Manifest): readonly MetricRule[] =>
    listOf(manifest.value(['spec', 'dryRun'])).map((rule) => objectOf(rule));
  if (use === undefined) return own(template);
  const templates = use.templates.length === 0 ? [template] : use.templates;
  const ofUser = use.kind === 'analysisRun' ? [] : listOf(use.user.value([...use.path, 'dryRun'])).map(objectOf);
  return [...templates.flatMap(own), ...ofUser];
}

/** True if a metric of this name is measured without counting, in a run that is made for this binding. */
export function isDryRun(name: string | undefined, binding: Binding): boolean {
  if (name === undefined) return false;
  return dryRunRulesOf(binding).some((rule) => matchDryRun([rule], [{ name }]).matched.has(name));
}
