import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const pingPong = defineRule({
  id: 'rollout/ping-pong',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'Ping-pong is set up for a router that does not have it, or not fully.',
    details: `Ping-pong works with ALB, Istio and plugins, needs both of its services, and with ALB also a root service.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary'],
  },
  messages: {
    bad: ({ detail, text }: { detail: string; text: string }) => ({
      message: `\`pingPong\` cannot work here: ${detail}`,
      why: refused(text),
      help: 'give `pingService` and `pongService`, use ALB, Istio or a plugin, and for ALB add `rootService`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary(
          'pingPong:\n  pingService: ping\n  pongService: pong\ntrafficRouting:\n  alb:\n    ingress: checkout\n    servicePort: 80',
        ),
        finds: ['bad@alb'],
      },
    ],
    good: [
      {
        yaml: canary(
          'pingPong:\n  pingService: ping\n  pongService: pong\ntrafficRouting:\n  alb:\n    ingress: checkout\n    rootService: checkout\n    servicePort: 80',
        ),
      },
    ],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, [
      'ping-pong-router',
      'ping-pong-service-missing',
      'ping-pong-root-service',
    ])) {
      ctx.report('bad', {
        at: ctx.manifest.valueSpan(fault.path),
        data: { detail: fault.detail.charAt(0).toLowerCase() + fault.detail.slice(1), text: fault.text },
      });
    }
  },
});
