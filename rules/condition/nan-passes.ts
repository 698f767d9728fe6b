import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf } from '../../src/lint/kit/conditions/nodes.ts';
import { onNaN } from '../../src/lint/kit/conditions/samples.ts';
import type { ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { MAY_BE_NAN, nanReason, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const nanPasses = defineRule({
  id: 'condition/nan-passes',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A value that is not a number passes.',
    details: `Without traffic a ratio is 0/0, and a quantile has no observations: NaN. It is a value, so the answer is not empty, and every comparison with it
is false. With a failureCondition alone that means Successful: no traffic passes the analysis.`,
    references: [
      'argo-rollouts utils/evaluate/evaluate.go EvaluateResult',
      'argo-rollouts#459',
      'argo-rollouts#977',
      'pitfall P08',
    ],
  },
  messages: {
    passes: ({ reason, condition, users }: { reason: string; condition: string; users: string }) => ({
      message: `NaN passes \`${condition}\`, and ${reason}${users}`,
      why: 'every comparison with NaN is false (only `!=` is true), so the measurement is Successful although there was nothing to look at',
      help: 'decide it: `isNaN(result[0]) || …` in a failureCondition fails without traffic, a successCondition with `!isNaN(result[0]) && …` as well',
    }),
  },
  examples: {
    bad: [
      { yaml: prometheusExample('failureCondition: result[0] > 0.05', MAY_BE_NAN), finds: ['passes@result[0] > 0.05'] },
    ],
    good: [
      { yaml: prometheusExample('failureCondition: isNaN(result[0]) || result[0] > 0.05', MAY_BE_NAN) },
      {
        title: 'Without traffic there is no element, so no NaN.',
        yaml: prometheusExample(
          'failureCondition: len(result) > 0 && result[0] > 0.05',
          'sum(rate(errors_total[2m])) / (sum(rate(http_requests_total[2m])) > 0)',
        ),
      },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => [passing(set)])) ctx.report('passes', report);
  },
});

function passing(set: ConditionSet): Hit<{ reason: string; condition: string }> | undefined {
  if (set.all.some(({ parsed }) => callsOf(parsed.ast, 'isNaN').length > 0)) return undefined;
  const nan = onNaN(set);
  const condition = set.failure ?? set.success;
  if (nan?.phase !== 'Successful' || condition === undefined) return undefined;
  return {
    at: condition.toFile(condition.parsed.ast.span),
    data: { reason: nanReason(set, nan.reason), condition: condition.name },
  };
}
