import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const maxTrafficWeight = defineRule({
  id: 'rollout/max-traffic-weight',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`maxTrafficWeight` is set for a router that always counts to 100.',
    details: `Only Nginx and plugins can count in other units than percent.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary'],
  },
  messages: {
    bad: ({ value, text }: { value: string; text: string }) => ({
      message: `\`maxTrafficWeight: ${value}\` works with Nginx and plugins only`,
      why: refused(text),
      help: 'remove it: other routers count weights from 0 to 100',
    }),
  },
  examples: {
    bad: [
      {
        yaml: canary(
          'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  maxTrafficWeight: 1000\n  smi: {}',
        ),
        finds: ['bad@1000'],
      },
    ],
    good: [
      {
        yaml: canary(
          'canaryService: checkout-canary\nstableService: checkout\ntrafficRouting:\n  maxTrafficWeight: 1000\n  nginx:\n    stableIngress: checkout',
        ),
      },
    ],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['max-traffic-weight-router'])) {
      ctx.report('bad', {
        at: ctx.manifest.valueSpan(fault.path),
        data: { value: fault.value ?? '', text: fault.text },
      });
    }
  },
});
