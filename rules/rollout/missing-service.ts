import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { listed } from '../../src/lint/kit/templates/arguments.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const missingService = defineRule({
  id: 'rollout/missing-service',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'Traffic routing needs a canary service and a stable service.',
    details: `Routers send traffic to services. Nginx, SMI, Apisix, Ambassador, App Mesh and Traefik need both, ALB needs them without ping-pong, and Istio without a destination rule and ping-pong. With plugins only, they are optional.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary'],
  },
  messages: {
    bad: ({ fields, text }: { fields: readonly string[]; text: string }) => ({
      message: `traffic routing needs ${listed(fields)}, and ${fields.length === 1 ? 'it is' : 'they are'} not set`,
      why: refused(text),
      help: `create ${fields.length === 1 ? 'a Service and name it' : 'two Services with the same selector and name them'}: ${fields.map((field) => `\`${field}: NAME\``).join(', ')}`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary('stableService: checkout\ntrafficRouting:\n  nginx:\n    stableIngress: checkout'),
        finds: ['bad@trafficRouting'],
      },
    ],
    good: [
      {
        yaml: canary(
          'stableService: checkout\ncanaryService: checkout-canary\ntrafficRouting:\n  nginx:\n    stableIngress: checkout',
        ),
      },
    ],
  },
  check(ctx) {
    const faults = rolloutFaults(ctx.manifest, ['service-missing']);
    const [first] = faults;
    if (first === undefined) return;
    const written = faults.find(({ path }) => ctx.manifest.node(path) !== undefined);
    ctx.report('bad', {
      at:
        written === undefined
          ? ctx.manifest.keySpan(['spec', 'strategy', 'canary', 'trafficRouting'])
          : ctx.manifest.valueSpan(written.path),
      data: { fields: faults.map(({ path }) => String(path.at(-1))), text: first.detail },
    });
  },
});
