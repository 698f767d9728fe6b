import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const skywalking = (lines: string) =>
  template(
    `interval: 1m\nsuccessCondition: result.value > 99\nprovider:\n  skywalking:\n${lines}    address: http://oap.skywalking:12800\n    query: 'query q($duration: Duration!) { value: readMetricsValue(duration: $duration) }'`,
  );

export const skywalkingInterval = defineRule({
  id: 'provider/skywalking-interval',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A SkyWalking metric has no `interval` of its own.',
    details: `It is the window that the query's \`$duration\` covers. The schema lets it be left out, but the controller reads it always, and an
empty text is no duration. The metric's own \`interval\` is something else: how often it is measured.`,
    references: ['argo-rollouts metricproviders/skywalking/skywalking.go NewSkyWalkingClient'],
  },
  messages: {
    absent: () => ({
      message: '`skywalking` has no `interval`',
      why: errorsAlways('time: invalid duration ""'),
      help: 'write the window of the query: `interval: 3m`',
    }),
  },
  examples: {
    bad: [{ yaml: skywalking(''), finds: ['absent@skywalking'] }],
    good: [{ yaml: skywalking('    interval: 3m\n') }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { path, json } of providersOf(ctx.manifest, 'skywalking')) {
      if (!isGiven(json, 'interval')) ctx.report('absent', { at: ctx.manifest.keySpan(path), data: undefined });
    }
  },
});
