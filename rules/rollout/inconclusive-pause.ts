import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { metricsOf } from '../../src/manifest/metric.ts';

const withConditions = (failure: string) =>
  documents(
    canary('steps:\n  - setWeight: 20\n  - analysis:\n      templates:\n        - templateName: error-rate'),
    template(`interval: 1m\ncount: 3\nsuccessCondition: len(result) > 0 && result[0] < 0.05${failure}`),
  );

export const inconclusivePause = defineRule({
  id: 'rollout/inconclusive-pause',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'A step can end inconclusive, and promoting then skips the analysis.',
    details: `A metric with both conditions is inconclusive where neither holds, and the Rollout pauses for a human. \`kubectl argo rollouts
promote\` clears the pause *and* goes to the next step: the analysis is skipped, not repeated. Clearing the pause in any other way starts a new run of
the same step.`,
    references: ['argo-rollouts pkg/kubectl-argo-rollouts/cmd/promote/promote.go getPatches', 'argo-rollouts#3015'],
  },
  messages: {
    skips: ({ metric }: { metric: string }) => ({
      message: `metric \`${metric}\` can end inconclusive, which pauses the rollout at this step`,
      why: '`kubectl argo rollouts promote` then skips the analysis, it does not repeat it',
      help: 'to repeat it, abort and retry; or leave out one of the conditions so that every measurement succeeds or fails',
    }),
  },
  examples: {
    bad: [
      { yaml: withConditions('\nfailureCondition: len(result) > 0 && result[0] > 0.1'), finds: ['skips@analysis'] },
    ],
    good: [{ yaml: withConditions('') }],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (use.kind !== 'step') continue;
      const metric = use.templates
        .flatMap((each) => metricsOf(each))
        .find(
          ({ successCondition, failureCondition }) => successCondition !== undefined && failureCondition !== undefined,
        );
      if (metric === undefined) continue;
      ctx.report('skips', { at: ctx.manifest.keySpan(use.path), data: { metric: metric.name ?? '' } });
    }
  },
});
