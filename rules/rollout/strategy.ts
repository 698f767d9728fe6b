import { canary, rollout } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused, rolloutFaults } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const strategy = defineRule({
  id: 'rollout/strategy',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'A Rollout has no strategy, or both.',
    details: `A Rollout is either \`canary\` or \`blueGreen\`.`,
    references: ['argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRolloutStrategy'],
  },
  messages: {
    bad: ({ isMissing, text }: { isMissing: boolean; text: string }) => ({
      message: isMissing
        ? 'this Rollout has no strategy'
        : 'this Rollout has both a `canary` and a `blueGreen` strategy',
      why: refused(text),
      help: isMissing ? 'add `strategy.canary` or `strategy.blueGreen`' : 'keep one of them',
    }),
  },
  examples: {
    bad: [
      { title: 'Neither of them.', yaml: rollout('strategy: {}'), finds: ['bad@{}'] },
      {
        title: 'Both.',
        yaml: rollout('strategy:\n  canary:\n    steps: []\n  blueGreen:\n    activeService: checkout'),
        finds: ['bad@strategy'],
      },
    ],
    good: [{ yaml: canary('steps: []') }],
  },
  check(ctx) {
    for (const fault of rolloutFaults(ctx.manifest, ['strategy-missing', 'strategy-multiple'])) {
      ctx.report('bad', {
        at: ctx.manifest.valueSpan(['spec', 'strategy']),
        data: { isMissing: fault.code === 'strategy-missing', text: fault.text },
      });
    }
  },
});
