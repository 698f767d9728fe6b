import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { objectNamed } from '../../src/lint/kit/templates/named-objects.ts';
import { defineRule } from '../../src/lint/rule.ts';
import {
  ingressBackends,
  ingressReferences,
  validateIngress,
} from '../../src/manifest/controller/references/ingress.ts';

const ROLLOUT = canary(
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  nginx:\n    stableIngress: checkout',
);
const ingress = (service: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: checkout\nspec:\n  rules:\n    - host: checkout.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: ${service}\n                port: {number: 80}\n`;

export const ingressBackend = defineRule({
  id: 'reference/ingress-backend',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'The ingress of a Rollout sends nothing to its stable service.',
    details: `One of the rules' paths must have the stable service as its backend; for ALB the \`rootService\`, where there is one. A
\`defaultBackend\` does not count. The controller refuses the Rollout; \`kubectl argo rollouts lint\` accepts such files, and the ingress of the
cluster may differ from the file (it is often changed by hand, or by another tool), so the rule warns.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation_references.go ValidateIngress'],
  },
  messages: {
    backend: ({ ingress: name, text, has }: { ingress: string; text: string; has: string }) => ({
      message: `ingress \`${name}\` sends nothing to the stable service of this Rollout${has === '' ? '' : `, but to ${has}`}`,
      why: refused(text),
      help: 'name the stable service as a backend of the ingress',
    }),
  },
  examples: {
    bad: [{ yaml: documents(ROLLOUT, ingress('checkout-web')), finds: ['backend@checkout'] }],
    good: [{ yaml: documents(ROLLOUT, ingress('checkout')) }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { name } of ingressReferences(ctx.manifest.json)) {
      const object = ['networking.k8s.io', 'extensions']
        .map((group) => objectNamed(ctx.workspace, { kind: 'Ingress', group, name }, ctx.manifest))
        .find((each) => each !== undefined);
      if (object === undefined) continue;
      for (const { text, path, target } of validateIngress(object.json, ctx.manifest.json)) {
        const backends = [...new Set(ingressBackends(object.json))].filter((each) => each !== '');
        ctx.report('backend', {
          at: ctx.manifest.valueSpan(path),
          data: { ingress: name, text, has: backends.map((each) => `\`${each}\``).join(', ') },
          related: [{ at: { file: object.file.path, span: object.keySpan(target ?? ['spec']) }, label: 'its rules' }],
        });
      }
    }
  },
});
