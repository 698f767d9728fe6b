import { canary, documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { stepsOf } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { isSet, objectOf } from '../../src/manifest/controller/read.ts';

const ANALYSIS = '  - analysis:\n      templates:\n        - templateName: error-rate\n';
const WEIGHT = '  - setWeight: 10\n';
const withSteps = (...steps: readonly string[]) =>
  documents(canary(`steps:\n${steps.join('')}  - pause: {duration: 5m}`), template('interval: 1m\ncount: 3'));

export const analysisFirst = defineRule({
  id: 'rollout/analysis-first',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'document',
  kinds: ['Rollout'],
  docs: {
    summary: 'An analysis runs before any canary pod exists.',
    details: `Before the first \`setWeight\` the weight is 0, so there is no canary pod and no canary traffic. An analysis there sees the
stable version only: it finds no data, or passes without having looked at the new version. An analysis that does not look at the canary
(a check of a dependency, say) may stand there on purpose.`,
    references: [
      'argo-rollouts utils/replicaset/canary.go GetCurrentSetWeight',
      'argo-rollouts#811',
      'argo-rollouts#291',
    ],
  },
  messages: {
    first: (_: object) => ({
      message: 'this analysis runs before any step has started a canary pod',
      why: 'the weight is 0 until the first `setWeight`: there is no canary to measure, so it sees no data, or only the stable version',
      help: 'put `setWeight`, or `setCanaryScale` with traffic routing, before it',
    }),
  },
  examples: {
    bad: [{ yaml: withSteps(ANALYSIS, WEIGHT), finds: ['first@analysis'] }],
    good: [{ yaml: withSteps(WEIGHT, ANALYSIS) }],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    for (const { step, path } of stepsOf(ctx.manifest)) {
      const scale = objectOf(step.setCanaryScale);
      const startsPods =
        (typeof step.setWeight === 'number' && step.setWeight > 0) ||
        ['replicas', 'weight'].some((field) => isSet(scale[field]) && scale[field] !== 0);
      if (startsPods) return;
      // Without a later weight there is no canary at all: the analysis is all that the rollout does.
      const starts = stepsOf(ctx.manifest).some(({ step: later }) => typeof later.setWeight === 'number');
      if (isSet(step.analysis) && starts) {
        ctx.report('first', { at: ctx.manifest.keySpan([...path, 'analysis']), data: {} });
        return;
      }
    }
  },
});
