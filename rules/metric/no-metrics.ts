import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { listOf } from '../../src/manifest/controller/read.ts';

const EMPTY = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: empty
spec:
  args:
    - name: service
      value: checkout
`;

const USER = canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: empty');

export const noMetrics = defineRule({
  id: 'metric/no-metrics',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout', 'Experiment', 'AnalysisRun'],
  docs: {
    summary: 'An analysis has no metric at all.',
    details: `A template may have only arguments, or only \`templates\`, as long as the templates of an analysis have a metric together.
Where there is none, the controller refuses the AnalysisRun.`,
    references: ['argo-rollouts utils/analysis/factory.go ValidateMetrics'],
  },
  messages: {
    none: ({ use }: { use: string }) => ({
      message: `${use} has no metric to measure`,
      why: 'the AnalysisRun ends in Error before the first measurement ("no metrics specified"), and the rollout aborts',
      help: 'add `spec.metrics` to one of its templates, or remove the analysis',
    }),
  },
  examples: {
    bad: [{ yaml: documents(USER, EMPTY), finds: ['none@templateName'] }],
    good: [{ yaml: canary('steps:\n  - setWeight: 20') }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      const { kind, resolved, templates, title, path } = use;
      const objects = kind === 'analysisRun' ? [use.user] : resolved ? templates : [];
      if (objects.length === 0 || objects.some((object) => object.partial)) continue;
      if (objects.some((object) => listOf(object.value(['spec', 'metrics'])).length > 0)) continue;
      // Of a run without the field, the schema has said so.
      if (kind === 'analysisRun' && ctx.manifest.node(['spec', 'metrics']) === undefined) continue;
      const place = kind === 'analysisRun' ? ['spec', 'metrics'] : (use.references[0]?.path ?? path);
      ctx.report('none', { at: ctx.manifest.keySpan(place), data: { use: title } });
    }
  },
});
