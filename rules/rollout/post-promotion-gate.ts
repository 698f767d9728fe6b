import { blueGreen, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';

const TEMPLATE = template('interval: 1m\ncount: 3');
const analysis = (field: string) => `${field}:\n  templates:\n    - templateName: error-rate`;

export const postPromotionGate = defineRule({
  id: 'rollout/post-promotion-gate',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'The only analysis of a blue-green Rollout runs after the traffic has switched.',
    details: `A failing post-promotion analysis switches back, but until then all users see the new version. What should keep a bad version
away from users belongs in \`prePromotionAnalysis\`.`,
    references: ['argo-rollouts rollout/bluegreen.go', 'argo-rollouts rollout/analysis.go'],
  },
  messages: {
    late: (_: object) => ({
      message: 'the only analysis of this Rollout runs after the traffic has switched',
      why: 'until it fails, all users see the new version',
      help: 'move the checks that can run against the preview service to `prePromotionAnalysis`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(blueGreen(`activeService: checkout\n${analysis('postPromotionAnalysis')}`), TEMPLATE),
        finds: ['late@postPromotionAnalysis'],
      },
    ],
    good: [
      {
        yaml: documents(
          blueGreen(
            `activeService: checkout\n${analysis('prePromotionAnalysis')}\n${analysis('postPromotionAnalysis')}`,
          ),
          TEMPLATE,
        ),
      },
    ],
  },
  check(ctx) {
    const path = ['spec', 'strategy', 'blueGreen'];
    const post = ctx.uses.some(({ kind }) => kind === 'postPromotion');
    if (!post || ctx.manifest.partial || ctx.manifest.node([...path, 'prePromotionAnalysis']) !== undefined) return;
    ctx.report('late', { at: ctx.manifest.keySpan([...path, 'postPromotionAnalysis']), data: {} });
  },
});
