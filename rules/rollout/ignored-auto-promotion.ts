import { blueGreen } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const ignoredAutoPromotion = defineRule({
  id: 'rollout/ignored-auto-promotion',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: '`autoPromotionSeconds` has no effect with `autoPromotionEnabled: false`.',
    details:
      'With automatic promotion off, the Rollout waits until somebody promotes it; the seconds are not looked at.',
    references: ['argo-rollouts rollout/pause.go CompletedBlueGreenPause'],
  },
  messages: {
    ignored: ({ seconds }: { seconds: number }) => ({
      message: `\`autoPromotionSeconds: ${seconds}\` has no effect beside \`autoPromotionEnabled: false\``,
      why: 'the Rollout waits until somebody promotes it',
      help: `remove one of them: without \`autoPromotionEnabled\` it is promoted after ${seconds} seconds`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: blueGreen('activeService: checkout\nautoPromotionEnabled: false\nautoPromotionSeconds: 300'),
        finds: ['ignored@autoPromotionSeconds'],
      },
    ],
    good: [{ yaml: blueGreen('activeService: checkout\nautoPromotionSeconds: 300') }],
  },
  check(ctx) {
    const path = ['spec', 'strategy', 'blueGreen'];
    const seconds = ctx.manifest.value([...path, 'autoPromotionSeconds']);
    if (ctx.manifest.value([...path, 'autoPromotionEnabled']) !== false || typeof seconds !== 'number') return;
    if (seconds <= 0) return;
    ctx.report('ignored', { at: ctx.manifest.keySpan([...path, 'autoPromotionSeconds']), data: { seconds } });
  },
});
