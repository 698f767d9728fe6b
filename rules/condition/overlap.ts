import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { firstRun, inWords, isConstantOver, segmentsOf } from '../../src/lint/kit/conditions/samples.ts';
import type { ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { ALWAYS_ANSWERS, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const overlap = defineRule({
  id: 'condition/overlap',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'Some values are success and failure at once; failure wins.',
    details: `Where both conditions hold the measurement is Failed: the failureCondition wins.`,
    references: ['argo-rollouts utils/evaluate/evaluate.go EvaluateResult', 'pitfall P11'],
  },
  messages: {
    both: ({ values, users }: { values: string; users: string }) => ({
      message: `${values} is success and failure at once${users}`,
      why: 'failureCondition wins: such a measurement is Failed',
      help: 'let the conditions exclude each other; one of them is enough where the other is its opposite',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: result[0] < 0.1\nfailureCondition: result[0] < 0.5', ALWAYS_ANSWERS),
        finds: ['both@result[0] < 0.5'],
      },
    ],
    good: [
      {
        yaml: prometheusExample(
          'successCondition: result[0] < 0.1\nfailureCondition: result[0] >= 0.1',
          ALWAYS_ANSWERS,
        ),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => [overlapIn(set)])) ctx.report('both', report);
  },
});

function overlapIn(set: ConditionSet): Hit<{ values: string }> | undefined {
  const { success, failure } = set;
  const segments = segmentsOf(set);
  if (success === undefined || failure === undefined || segments === undefined || isConstantOver(segments))
    return undefined;
  const run = firstRun(segments, (segment) => segment.success === true && segment.failure === true);
  if (run === undefined) return undefined;
  return { at: failure.toFile(failure.parsed.ast.span), data: { values: `a value ${inWords(run)}` } };
}
