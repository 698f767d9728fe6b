import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { JsonPath } from '../../src/yaml/tree.ts';

/** The controller points at the missing traffic routing; the culprit is the field that needs it. */
const fieldPath = (path: JsonPath, code: string): JsonPath =>
  code === 'canary-scale-without-routing' && path.at(-1) !== 'setCanaryScale' ? [...path, 'setCanaryScale'] : path;

export const needsTrafficRouting = defineRule({
  id: 'rollout/needs-traffic-routing',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'A field works only with traffic routing, and there is none, or not of that kind.',
    details: `Without a router, weight is a ratio of pods: there is nothing that could keep pods running without traffic, or send traffic to an experiment. Experiment weights work with SMI, ALB, Istio and plugins.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary'],
  },
  messages: {
    bad: ({ field, text }: { field: string; text: string }) => ({
      message: `\`${field}\` needs \`trafficRouting\`${text.includes('only available') ? ' of another kind' : ''}`,
      why: refused(text),
      help: `add \`trafficRouting\` with a router that supports it, or remove \`${field}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary('steps:\n  - setCanaryScale:\n      replicas: 1\n  - setWeight: 20'),
        finds: ['bad@setCanaryScale'],
      },
      { yaml: canary('scaleDownDelaySeconds: 60'), finds: ['bad@scaleDownDelaySeconds'] },
    ],
    good: [
      {
        yaml: canary(
          'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  nginx:\n    stableIngress: checkout\nsteps:\n  - setCanaryScale:\n      replicas: 1',
        ),
      },
    ],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, [
      'scale-down-delay-without-routing',
      'dynamic-stable-scale-without-routing',
      'canary-scale-without-routing',
      'experiment-weight-without-routing',
      'experiment-weight-router',
    ])) {
      ctx.report('bad', {
        at: ctx.manifest.keySpan(fieldPath(fault.path, fault.code)),
        data: { field: String(fieldPath(fault.path, fault.code).at(-1)), text: fault.text },
      });
    }
  },
});
