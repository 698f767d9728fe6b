import { undecidedMetric } from '../../src/lint/kit/conditions/undecided.ts';
import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';

const withFailure = (failure: string) =>
  documents(
    canary(`steps:
  - setWeight: 20
  - experiment:
      duration: 10m
      templates:
        - name: candidate
          specRef: canary
      analyses:
        - name: errors
          templateName: error-rate`),
    template(`interval: 1m\ncount: 3\nsuccessCondition: len(result) > 0 && result[0] < 0.05${failure}`),
  );

export const inconclusiveExperiment = defineRule({
  id: 'rollout/inconclusive-experiment',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout'],
  languages: ['expr'],
  docs: {
    summary:
      'The experiment of a step can end inconclusive, and then the controller starts another one, without waiting.',
    details: `An inconclusive experiment pauses the Rollout, but the controller forgets its name in the same pass. The next one finds a step
without an experiment, and creates it: \`…-1\`, \`…-2\`, as long as they are inconclusive. One that succeeds takes the Rollout on, although nobody has ended the pause;
one that fails aborts it. The rule assumes that a metric with two conditions can have a value for which neither holds; where one
condition is the opposite of the other it is silent.`,
    references: [
      'argo-rollouts rollout/experiment.go reconcileExperiments, createExperimentWithCollisionHandling',
      'argo-rollouts#3264',
    ],
  },
  messages: {
    another: ({ metric }: { metric: string }) => ({
      message: `metric \`${metric}\` can end inconclusive, and the pause after that does not stop this step`,
      why: 'the controller forgets an inconclusive experiment, and starts another one at once, until one succeeds or fails',
      help: 'leave out one of the conditions so that every measurement succeeds or fails, or run the analysis in a step of its own',
    }),
  },
  examples: {
    bad: [{ yaml: withFailure('\nfailureCondition: len(result) > 0 && result[0] > 0.1'), finds: ['another@errors'] }],
    good: [
      { yaml: withFailure('') },
      {
        title: 'Of two opposites one always holds.',
        yaml: withFailure('\nfailureCondition: "!(len(result) > 0 && result[0] < 0.05)"'),
      },
    ],
  },
  check(ctx) {
    for (const use of ctx.uses) {
      if (use.kind !== 'experimentStep') continue;
      const metric = undecidedMetric(use);
      if (metric === undefined) continue;
      const name = [...use.path, 'name'];
      const at =
        ctx.manifest.node(name) === undefined ? ctx.manifest.valueSpan(use.path) : ctx.manifest.valueSpan(name);
      ctx.report('another', { at, data: { metric: metric.name ?? '' } });
    }
  },
});
