import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy, metricFaults } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const countTooSmall = defineRule({
  id: 'metric/count-too-small',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A metric tolerates more than it measures.',
    details: `With \`count\` measurements, neither more than \`count\` failures nor more than \`count\` inconclusive ones can happen. The
controller refuses such an AnalysisRun before it measures anything. (A limit *equal* to \`count\` is accepted, and never reached: see
\`metric/cannot-fail\`.)`,
    references: ['argo-rollouts utils/analysis/factory.go ValidateMetric'],
  },
  messages: {
    small: ({ count, limits, users, text }: { count: string; limits: string; users: string; text: string }) => ({
      message: `\`count: ${count}\` is less than ${limits}${users}`,
      why: `the AnalysisRun ends in Error before the first measurement ("${text}"), and the rollout aborts`,
      help: `raise \`count\`, or lower the limit: the metric fails when failures are *more* than \`failureLimit\``,
    }),
  },
  examples: {
    bad: [
      { yaml: template('interval: 1m\ncount: 3\nfailureLimit: 4'), finds: ['small@3'] },
      {
        yaml: template('interval: 1m\ncount: 3\nconsecutiveSuccessLimit: 3\nfailureLimit: 2'),
        finds: ['small@3'],
      },
    ],
    good: [{ yaml: template('interval: 1m\ncount: 5\nfailureLimit: 2') }],
  },
  check(ctx) {
    for (const { view, violation, json, bindings, always } of metricFaults(ctx.manifest, ctx.bindings, [
      'count-below-limits',
      'count-below-consecutive-success-limit',
      'count-below-inconclusive-limit',
    ])) {
      const limits = violation.paths.slice(1).map(([field]) => String(field) as keyof typeof json);
      ctx.report('small', {
        at: ctx.manifest.valueSpan([...view.path, 'count']),
        data: {
          count: String(json.count),
          limits: limits.map((field) => `\`${field}: ${String(json[field])}\``).join(' and '),
          users: asUsedBy(bindings, always),
          text: violation.error,
        },
        related: limits.map((field) => ({
          at: { file: ctx.file.path, span: ctx.manifest.valueSpan([...view.path, field]) },
          label: 'the limit',
        })),
      });
    }
  },
});
