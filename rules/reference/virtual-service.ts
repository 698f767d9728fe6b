import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { objectNamed } from '../../src/lint/kit/templates/named-objects.ts';
import { defineRule } from '../../src/lint/rule.ts';
import {
  validateVirtualService,
  virtualServiceReferences,
} from '../../src/manifest/controller/references/virtual-service.ts';

const ROLLOUT = canary(
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  istio:\n    virtualService:\n      name: checkout\n      routes: [primary]',
);
const virtual = (route: string, canaryHost: string) =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: checkout\nspec:\n  hosts: [checkout.example.com]\n  http:\n    - name: ${route}\n      route:\n        - destination: {host: checkout}\n          weight: 100\n        - destination: {host: ${canaryHost}}\n          weight: 0\n`;

export const virtualService = defineRule({
  id: 'reference/virtual-service',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'The Istio VirtualService of a Rollout lacks the route that the controller has to change.',
    details: `Each route that the Rollout names must exist, and send to the stable and to the canary service (with a \`destinationRule\`, to both
subsets). Where the Rollout names no route, the VirtualService must have exactly one.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation_references.go ValidateVirtualService',
      'argo-rollouts rollout/trafficrouting/istio/istio.go ValidateHTTPRoutes',
    ],
  },
  messages: {
    route: ({ name, detail, text }: { name: string; detail: string; text: string }) => ({
      message: `VirtualService \`${name}\` does not fit this Rollout: ${detail}`,
      why: refused(text),
      help: 'give the route two destinations, stable and canary, and name it under `routes`',
    }),
  },
  examples: {
    bad: [
      { yaml: documents(ROLLOUT, virtual('main', 'checkout-canary')), finds: ['route@checkout'] },
      { yaml: documents(ROLLOUT, virtual('primary', 'checkout-next')), finds: ['route@checkout'] },
    ],
    good: [{ yaml: documents(ROLLOUT, virtual('primary', 'checkout-canary')) }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { name, namespace } of virtualServiceReferences(ctx.manifest.json)) {
      const wanted = { kind: 'VirtualService', group: 'networking.istio.io', name, namespace };
      const object = objectNamed(ctx.workspace, wanted, ctx.manifest);
      if (object === undefined) continue;
      for (const { detail, text, path, target } of validateVirtualService(object.json, ctx.manifest.json)) {
        // A service or a subset without a name: rollout/missing-service and the schema say so.
        if (detail.includes(" '' not found")) continue;
        ctx.report('route', {
          at: ctx.manifest.valueSpan(path),
          data: { name, detail: shortened(detail), text },
          related: [{ at: { file: object.file.path, span: object.keySpan(target ?? ['spec']) }, label: object.title }],
        });
      }
    }
  },
});

/** What is wrong, without the words around it. */
const shortened = (detail: string): string => (detail.split('Error: ').at(-1) ?? detail).replace(/\.$/, '');
