import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const surgeAndUnavailable = defineRule({
  id: 'rollout/surge-and-unavailable',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`maxSurge` and `maxUnavailable` are both 0.',
    details: `With no pod more and no pod less than asked for, no pod can be replaced. Texts that are no number count as 0.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyCanary'],
  },
  messages: {
    bad: ({ text }: { text: string }) => ({
      message: '`maxSurge` and `maxUnavailable` are both 0, so no pod can be replaced',
      why: refused(text),
      help: 'write 1 or more, or a percentage, for one of them; left out they are 25%',
    }),
  },
  examples: {
    bad: [{ yaml: canary("maxSurge: 0\nmaxUnavailable: '0%'"), finds: ['bad@0'] }],
    good: [{ yaml: canary('maxSurge: 1\nmaxUnavailable: 0') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['surge-and-unavailable-zero'])) {
      ctx.report('bad', { at: ctx.manifest.valueSpan(fault.path), data: { text: fault.text } });
    }
  },
});
