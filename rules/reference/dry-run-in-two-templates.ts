import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { listOf, objectOf, textOf } from '../../src/manifest/controller/read.ts';
import { analysisReferences, validateAnalysis } from '../../src/manifest/controller/references/analysis.ts';
import type { AnalysisTemplate, Place } from '../../src/manifest/controller/types.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import type { Related } from '../../src/text/finding.ts';
import type { AnalysisUse } from '../../src/workspace/workspace.ts';

const STEP = (more = '') =>
  canary(
    `steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: errors\n        - templateName: latency${more}`,
  );
const one = (name: string, dryRun: string) =>
  template('interval: 1m\ncount: 3', dryRun === '' ? { name } : { name, spec: `dryRun:\n  - metricName: ${dryRun}` });

const CODES = {
  'dry-run-collision': 'dryRun',
  'retention-collision': 'measurementRetention',
} as const;

const fieldOf = (code: string): 'dryRun' | 'measurementRetention' | undefined =>
  code === 'dry-run-collision' || code === 'retention-collision' ? CODES[code] : undefined;

export const dryRunInTwoTemplates = defineRule({
  id: 'reference/dry-run-in-two-templates',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'Experiment'],
  docs: {
    summary: 'Two `dryRun` or `measurementRetention` rules with the same pattern meet in one analysis.',
    details: `The rules of all templates of an analysis and its own become one list, in which patterns are unique. Before it accepts a canary
Rollout, the controller also tries each of its analyses with the rules of every step, so the rule of one step can collide with a template that
only another one uses.`,
    references: [
      'argo-rollouts utils/analysis/helpers.go flattenDryRunMetrics, NewAnalysisRunFromTemplates',
      'argo-rollouts pkg/apis/rollouts/validation/validation_references.go ValidateAnalysisTemplatesWithType',
    ],
  },
  messages: {
    collision: ({ pattern, field, use, text }: { pattern: string; field: string; use: string; text: string }) => ({
      message: `two \`${field}\` rules \`${pattern}\` meet in ${use}`,
      why: `they cannot become one AnalysisRun ("${text}"): the controller refuses the Rollout, an Experiment ends in Error`,
      help: 'keep one of them',
    }),
  },
  examples: {
    bad: [
      { yaml: documents(STEP(), one('errors', '.*'), one('latency', '.*')), finds: ['collision@templates'] },
      {
        title: 'The rule of the step, and the same one in a template.',
        yaml: documents(STEP('\n      dryRun:\n        - metricName: .*'), one('errors', '.*'), one('latency', '')),
        finds: ['collision@templates'],
      },
    ],
    good: [{ yaml: documents(STEP(), one('errors', 'errors'), one('latency', 'latency')) }],
  },
  check(ctx) {
    const told = new Set<string>();
    for (const use of ctx.uses) {
      const fault = ctx.manifest.kind === 'Rollout' ? faultOfRollout(ctx.manifest, use) : faultOfMerge(use);
      if (fault === undefined) continue;
      const places = fault.places.length > 0 ? fault.places : placesIn(use, fault.field, fault.pattern);
      const key = `${fault.field} ${places.map(({ at }) => `${at.file} ${at.span.start}`).join(' ')}`;
      if (told.has(key)) continue;
      told.add(key);
      ctx.report('collision', {
        at: ctx.manifest.keySpan([...use.path, ctx.manifest.kind === 'Experiment' ? 'templateName' : 'templates']),
        data: { pattern: fault.pattern, field: fault.field, use: use.title, text: fault.text },
        related: places,
      });
    }
  },
});

interface Fault {
  readonly field: 'dryRun' | 'measurementRetention';
  readonly pattern: string;
  readonly text: string;
  readonly places: readonly Related[];
}

const patternIn = (text: string): string => /'(.*)'$/s.exec(text)?.[1] ?? '';

/** What the merge of one use says: enough for experiments. */
function faultOfMerge({ mergeError }: AnalysisUse): Fault | undefined {
  const field = fieldOf(mergeError?.code ?? '');
  if (mergeError === undefined || field === undefined) return undefined;
  return { field, pattern: patternIn(mergeError.text), text: mergeError.text, places: [] };
}

/** What the validation of the Rollout says, which tries the rules of all steps. */
function faultOfRollout(rollout: Manifest, use: AnalysisUse): Fault | undefined {
  if (!use.resolved || use.cycle !== undefined || use.templates.some(({ partial }) => partial)) return undefined;
  const reference = analysisReferences(rollout.json).find(({ path }) => path.join('.') === use.path.join('.'));
  if (reference === undefined) return faultOfMerge(use);
  const isCluster = ({ kind }: Manifest): boolean => kind === 'ClusterAnalysisTemplate';
  const lists = {
    template: use.templates.filter((each) => !isCluster(each)),
    clusterTemplate: use.templates.filter(isCluster),
  };
  const [first] = validateAnalysis(
    rollout.json,
    reference,
    lists.template.map(asTemplate),
    lists.clusterTemplate.map(asTemplate),
  );
  const field = fieldOf(first?.code ?? '');
  if (first === undefined || field === undefined) return undefined;
  const places = (first.places ?? []).flatMap(({ source, index, path }: Place) => {
    const owner = source === 'user' ? undefined : lists[source][index];
    if (owner === undefined) return [];
    const at = { file: owner.file.path, span: owner.valueSpan([...path, 'metricName']) };
    return [{ at, label: `in \`${owner.name ?? ''}\`` }];
  });
  return { field, pattern: patternIn(first.detail), text: first.detail, places };
}

const asTemplate = ({ json }: Manifest): AnalysisTemplate => ({
  ...(json['metadata'] === undefined ? {} : { metadata: json['metadata'] }),
  ...(json['spec'] === undefined ? {} : { spec: json['spec'] }),
});

function placesIn(use: AnalysisUse, field: string, pattern: string): readonly Related[] {
  return use.templates.flatMap((owner) =>
    listOf(owner.value(['spec', field])).flatMap((rule, index) =>
      textOf(objectOf(rule)['metricName']) === pattern
        ? [
            {
              at: { file: owner.file.path, span: owner.valueSpan(['spec', field, index, 'metricName']) },
              label: `in \`${owner.name ?? ''}\``,
            },
          ]
        : [],
    ),
  );
}
