import { defineRule } from '../../src/lint/rule.ts';
import { metricsOf } from '../../src/manifest/metric.ts';

const TWO = (second: string) => `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: latency
spec:
  metrics:
    - name: p99
      successCondition: len(result) > 0 && result[0] < 0.5
      provider:
        prometheus:
          address: http://prometheus.monitoring:9090
          query: job:request_seconds:p99_2m{job="checkout"}
    - name: ${second}
      successCondition: len(result) > 0 && result[0] < 0.2
      provider:
        prometheus:
          address: http://prometheus.monitoring:9090
          query: job:request_seconds:p90_2m{job="checkout"}
`;

export const duplicateName = defineRule({
  id: 'metric/duplicate-name',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'Two metrics of one object have the same name.',
    details: `Results are kept by metric name, so names must differ. The controller refuses an AnalysisRun with two of one name, and a
Rollout whose templates have two. For metrics of one name in different templates see \`reference/metric-in-two-templates\`.`,
    references: [
      'argo-rollouts utils/analysis/factory.go ValidateMetrics',
      'argo-rollouts utils/analysis/helpers.go flattenMetrics',
    ],
  },
  messages: {
    duplicate: ({ name, isRun }: { name: string; isRun: boolean }) => ({
      message: `two metrics have the name \`${name}\``,
      why: isRun
        ? `the AnalysisRun ends in Error before the first measurement ("duplicate name '${name}'")`
        : `a Rollout that uses this template is refused ("two metrics have the same name '${name}'")`,
      help: 'give each metric a name of its own',
    }),
  },
  examples: { bad: [{ yaml: TWO('p99'), finds: ['duplicate@p99'] }], good: [{ yaml: TWO('p90') }] },
  check(ctx) {
    const first = new Map<string, readonly (string | number)[]>();
    for (const { name, path } of metricsOf(ctx.manifest)) {
      if (name === undefined) continue;
      const known = first.get(name);
      if (known === undefined) {
        first.set(name, path);
        continue;
      }
      ctx.report('duplicate', {
        at: ctx.manifest.valueSpan([...path, 'name']),
        data: { name, isRun: ctx.manifest.kind === 'AnalysisRun' },
        related: [
          { at: { file: ctx.file.path, span: ctx.manifest.valueSpan([...known, 'name']) }, label: 'the first one' },
        ],
      });
    }
  },
});
