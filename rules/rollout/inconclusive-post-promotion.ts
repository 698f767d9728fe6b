import { undecidedMetric } from '../../src/lint/kit/conditions/undecided.ts';
import { blueGreen, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';

const ROLLOUT = blueGreen(
  'activeService: checkout\npostPromotionAnalysis:\n  templates:\n    - templateName: error-rate',
);

const withFailure = (failure: string) =>
  documents(
    ROLLOUT,
    template(`interval: 1m\ncount: 3\nsuccessCondition: len(result) > 0 && result[0] < 0.05${failure}`),
  );

export const inconclusivePostPromotion = defineRule({
  id: 'rollout/inconclusive-post-promotion',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout'],
  languages: ['expr'],
  docs: {
    summary:
      'A post-promotion analysis can end inconclusive, with the new version live and a controller that does not rest.',
    details: `The active service points at the new version already: the pause that follows protects nobody. And while it lasts, the controller writes
the condition Progressing over and over: RolloutPaused, because the Rollout is paused, then NewReplicaSetAvailable, because all pods are there and the
service points at them; each write makes it look again. The rule assumes that a metric with two conditions can have a value for which
neither holds; where one condition is the opposite of the other it is silent.`,
    references: [
      'argo-rollouts rollout/sync.go checkPausedConditions, calculateRolloutConditions',
      'argo-rollouts utils/conditions/conditions.go RolloutHealthy',
    ],
  },
  messages: {
    restless: ({ metric }: { metric: string }) => ({
      message: `metric \`${metric}\` can end inconclusive after the traffic has switched`,
      why: 'the Rollout pauses with the new version live, and the controller rewrites its condition Progressing again and again until somebody promotes or aborts',
      help: 'leave out one of the conditions so that every measurement succeeds or fails',
    }),
  },
  examples: {
    bad: [
      {
        yaml: withFailure('\nfailureCondition: len(result) > 0 && result[0] > 0.1'),
        finds: ['restless@postPromotionAnalysis'],
      },
    ],
    good: [
      { yaml: withFailure('') },
      {
        title: 'Of two opposites one always holds.',
        yaml: documents(ROLLOUT, template('successCondition: result[0] < 0.05\nfailureCondition: result[0] >= 0.05')),
      },
    ],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (use.kind !== 'postPromotion') continue;
      const metric = undecidedMetric(use);
      if (metric === undefined) continue;
      ctx.report('restless', { at: ctx.manifest.keySpan(use.path), data: { metric: metric.name ?? '' } });
    }
  },
});
