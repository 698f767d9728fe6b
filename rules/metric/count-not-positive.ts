import { atoi } from '../../src/go/strconv.ts';
import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy, boundMetricsOf } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { textOf } from '../../src/manifest/controller/read.ts';
import { intValue } from '../../src/manifest/controller/scalars/int-or-string.ts';

export const countNotPositive = defineRule({
  id: 'metric/count-not-positive',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`count` is 0 or negative.',
    details: `0 is the same as no \`count\`: with an interval the metric measures until the run ends, without one it measures once.
A negative count passes the controller's checks and completes the metric as \`Successful\` after its first measurement, whatever that
was, an error included, unless a limit is exceeded at once.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/v1alpha1/analysis_types.go EffectiveCount',
      'argo-rollouts analysis/analysis.go assessMetricStatus',
    ],
  },
  messages: {
    zero: ({ interval, users }: { interval: string; users: string }) => ({
      message: `\`count: 0\`${users} is the same as no \`count\``,
      why: interval === '' ? 'the metric measures once' : `the metric measures every ${interval} until the run ends`,
      help: 'leave `count` out if that is meant, or write how many measurements it takes',
    }),
    negative: ({ count, users }: { count: number; users: string }) => ({
      message: `\`count: ${count}\`${users} is negative`,
      why: 'the metric is Successful after its first measurement whatever it was, an error included, unless that one exceeds a limit',
      help: 'write how many measurements it takes; leave `count` out to measure until the run ends',
    }),
  },
  examples: {
    bad: [
      { yaml: template('interval: 30s\ncount: 0'), finds: ['zero@0'] },
      { yaml: template('interval: 30s\ncount: -1'), finds: ['negative@-1'] },
    ],
    good: [{ yaml: template('interval: 30s') }, { yaml: template('interval: 30s\ncount: 1') }],
  },
  check(ctx) {
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      const hits = bound.filter(({ json, open }) => {
        const { count } = json;
        if (open.has('count') || (typeof count !== 'number' && typeof count !== 'string')) return false;
        return (typeof count === 'number' ? Number.isInteger(count) : atoi(count).ok) && intValue(count) <= 0;
      });
      const [first] = hits;
      if (first === undefined) continue;
      const at = ctx.manifest.valueSpan([...first.view.path, 'count']);
      const count = intValue(first.json.count);
      const users = asUsedBy(
        hits.map(({ binding }) => binding),
        hits.length === bound.length,
      );
      if (count < 0) ctx.report('negative', { at, data: { count, users } });
      else ctx.report('zero', { at, data: { interval: textOf(first.json.interval), users }, severity: 'warning' });
    }
  },
});
