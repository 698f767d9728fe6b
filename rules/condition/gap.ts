import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { firstRun, inWords, isConstantOver, segmentsOf } from '../../src/lint/kit/conditions/samples.ts';
import type { ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { ALWAYS_ANSWERS, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const gap = defineRule({
  id: 'condition/gap',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'Some values are neither success nor failure.',
    details: `Where both conditions are set and neither holds, the measurement is Inconclusive. With more inconclusive measurements than
\`inconclusiveLimit\` (0 where it is not set) the run ends, and the rollout pauses until a human decides. Who sets \`inconclusiveLimit\` has thought of it.`,
    references: [
      'argo-rollouts utils/evaluate/evaluate.go EvaluateResult',
      'argo-rollouts#926',
      'argo-rollouts#3015',
      'pitfall P10',
    ],
  },
  messages: {
    gap: ({ values, users }: { values: string; users: string }) => ({
      message: `${values} is neither success nor failure${users}`,
      why: 'such a measurement is Inconclusive, and as `inconclusiveLimit` is 0, the first one pauses the rollout until a human decides',
      help: 'close the gap, or say with `inconclusiveLimit` how many such measurements are fine',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample(
          'successCondition: result[0] < 0.05\nfailureCondition: result[0] > 0.1',
          ALWAYS_ANSWERS,
        ),
        finds: ['gap@result[0] > 0.1'],
      },
    ],
    good: [
      {
        yaml: prometheusExample(
          'successCondition: result[0] < 0.05\nfailureCondition: result[0] >= 0.05',
          ALWAYS_ANSWERS,
        ),
      },
      {
        title: 'Inconclusive on purpose.',
        yaml: prometheusExample(
          'interval: 1m\ncount: 5\ninconclusiveLimit: 2\nsuccessCondition: result[0] < 0.05\nfailureCondition: result[0] > 0.1',
          ALWAYS_ANSWERS,
        ),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => [gapIn(set)])) ctx.report('gap', report);
  },
});

function gapIn(set: ConditionSet): Hit<{ values: string }> | undefined {
  const { success, failure, view } = set;
  if (success === undefined || failure === undefined || view.node.entry('inconclusiveLimit') !== undefined)
    return undefined;
  const segments = segmentsOf(set);
  if (segments === undefined || isConstantOver(segments)) return undefined;
  const run = firstRun(segments, (segment) => segment.success === false && segment.failure === false);
  if (run === undefined) return undefined;
  return { at: failure.toFile(failure.parsed.ast.span), data: { values: `a value ${inWords(run)}` } };
}
