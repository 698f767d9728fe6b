import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy, metricFaults } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const negativeLimit = defineRule({
  id: 'metric/negative-limit',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A limit of a metric is negative.',
    details: `The controller refuses the AnalysisRun: it ends in \`Error\` before it measures anything. Only \`failureLimit\` may be -1, which
turns counting of failures off, and then \`consecutiveSuccessLimit\` must be set.`,
    references: ['argo-rollouts utils/analysis/factory.go ValidateMetric'],
  },
  messages: {
    negative: ({ field, value, users, text }: { field: string; value: string; users: string; text: string }) => ({
      message: `\`${field}: ${value}\`${users} is below what the controller accepts`,
      why: `the AnalysisRun ends in Error before the first measurement ("${text}"), and the rollout aborts`,
      help:
        field === 'failureLimit'
          ? 'write 0 to fail on the first failure, or -1 together with `consecutiveSuccessLimit` to not count failures'
          : `write 0 or more, or leave \`${field}\` out`,
    }),
  },
  examples: {
    bad: [
      { yaml: template('interval: 30s\ncount: 3\ninconclusiveLimit: -1'), finds: ['negative@-1'] },
      { yaml: template('interval: 30s\ncount: 3\nfailureLimit: -2'), finds: ['negative@-2'] },
    ],
    good: [{ yaml: template('interval: 30s\nfailureLimit: -1\nconsecutiveSuccessLimit: 3') }],
  },
  check(ctx) {
    const faults = metricFaults(ctx.manifest, ctx.bindings, [
      'consecutive-success-limit-negative',
      'failure-limit-negative',
      'inconclusive-limit-negative',
      'consecutive-error-limit-negative',
    ]);
    for (const { view, violation, json, bindings, always } of faults) {
      const field = String(violation.paths[0]?.[0]) as keyof typeof json;
      ctx.report('negative', {
        at: ctx.manifest.valueSpan([...view.path, field]),
        data: { field, value: String(json[field]), users: asUsedBy(bindings, always), text: violation.error },
      });
    }
  },
});
