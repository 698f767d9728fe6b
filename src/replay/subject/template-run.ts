import { collectTemplates } from '../../manifest/controller/arguments/collect.ts';
import { flattenTemplates } from '../../manifest/controller/arguments/flatten.ts';
import { mergeArguments, unresolvedArguments } from '../../manifest/controller/arguments/merge.ts';
import { planAnalysisRun } from '../../manifest/controller/arguments/run.ts';
import type { AnalysisRunSpec } from '../../manifest/controller/metrics/admit.ts';
import type { Value } from '../../manifest/controller/read.ts';
import type { TracedArgument } from '../../manifest/controller/types.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { bindingsOfUse } from '../../workspace/bindings.ts';
import { usersOf } from '../../workspace/uses.ts';
import type { BoundArgument, Workspace } from '../../workspace/workspace.ts';
import type { Json } from '../../yaml/tree.ts';
import { problem, type Refusal, unknownArgument } from './refusal.ts';

/** What is to be run. */
export interface TemplateRun {
  readonly ok: true;
  readonly spec: AnalysisRunSpec;
  /** The template, and those that it nests, in the order in which the controller merges them; none for an AnalysisRun. */
  readonly templates: readonly Manifest[];
}

interface Found {
  readonly manifest: Manifest;
  readonly metadata: Value;
  readonly spec: Value;
}

/** A template with the ones it nests as one AnalysisRun, with `args` passed as a Rollout would. */
export function templateRun(
  workspace: Workspace,
  template: Manifest,
  args: ReadonlyMap<string, string>,
): TemplateRun | Refusal {
  const collected = collect(workspace, template);
  if (!collected.ok) return collected;
  const { templates, clusterTemplates } = collected;
  const manifests = [...templates, ...clusterTemplates].map(({ manifest }) => manifest);
  const flattened = flattenTemplates(templates, clusterTemplates);
  if (!flattened.ok)
    return problem('templates-conflict', `the controller refuses ${template.title}: ${flattened.error}`);
  const declared = flattened.value.args;
  const unknown = [...args.keys()].find((name) => !declared.some((argument) => argument.name === name));
  if (unknown !== undefined) {
    return unknownArgument(
      template.title,
      unknown,
      declared.map(({ name }) => name),
    );
  }
  const passed = [...args].map(([name, value], index): TracedArgument => {
    const at = { source: 'user' as const, index: 0, path: ['args', index] };
    return { name, value, declaredAt: at, valueAt: at };
  });
  const merged = mergeArguments(passed, declared);
  if (!merged.ok) {
    const withPassed = declared.filter(({ name }) => !args.has(name));
    return missingArguments(workspace, template, unresolvedArguments(withPassed));
  }
  const plan = planAnalysisRun({ templates, clusterTemplates, args: passed });
  if (!plan.ok) return problem('templates-conflict', `the controller refuses ${template.title}: ${plan.error}`);
  const { metrics, dryRun, measurementRetention } = plan.value;
  const values = (list: readonly { readonly value: object }[]): Json[] => list.map(({ value }) => value as Json);
  return {
    ok: true,
    templates: manifests,
    spec: {
      metrics: values(metrics),
      args: plan.value.args.map(argumentJson),
      ...(dryRun.length === 0 ? {} : { dryRun: values(dryRun) }),
      ...(measurementRetention.length === 0 ? {} : { measurementRetention: values(measurementRetention) }),
    },
  };
}

function argumentJson({ name, value, valueFrom }: TracedArgument): Json {
  return {
    name,
    ...(value === undefined ? {} : { value }),
    ...(valueFrom === undefined ? {} : { valueFrom: valueFrom as Json }),
  };
}

type Collected =
  | { readonly ok: true; readonly templates: readonly Found[]; readonly clusterTemplates: readonly Found[] }
  | Refusal;

function collect(workspace: Workspace, template: Manifest): Collected {
  const found = new Map<Manifest, Found>();
  const foundOf = (manifest: Manifest): Found => {
    const known = found.get(manifest) ?? {
      manifest,
      metadata: manifest.json['metadata'],
      spec: manifest.json['spec'],
    };
    found.set(manifest, known);
    return known;
  };
  const isCluster = template.kind === 'ClusterAnalysisTemplate';
  const { templates, clusterTemplates, missing, cyclic } = collectTemplates<Found>(
    [{ templateName: template.name ?? '', clusterScope: isCluster }],
    (name, clusterScope) => {
      if (name === (template.name ?? '') && clusterScope === isCluster) return foundOf(template);
      const lookup = workspace.findTemplate(name, clusterScope, template);
      return lookup.status === 'found' ? foundOf(lookup.manifest) : undefined;
    },
  );
  const [absent] = missing;
  if (absent !== undefined) {
    const owner = absent.from?.manifest ?? template;
    const advice = 'add the file that has it to MANIFESTS';
    return problem('template-missing', `${owner.title} (${owner.file.path}): ${absent.error}; ${advice}`);
  }
  const [circular] = cyclic;
  if (circular !== undefined) {
    return problem('template-cycle', `${circular.manifest.title} contains itself: the controller would never end`);
  }
  return { ok: true, templates, clusterTemplates };
}

/** Each missing argument with what its users pass for it. */
function missingArguments(workspace: Workspace, template: Manifest, missing: readonly TracedArgument[]): Refusal {
  const users = usersOf(workspace, template);
  const parts = missing.map(({ name }) => {
    const passed = users.flatMap((use) => {
      const bound = bindingsOfUse(workspace, use)[0]?.args.get(name);
      const said = bound === undefined ? undefined : passedText(bound);
      return said === undefined ? [] : [`${use.title} passes ${said}`];
    });
    const [first, ...others] = [...new Set(passed)];
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return `--arg ${name}=…${first === undefined ? '' : ` (${first}${more})`}`;
  });
  const what = missing.length === 1 ? 'an argument has' : `${missing.length} arguments have`;
  const rollouts = users.filter(({ user }) => user.kind === 'Rollout').length;
  const alternative = rollouts > 0 ? '; or play a Rollout that uses it with --rollout' : '';
  return problem('argument-missing', `${template.title}: ${what} no value: add ${parts.join(', ')}${alternative}`);
}

function passedText({ origin, value }: BoundArgument): string | undefined {
  if (origin === 'podTemplateHash') return 'a pod template hash';
  return value === undefined ? undefined : JSON.stringify(value);
}
