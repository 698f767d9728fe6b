import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

const ROUTED =
  'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  nginx:\n    stableIngress: checkout';

export const conflictingFields = defineRule({
  id: 'rollout/conflicting-fields',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`dynamicStableScale` and `scaleDownDelaySeconds` contradict each other.',
    details: `The one scales the stable ReplicaSet down as the canary grows; the other keeps it at full size for a while after promotion.`,
    references: [
      'argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary',
      'argo-rollouts#4347',
    ],
  },
  messages: {
    bad: ({ text }: { text: string }) => ({
      message: '`dynamicStableScale` cannot be combined with `scaleDownDelaySeconds`',
      why: refused(text),
      help: 'remove one of them; `abortScaleDownDelaySeconds` is another field, and may stay',
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary(`${ROUTED}\ndynamicStableScale: true\nscaleDownDelaySeconds: 60`),
        finds: ['bad@dynamicStableScale'],
      },
    ],
    good: [{ yaml: canary(`${ROUTED}\ndynamicStableScale: true`) }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['dynamic-stable-scale-with-delay'])) {
      ctx.report('bad', { at: ctx.manifest.keySpan(fault.path), data: { text: fault.text } });
    }
  },
});
