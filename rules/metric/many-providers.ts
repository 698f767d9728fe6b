import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { metricFaults } from '../../src/lint/kit/metrics/metrics.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const manyProviders = defineRule({
  id: 'metric/many-providers',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A metric has more than one provider.',
    details: `A metric asks exactly one provider (and, of plugins, one plugin). With two the controller refuses the AnalysisRun before it
measures anything.`,
    references: ['argo-rollouts utils/analysis/factory.go ValidateMetric'],
  },
  messages: {
    many: ({ names, text }: { names: string; text: string }) => ({
      message: `this metric has the providers ${names}`,
      why: `the AnalysisRun ends in Error before the first measurement ("${text}"), and the rollout aborts`,
      help: 'make it one metric for each provider; all of them must succeed',
    }),
  },
  examples: {
    bad: [
      {
        yaml: template(`
provider:
  prometheus:
    address: http://prometheus.monitoring:9090
    query: vector(1)
  web:
    url: http://checkout.shop/health`),
        finds: ['many@web'],
      },
    ],
    good: [{ yaml: template('interval: 30s') }],
  },
  check(ctx) {
    for (const { view, violation } of metricFaults(ctx.manifest, ctx.bindings, ['provider-multiple'])) {
      const [first, second] = violation.paths;
      if (first === undefined || second === undefined) continue;
      ctx.report('many', {
        at: ctx.manifest.keySpan([...view.path, ...second]),
        data: { names: violation.paths.map((path) => `\`${path.at(-1)}\``).join(' and '), text: violation.error },
        related: [
          { at: { file: ctx.file.path, span: ctx.manifest.keySpan([...view.path, ...first]) }, label: 'the first one' },
        ],
      });
    }
  },
});
