import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { addressesOf } from '../../src/lint/kit/metrics/addresses.ts';
import { asUsedBy } from '../../src/lint/kit/metrics/metrics.ts';
import { givenAt } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const prometheus = (address: string) =>
  template(`interval: 1m\nprovider:\n  prometheus:\n    address: ${address}\n    query: vector(1)`);

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|::1)$/;

export const localhostAddress = defineRule({
  id: 'provider/localhost-address',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'An address is localhost: the pod of the controller itself.',
    details: `Metrics are measured by the Argo Rollouts controller, in its own pod. What a port-forward shows on a laptop is not there, and
neither is the rollout's pod.`,
    references: ['argo-rollouts metricproviders/metricproviders.go NewProvider'],
  },
  messages: {
    localhost: ({ host, users }: { host: string; users: string }) => ({
      message: `\`${host}\`${users} is the pod of the Argo Rollouts controller`,
      why: 'the controller measures, in its own pod: nothing listens there, and every measurement is an Error',
      help: 'name the service with its namespace: `http://prometheus.monitoring:9090`',
    }),
  },
  examples: {
    bad: [{ yaml: prometheus('http://localhost:9090'), finds: ['localhost@http://localhost:9090'] }],
    good: [{ yaml: prometheus('http://prometheus.monitoring:9090') }],
  },
  check(ctx) {
    for (const { path, texts } of addressesOf(ctx.manifest, ctx.bindings)) {
      const hits = texts.filter(({ hostname }) => hostname !== undefined && LOOPBACK.test(hostname));
      const [first] = hits;
      if (first === undefined) continue;
      const { bindings } = first.bound;
      ctx.report('localhost', {
        at: ctx.manifest.valueSpan(path),
        data: { host: first.hostname ?? '', users: asUsedBy(bindings, bindings.length === ctx.bindings.length) },
        related: hits.flatMap(({ bound }) => givenAt(bound)),
      });
    }
  },
});
