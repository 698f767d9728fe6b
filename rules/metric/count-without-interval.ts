import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy, metricFaults } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const countWithoutInterval = defineRule({
  id: 'metric/count-without-interval',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A metric takes several measurements but has no `interval` between them.',
    details: `The controller refuses the AnalysisRun before it measures anything: the run is \`Error\`, and the rollout aborts.
A count of 1 needs no interval; without \`count\`, an interval means that the metric measures until the run ends.`,
    references: ['argo-rollouts utils/analysis/factory.go ValidateMetric', 'argo-rollouts#2691'],
  },
  messages: {
    missing: ({ count, users }: { count: string; users: string }) => ({
      message: `\`count: ${count}\`${users} has no \`interval\``,
      why: 'the AnalysisRun ends in Error before the first measurement ("interval must be specified when count > 1"), and the rollout aborts',
      help: 'add `interval: 30s` (or another distance) beside `count`',
    }),
  },
  examples: {
    bad: [{ yaml: template('count: 5'), finds: ['missing@count'] }],
    good: [{ yaml: template('count: 5\ninterval: 30s') }, { yaml: template('count: 1') }],
  },
  check(ctx) {
    for (const { view, json, bindings, always } of metricFaults(ctx.manifest, ctx.bindings, ['interval-missing'])) {
      ctx.report('missing', {
        at: ctx.manifest.keySpan([...view.path, 'count']),
        data: { count: String(json.count), users: asUsedBy(bindings, always) },
      });
    }
  },
});
