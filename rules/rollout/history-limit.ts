import { blueGreen } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const historyLimit = defineRule({
  id: 'rollout/history-limit',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`scaleDownDelayRevisionLimit` is more than `revisionHistoryLimit`.',
    details: `Old ReplicaSets beyond the history limit are deleted, so no more of them can be kept running. The default history limit is 10.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategyBlueGreen'],
  },
  messages: {
    bad: ({ value, text }: { value: string; text: string }) => ({
      message: `\`scaleDownDelayRevisionLimit: ${value}\` is more than \`revisionHistoryLimit\``,
      why: refused(text),
      help: 'lower it, or raise `spec.revisionHistoryLimit` (10 where it is not set)',
    }),
  },
  examples: {
    bad: [
      {
        yaml: blueGreen('activeService: checkout\nscaleDownDelayRevisionLimit: 3', 'revisionHistoryLimit: 2'),
        finds: ['bad@3'],
      },
    ],
    good: [{ yaml: blueGreen('activeService: checkout\nscaleDownDelayRevisionLimit: 2', 'revisionHistoryLimit: 2') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['scale-down-limit-above-history'])) {
      ctx.report('bad', {
        at: ctx.manifest.valueSpan(fault.path),
        data: { value: fault.value ?? '', text: fault.text },
      });
    }
  },
});
