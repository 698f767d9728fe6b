import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { boundMetricsOf } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { effectiveCount, intValue } from '../../src/manifest/controller/scalars/int-or-string.ts';

const BOTH =
  'successCondition: len(result) > 0 && result[0] < 0.05\nfailureCondition: len(result) > 0 && result[0] > 0.1\n';

export const cannotBeInconclusive = defineRule({
  id: 'metric/cannot-be-inconclusive',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`inconclusiveLimit` is set where no measurement, or not enough of them, can be inconclusive.',
    details: `A metric is \`Inconclusive\`, and pauses the rollout, when its inconclusive measurements are *more* than
\`inconclusiveLimit\`. A measurement is inconclusive only where both conditions are set and neither holds: errors of the provider are errors, and have
a limit of their own, \`consecutiveErrorLimit\`. And with a limit of \`count\` the limit is never exceeded: a metric whose every measurement is
inconclusive is \`Successful\` (a hint).`,
    references: ['argo-rollouts analysis/analysis.go assessMetricStatus'],
  },
  messages: {
    noGap: ({ limit, given }: { limit: number; given: string }) => ({
      message: `\`inconclusiveLimit: ${limit}\` has no effect: with ${given} no measurement is inconclusive`,
      why: 'a measurement is inconclusive only where both conditions are set and neither holds; an error of the provider counts as an error',
      help: 'for outages of the provider use `consecutiveErrorLimit` (4 where it is not set); for a grey zone set both conditions',
    }),
    never: ({ limit, count }: { limit: number; count: number }) => ({
      message: `\`inconclusiveLimit: ${limit}\` is never exceeded in ${count === 1 ? 'one measurement' : `${count} measurements`}`,
      why: 'if every measurement is inconclusive, the metric is Successful, and the rollout goes on',
      help: `write at most ${count - 1} to pause the rollout where nothing was decided`,
    }),
  },
  examples: {
    bad: [
      { yaml: template(`${BOTH}interval: 1m\ncount: 3\ninconclusiveLimit: 3`), finds: ['never@3'] },
      { yaml: template('interval: 1m\ncount: 5\ninconclusiveLimit: 2'), finds: ['noGap@2'] },
    ],
    good: [{ yaml: template(`${BOTH}interval: 1m\ncount: 3\ninconclusiveLimit: 2`) }],
  },
  check(ctx) {
    for (const bound of boundMetricsOf(ctx.manifest, ctx.bindings)) {
      const written = bound[0];
      if (
        written !== undefined &&
        !written.open.has('inconclusiveLimit') &&
        intValue(written.json.inconclusiveLimit) > 0
      ) {
        const { successCondition, failureCondition, provider } = written.view;
        const isOwn = provider === undefined || provider === 'job' || provider === 'kayenta' || provider === 'plugin';
        if (!isOwn && (successCondition === undefined || failureCondition === undefined) && !ctx.manifest.partial) {
          const given = successCondition ?? failureCondition;
          ctx.report('noGap', {
            at: ctx.manifest.valueSpan([...written.view.path, 'inconclusiveLimit']),
            data: {
              limit: intValue(written.json.inconclusiveLimit),
              given: given === undefined ? 'no condition' : `only \`${String(given.path.at(-1))}\``,
            },
          });
          continue;
        }
      }
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
        severity: 'info',
      });
    }
  },
});
