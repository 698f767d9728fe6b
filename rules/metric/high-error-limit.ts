import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { boundMetricsOf } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { intValue } from '../../src/manifest/controller/scalars/int-or-string.ts';

/** analysis/analysis.go DefaultErrorRetryInterval. */
const RETRY_SECONDS = 10;

/** From here on the delay is longer than most rollout steps. */
const LONG_SECONDS = 600;

export const highErrorLimit = defineRule({
  id: 'metric/high-error-limit',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A high `consecutiveErrorLimit` keeps a run without data going for long.',
    details: `A measurement that ends in an error is repeated after ${RETRY_SECONDS} seconds, whatever the interval, and does not count towards
\`count\`. Only \`consecutiveErrorLimit\` ends a row of errors. A provider that is away, or a query that can never work, keeps the canary where it
is for all that time. This rule speaks up from ${LONG_SECONDS / 60} minutes on.`,
    references: ['argo-rollouts analysis/analysis.go runMeasurements, DefaultErrorRetryInterval'],
  },
  messages: {
    high: ({ limit, minutes }: { limit: number; minutes: number }) => ({
      message: `\`consecutiveErrorLimit: ${limit}\` lets a broken query go on for ${minutes} minutes`,
      why: `each error is retried after ${RETRY_SECONDS} s and does not count as one of \`count\`; the ${limit + 1} errors in a row that end the run take at least ${minutes} minutes`,
      help: 'choose the limit as the longest outage of the provider to sit out, in steps of 10 seconds',
    }),
  },
  examples: {
    bad: [{ yaml: template('interval: 30s\ncount: 3\nconsecutiveErrorLimit: 100'), finds: ['high@100'] }],
    good: [{ yaml: template('interval: 30s\ncount: 3\nconsecutiveErrorLimit: 12') }],
  },
  check(ctx) {
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      const hit = bound.find(
        ({ json, open }) =>
          !open.has('consecutiveErrorLimit') && intValue(json.consecutiveErrorLimit) * RETRY_SECONDS >= LONG_SECONDS,
      );
      if (hit === undefined) continue;
      const limit = intValue(hit.json.consecutiveErrorLimit);
      ctx.report('high', {
        at: ctx.manifest.valueSpan([...hit.view.path, 'consecutiveErrorLimit']),
        data: { limit, minutes: Math.floor((limit * RETRY_SECONDS) / 60) },
      });
    }
  },
});
