import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const prometheus = (timeout: string) =>
  template(
    `interval: 1m\nprovider:\n  prometheus:\n    address: http://prometheus.monitoring:9090\n    timeout: ${timeout}\n    query: vector(1)`,
  );

export const timeout = defineRule({
  id: 'provider/timeout',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The timeout of a query is zero or negative.',
    details: `A Prometheus query with \`timeout: 0\` is over before it is sent; below zero the controller refuses it, as it does for New Relic. A web
metric then uses its default of 10 seconds. Timeouts are whole seconds.`,
    references: [
      'argo-rollouts metricproviders/prometheus/prometheus.go NewPrometheusProvider',
      'argo-rollouts metricproviders/newrelic/newrelic.go Query',
      'argo-rollouts metricproviders/webmetric/webmetric.go NewWebMetricHttpClient',
    ],
  },
  messages: {
    refused: ({ field, value, text }: { field: string; value: number; text: string }) => ({
      message: `\`${field}: ${value}\` leaves no time for the query`,
      why: errorsAlways(text),
      help: 'write seconds above 0, or leave it out',
    }),
    ignored: ({ value }: { value: number }) => ({
      message: `\`timeoutSeconds: ${value}\` is ignored`,
      why: 'the web provider uses its default of 10 seconds',
      help: 'write seconds above 0, or leave it out',
    }),
  },
  examples: {
    bad: [
      { yaml: prometheus('-1'), finds: ['refused@-1'] },
      { yaml: prometheus('0'), finds: ['refused@0'] },
    ],
    good: [{ yaml: prometheus('60') }],
  },
  check(ctx) {
    for (const { name, path, json } of providersOf(ctx.manifest, 'prometheus', 'newRelic', 'web')) {
      const field = name === 'web' ? 'timeoutSeconds' : 'timeout';
      const value = json[field];
      if (typeof value !== 'number') continue;
      const at = ctx.manifest.valueSpan([...path, field]);
      // For the web provider 0 is how nothing is written.
      if (name === 'web' && value < 0) ctx.report('ignored', { at, data: { value }, severity: 'info' });
      else if (name === 'newRelic' && value < 0)
        ctx.report('refused', { at, data: { field, value, text: 'timeout value needs to be a positive value' } });
      else if (name === 'prometheus' && value <= 0) {
        const text = value < 0 ? 'prometheus timeout should not be negative' : 'context deadline exceeded';
        ctx.report('refused', { at, data: { field, value, text } });
      }
    }
  },
});
