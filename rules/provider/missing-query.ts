import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { errorsAlways, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const TEXT = 'bad_data: invalid parameter "query": unknown position: parse error: no expression found in input';

const prometheus = (lines: string) =>
  template(`interval: 1m\nprovider:\n  prometheus:\n    address: http://prometheus.monitoring:9090\n${lines}`);

export const missingQuery = defineRule({
  id: 'provider/missing-query',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'A provider has no `query`.',
    details: 'The schema of the CRD does not require one, so nothing stops the template before the first measurement.',
    references: ['argo-rollouts manifests/crds/analysis-template-crd.yaml'],
  },
  messages: {
    absent: ({ provider, text }: { provider: string; text: string | undefined }) => ({
      message: `\`${provider}\` has no \`query\``,
      why: text === undefined ? 'every measurement is an Error, and the rollout aborts' : errorsAlways(text),
      help: 'write what to measure: `query: …`',
    }),
  },
  examples: {
    bad: [{ yaml: prometheus(''), finds: ['absent@prometheus'] }],
    good: [{ yaml: prometheus('    query: vector(1)') }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { name, path, json } of providersOf(
      ctx.manifest,
      'prometheus',
      'graphite',
      'influxdb',
      'wavefront',
      'skywalking',
    )) {
      if (json['query'] !== undefined && json['query'] !== null) continue;
      const text = name === 'prometheus' ? TEXT : undefined;
      ctx.report('absent', { at: ctx.manifest.keySpan(path), data: { provider: name, text } });
    }
  },
});
