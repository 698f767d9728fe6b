import { canary } from '../../src/lint/kit/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
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
    bad: ({ field, text }: { field: string; text: string }) => ({
      message: `traffic routing needs \`${field}\`, and it is not set`,
      why: refused(text),
      help: `create a Service and name it: \`${field}: NAME\``,
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
    for (const fault of rolloutFaults(ctx.manifest, ['service-missing'])) {
      ctx.report('bad', {
        at:
          ctx.manifest.node(fault.path) === undefined
            ? ctx.manifest.keySpan(['spec', 'strategy', 'canary', 'trafficRouting'])
            : ctx.manifest.valueSpan(fault.path),
        data: { field: String(fault.path.at(-1)), text: fault.text },
      });
    }
  },
});
