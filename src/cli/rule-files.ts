import { type RuleGroup, readRuleFiles } from '../evaluation/rules/read.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * The recording rules in the files of a workspace that were asked for, after those that were named; what stands in both,
 * or in copies, counts once. `preparePromql` must have been awaited.
 */
export function withRulesAmong(workspace: Workspace, named: readonly RuleGroup[]): readonly RuleGroup[] {
  const files = workspace.files.filter(
    ({ asked, role, text }) =>
      asked && (role === 'prometheus-rules' || (role === 'manifests' && text.includes('PrometheusRule'))),
  );
  const seen = new Set<string>();
  return [...named, ...readRuleFiles(files).groups].map((group) => ({
    ...group,
    rules: group.rules.filter(({ name, query, labels }) => {
      const key = JSON.stringify([name, query, [...labels].sort()]);
      return !seen.has(key) && seen.add(key);
    }),
  }));
}
