import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { closedTextsAt, givenAt, isGiven, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { objectOf } from '../../src/manifest/controller/read.ts';

const prometheus = (address: string) =>
  template(
    `interval: 1m\nprovider:\n  prometheus:\n    address: ${address}\n    authentication:\n      sigv4: {region: eu-central-1}\n    query: vector(1)`,
  );

export const sigv4Ignored = defineRule({
  id: 'provider/sigv4-ignored',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: '`sigv4` is set, but the address is not one that the controller signs requests for.',
    details:
      'Requests are signed only where the address holds `aps-workspaces`, the name of Amazon Managed Prometheus.',
    references: ['argo-rollouts metricproviders/prometheus/prometheus.go NewPrometheusAPI'],
  },
  messages: {
    ignored: ({ address }: { address: string }) => ({
      message: `\`sigv4\` is ignored: \`${address}\` does not hold \`aps-workspaces\``,
      why: 'the controller signs requests to Amazon Managed Prometheus only; these go out without a signature',
      help: 'use the workspace’s own endpoint (`https://aps-workspaces.REGION.amazonaws.com/workspaces/ID`), or remove `sigv4`',
    }),
  },
  examples: {
    bad: [{ yaml: prometheus('https://prometheus.example.com'), finds: ['ignored@sigv4'] }],
    good: [{ yaml: prometheus('https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1234') }],
  },
  check(ctx) {
    for (const { path, json } of providersOf(ctx.manifest, 'prometheus')) {
      const sigv4 = objectOf(objectOf(json['authentication'])['sigv4']);
      if (!Object.keys(sigv4).some((key) => isGiven(sigv4, key))) continue;
      const address = closedTextsAt(ctx.manifest, [...path, 'address'], ctx.bindings).find(
        ({ text }) => text.value !== '' && !/aps-workspaces|[$<]/.test(text.value),
      );
      if (address === undefined) continue;
      ctx.report('ignored', {
        at: ctx.manifest.keySpan([...path, 'authentication', 'sigv4']),
        data: { address: address.text.value },
        related: givenAt(address),
      });
    }
  },
});
