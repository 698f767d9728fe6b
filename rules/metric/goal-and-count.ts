import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { boundMetricsOf } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount, intValue } from '../../src/manifest/controller/scalars/int-or-string.ts';

export const goalAndCount = defineRule({
  id: 'metric/goal-and-count',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`consecutiveSuccessLimit` with `failureLimit` and `count`: a run may end without a verdict.',
    details: `With \`consecutiveSuccessLimit\` a metric succeeds as soon as that many measurements in a row succeed. If \`count\` is used up
before, and failures stayed within \`failureLimit\`, neither goal is met: the metric is \`Inconclusive\`, with an empty message, and the
rollout pauses until a human decides. Without \`count\` it measures on until one of the goals is met; with \`failureLimit: -1\` it is \`Failed\` then.`,
    references: ['argo-rollouts analysis/analysis.go assessMetricStatus'],
  },
  messages: {
    undecided: ({ count, goal, limit }: { count: number; goal: number; limit: number }) => ({
      message: `\`count: ${count}\` may be used up before ${goal} successes in a row or ${limit + 1} failures are reached`,
      why: 'then the metric is Inconclusive, without a message, and the rollout pauses until somebody decides',
      help: 'leave `count` out to measure until a goal is met, or write `failureLimit: -1` to fail then',
    }),
  },
  examples: {
    bad: [
      {
        yaml: template('interval: 1m\ncount: 5\nconsecutiveSuccessLimit: 4\nfailureLimit: 1'),
        finds: ['undecided@5'],
      },
    ],
    good: [
      { yaml: template('interval: 1m\nconsecutiveSuccessLimit: 4\nfailureLimit: 1') },
      { yaml: template('interval: 1m\ncount: 5\nconsecutiveSuccessLimit: 4\nfailureLimit: -1') },
    ],
  },
  check(ctx) {
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      const hit = bound.find(({ json, open }) => {
        if (['count', 'interval', 'failureLimit', 'consecutiveSuccessLimit'].some((field) => open.has(field)))
          return false;
        const count = effectiveCount(json);
        const goal = intValue(json.consecutiveSuccessLimit);
        const limit = intValue(json.failureLimit);
        if (count === undefined || intValue(json.count) < 1 || goal < 1 || limit < 0 || count < goal + limit)
          return false;
        // From there on one of the goals is met in any order of successes and failures.
        return count < goal * (limit + 1);
      });
      if (hit === undefined) continue;
      ctx.report('undecided', {
        at: ctx.manifest.valueSpan([...hit.view.path, 'count']),
        data: {
          count: intValue(hit.json.count),
          goal: intValue(hit.json.consecutiveSuccessLimit),
          limit: intValue(hit.json.failureLimit),
        },
      });
    }
  },
});
