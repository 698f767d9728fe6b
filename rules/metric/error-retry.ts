import { parseDuration } from '../../src/go/duration.ts';
import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { boundMetricsOf } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { textOf } from '../../src/manifest/controller/read.ts';

const FIVE_MINUTES_NS = 300_000_000_000n;

export const errorRetry = defineRule({
  id: 'metric/error-retry',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'Errors are retried every 10 seconds, whatever the interval: a short outage of the provider ends the run.',
    details: `After a measurement that ended in an error the next one starts 10 seconds later, also where the interval is long. With the
default \`consecutiveErrorLimit\` of 4 the fifth error in a row ends the run, about 40 seconds after the first. Who measures every ten minutes
rarely expects that.`,
    references: ['argo-rollouts analysis/analysis.go generateMetricTasks, DefaultErrorRetryInterval'],
  },
  messages: {
    retry: ({ interval }: { interval: string }) => ({
      message: `\`interval: ${interval}\` does not hold after an error: the next try is 10 s later`,
      why: 'five errors in a row, 40 s of a provider that does not answer, end the run in Error and abort the rollout',
      help: 'set `consecutiveErrorLimit` to the outage that it should sit out, in steps of 10 seconds: 18 for three minutes',
    }),
  },
  examples: {
    bad: [{ yaml: template('interval: 10m\ncount: 6'), finds: ['retry@10m'] }],
    good: [
      { yaml: template('interval: 10m\ncount: 6\nconsecutiveErrorLimit: 18') },
      { yaml: template('interval: 1m') },
    ],
  },
  check(ctx) {
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      const hit = bound.find(({ json, open }) => {
        if (open.has('interval') || json.consecutiveErrorLimit !== undefined) return false;
        const interval = parseDuration(textOf(json.interval));
        return interval.ok && interval.nanoseconds >= FIVE_MINUTES_NS;
      });
      if (hit === undefined) continue;
      ctx.report('retry', {
        at: ctx.manifest.valueSpan([...hit.view.path, 'interval']),
        data: { interval: textOf(hit.json.interval) },
      });
    }
  },
});
