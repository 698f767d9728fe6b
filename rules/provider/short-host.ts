import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { addressesOf, isBesideController } from '../../src/lint/kit/metrics/addresses.ts';
import { asUsedBy } from '../../src/lint/kit/metrics/metrics.ts';
import { givenAt } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const web = (url: string, args?: string) =>
  template(
    `interval: 1m\nsuccessCondition: result == 'ok'\nprovider:\n  web:\n    url: ${url}\n    jsonPath: '{$.status}'`,
    args === undefined ? {} : { args },
  );

export const shortHost = defineRule({
  id: 'provider/short-host',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The host of a web metric has no namespace: it is looked up in the namespace of the controller.',
    details: `The request comes from the controller's pod, so a bare service name means a service beside the controller, not one beside the
rollout. Addresses of Prometheus are not judged: it may well run there.`,
    references: ['argo-rollouts metricproviders/webmetric/webmetric.go Run', 'Kubernetes: DNS for Services and Pods'],
  },
  messages: {
    short: ({ host, users, meant }: { host: string; users: string; meant: string }) => ({
      message: `\`${host}\`${users} is looked up in the namespace of the Argo Rollouts controller`,
      why: 'the controller sends the request from its own pod; where it finds no such service, every measurement is an Error',
      help: `name the namespace: \`${meant}\``,
    }),
  },
  examples: {
    bad: [
      { yaml: web('http://checkout-canary:8080/verdict'), finds: ['short@http://checkout-canary:8080/verdict'] },
      {
        title: 'The value comes from the Rollout.',
        yaml: documents(
          web("'http://{{args.service}}/verdict'", '- name: service'),
          canary(
            'steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate\n      args:\n        - name: service\n          value: checkout-canary',
          ),
        ),
        finds: ["short@'http://{{args.service}}/verdict'"],
      },
    ],
    good: [{ yaml: web('http://checkout-canary.shop:8080/verdict') }],
  },
  check(ctx) {
    if (isBesideController(ctx.manifest)) return;
    for (const { part, path, field, texts } of addressesOf(ctx.manifest, ctx.bindings)) {
      if (part.name !== 'web' || field !== 'url') continue;
      const hits = texts.filter(
        ({ hostname }) => hostname !== undefined && /^(?!(?:localhost|example)$)[a-z][a-z0-9-]*$/.test(hostname),
      );
      const [first] = hits;
      if (first === undefined) continue;
      const { bindings } = first.bound;
      const host = first.hostname ?? '';
      const namespace = bindings.find(({ use }) => use !== undefined)?.use?.user.namespace ?? ctx.manifest.namespace;
      ctx.report('short', {
        at: ctx.manifest.valueSpan(path),
        data: {
          host,
          users: asUsedBy(bindings, bindings.length === ctx.bindings.length),
          meant: `${host}.${namespace ?? 'NAMESPACE'}.svc`,
        },
        related: hits.flatMap(({ bound }) => givenAt(bound)),
      });
    }
  },
});
