import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const progressDeadline = defineRule({
  id: 'rollout/progress-deadline',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'The progress deadline is not longer than `minReadySeconds`.',
    details: `A pod that must be ready for that long can never make progress in time. The default deadline is 600 seconds.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutSpec'],
  },
  messages: {
    bad: ({ value, ready, text }: { value: string; ready: string; text: string }) => ({
      message: `\`progressDeadlineSeconds\` (${value}) must be more than \`minReadySeconds\` (${ready})`,
      why: refused(text),
      help: 'raise `progressDeadlineSeconds`; left out it is 600',
    }),
  },
  examples: {
    bad: [{ yaml: canary('steps: []', 'minReadySeconds: 120\nprogressDeadlineSeconds: 60'), finds: ['bad@60'] }],
    good: [{ yaml: canary('steps: []', 'minReadySeconds: 30\nprogressDeadlineSeconds: 60') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['progress-deadline-too-short'])) {
      ctx.report('bad', {
        at: ctx.manifest.valueSpan(fault.path),
        data: {
          value: fault.value ?? '',
          ready: String(ctx.manifest.value(['spec', 'minReadySeconds']) ?? 0),
          text: fault.text,
        },
      });
    }
  },
});
