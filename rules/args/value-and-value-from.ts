import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { argumentEntries, isCheckedAlone } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

const STEP = canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate');
const declared = (value: string) =>
  template('interval: 1m\ncount: 3', {
    args: `- name: app${value}\n  valueFrom:\n    secretKeyRef:\n      name: apps\n      key: checkout`,
  }).replace('app="checkout"', 'app="{{args.app}}"');

export const valueAndValueFrom = defineRule({
  id: 'args/value-and-value-from',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  docs: {
    summary: 'An argument has both `value` and `valueFrom`.',
    details: `In a template that a step, pre- or post-promotion uses, the controller refuses it. Everywhere else one of them is dropped
without a word: \`valueFrom\` wins in what a Rollout passes, and a secret wins in a template.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation_references.go setArgValuePlaceHolder',
      'argo-rollouts utils/analysis/factory.go BuildArgumentsForRolloutAnalysisRun',
    ],
  },
  messages: {
    refused: ({ name, use }: { name: string; use: string }) => ({
      message: `argument \`${name}\` has both \`value\` and \`valueFrom\``,
      why: `${use} needs one of them: the Rollout is Degraded with InvalidSpec ("arg '${name}' has both Value and ValueFrom fields")`,
      help: 'keep one of them',
    }),
    dropped: ({ name }: { name: string }) => ({
      message: `argument \`${name}\` has both \`value\` and \`valueFrom\``,
      why: '`valueFrom` wins; the value is never used',
      help: 'keep one of them',
    }),
  },
  examples: {
    bad: [{ yaml: documents(declared('\n  value: checkout'), STEP), finds: ['refused@value'] }],
    good: [{ yaml: documents(declared(''), STEP) }],
  },
  check(ctx) {
    const isTemplate = ctx.manifest.kind === 'AnalysisTemplate' || ctx.manifest.kind === 'ClusterAnalysisTemplate';
    const lists: JsonPath[] =
      isTemplate || ctx.manifest.kind === 'AnalysisRun'
        ? [['spec', 'args']]
        : ctx.uses.map(({ path }) => [...path, 'args']);
    const strict = ctx.bindings.find(({ use }) => use !== undefined && isCheckedAlone(use))?.use;
    for (const list of lists) {
      for (const { name, path } of argumentEntries(ctx.manifest, list)) {
        const value = ctx.manifest.value([...path, 'value']);
        const from = ctx.manifest.value([...path, 'valueFrom']);
        if (typeof value !== 'string' || typeof from !== 'object' || from === null) continue;
        const at = ctx.manifest.keySpan([...path, 'value']);
        if (isTemplate && strict !== undefined) ctx.report('refused', { at, data: { name, use: strict.title } });
        else ctx.report('dropped', { at, data: { name }, severity: 'warning' });
      }
    }
  },
});
