import { canary } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const negativeNumber = defineRule({
  id: 'rollout/negative-number',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'A number of the Rollout is negative.',
    details: `Replicas, seconds and history limits are 0 or more.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutSpec'],
  },
  messages: {
    bad: ({ field, value, text }: { field: string; value: string; text: string }) => ({
      message: `\`${field}: ${value}\` is negative`,
      why: refused(text),
      help: 'write 0 or more, or leave it out for the default',
    }),
  },
  examples: {
    bad: [{ yaml: canary('steps: []', 'replicas: -1'), finds: ['bad@-1'] }],
    good: [{ yaml: canary('steps: []', 'replicas: 0') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, [
      'replicas-negative',
      'min-ready-seconds-negative',
      'revision-history-limit-negative',
      'progress-deadline-negative',
    ])) {
      ctx.report('bad', {
        at: ctx.manifest.valueSpan(fault.path),
        data: { field: String(fault.path.at(-1)), value: fault.value ?? '', text: fault.text },
      });
    }
  },
});
