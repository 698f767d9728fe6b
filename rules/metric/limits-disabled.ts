import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy, metricFaults } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const limitsDisabled = defineRule({
  id: 'metric/limits-disabled',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`failureLimit: -1` leaves a metric with nothing that decides it.',
    details: `-1 means that failures do not count. Then a number of successes in a row has to decide: without
\`consecutiveSuccessLimit\` the controller refuses the AnalysisRun. Before v1.8 it refused every negative \`failureLimit\`.`,
    references: ['argo-rollouts utils/analysis/factory.go ValidateMetric'],
  },
  messages: {
    disabled: ({ users, text }: { users: string; text: string }) => ({
      message: `\`failureLimit: -1\` without \`consecutiveSuccessLimit\`${users} leaves nothing to decide by`,
      why: `the AnalysisRun ends in Error before the first measurement ("${text}"), and the rollout aborts`,
      help: 'add `consecutiveSuccessLimit: 3`, or write `failureLimit: 0` or more',
    }),
  },
  examples: {
    bad: [{ yaml: template('interval: 30s\nfailureLimit: -1'), finds: ['disabled@-1'] }],
    good: [{ yaml: template('interval: 30s\nfailureLimit: -1\nconsecutiveSuccessLimit: 3') }],
  },
  check(ctx) {
    for (const { view, violation, bindings, always } of metricFaults(ctx.manifest, ctx.bindings, [
      'limits-both-disabled',
    ])) {
      ctx.report('disabled', {
        at: ctx.manifest.valueSpan([...view.path, 'failureLimit']),
        data: { users: asUsedBy(bindings, always), text: violation.error },
      });
    }
  },
});
