import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const weightOutOfRange = defineRule({
  id: 'rollout/weight-out-of-range',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`setWeight` is outside of what the router counts.',
    details: `Weights go from 0 to 100, or to \`trafficRouting.maxTrafficWeight\` where it is set.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary'],
  },
  messages: {
    bad: ({ value, detail }: { value: string; detail: string }) => ({
      message: `\`setWeight: ${value}\` is out of range`,
      why: refused(detail),
      help: detail.replace(/^SetWeight needs to be/, 'write a weight'),
    }),
  },
  examples: {
    bad: [{ yaml: canary('steps:\n  - setWeight: 120'), finds: ['bad@120'] }],
    good: [{ yaml: canary('steps:\n  - setWeight: 100') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['weight-out-of-range'])) {
      ctx.report('bad', {
        at: ctx.manifest.valueSpan(fault.path),
        data: { value: fault.value ?? '', detail: fault.detail },
      });
    }
  },
});
