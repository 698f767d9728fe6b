import { template } from '../../src/lint/kit/example-yaml.ts';
import { boundMetricsOf } from '../../src/lint/kit/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount, intValue } from '../../src/manifest/controller/scalars/int-or-string.ts';

const BOTH =
  'successCondition: len(result) > 0 && result[0] < 0.05\nfailureCondition: len(result) > 0 && result[0] > 0.1\n';

export const cannotBeInconclusive = defineRule({
  id: 'metric/cannot-be-inconclusive',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A metric tolerates as many inconclusive measurements as it takes: it ends Successful without a verdict.',
    details: `A metric is \`Inconclusive\`, and pauses the rollout, when its inconclusive measurements are *more* than
\`inconclusiveLimit\`. With a limit of \`count\` that never happens: a metric whose every measurement is inconclusive is \`Successful\`.`,
    references: ['argo-rollouts analysis/analysis.go assessMetricStatus'],
  },
  messages: {
    never: ({ limit, count }: { limit: number; count: number }) => ({
      message: `\`inconclusiveLimit: ${limit}\` is never exceeded in ${count === 1 ? 'one measurement' : `${count} measurements`}`,
      why: 'if every measurement is inconclusive, the metric is Successful, and the rollout goes on',
      help: `write at most ${count - 1} to pause the rollout where nothing was decided`,
    }),
  },
  examples: {
    bad: [{ yaml: template(`${BOTH}interval: 1m\ncount: 3\ninconclusiveLimit: 3`), finds: ['never@3'] }],
    good: [{ yaml: template(`${BOTH}interval: 1m\ncount: 3\ninconclusiveLimit: 2`) }],
  },
  check(ctx) {
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      const hit = bound.find(({ json, open }) => {
        if (['count', 'interval', 'inconclusiveLimit'].some((field) => open.has(field))) return false;
        const count = effectiveCount(json);
        const limit = intValue(json.inconclusiveLimit);
        return count !== undefined && count >= 1 && (intValue(json.count) > 0 ? limit === count : limit >= count);
      });
      if (hit === undefined) continue;
      ctx.report('never', {
        at: ctx.manifest.valueSpan([...hit.view.path, 'inconclusiveLimit']),
        data: { limit: intValue(hit.json.inconclusiveLimit), count: effectiveCount(hit.json) ?? 1 },
      });
    }
  },
});
