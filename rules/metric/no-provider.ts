import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { metricFaults } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { PROVIDERS } from '../../src/manifest/metric.ts';

export const noProvider = defineRule({
  id: 'metric/no-provider',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The `provider` of a metric names none.',
    details:
      'A metric asks exactly one provider. With none the controller refuses the AnalysisRun before it measures anything.',
    references: ['argo-rollouts utils/analysis/factory.go ValidateMetric'],
  },
  messages: {
    none: ({ text }: { text: string }) => ({
      message: '`provider` names no provider',
      why: `the AnalysisRun ends in Error before the first measurement ("${text}"), and the rollout aborts`,
      help: `give it one of ${PROVIDERS.join(', ')}`,
    }),
  },
  examples: {
    bad: [{ yaml: template('provider: {}'), finds: ['none@{}'] }],
    good: [{ yaml: template('interval: 30s') }],
  },
  check(ctx) {
    for (const { view, violation } of metricFaults(ctx.manifest, ctx.bindings, ['provider-missing'])) {
      const provider = view.node.get('provider');
      // No `provider` at all, one of another type, or one with unknown fields: the schema has said so.
      if (provider === undefined || provider.kind === 'sequence') continue;
      if (provider.kind === 'scalar' && provider.value !== null) continue;
      if (provider.kind === 'map' && provider.entries.length > 0 && view.provider === undefined) continue;
      ctx.report('none', { at: ctx.manifest.valueSpan([...view.path, 'provider']), data: { text: violation.error } });
    }
  },
});
