import { type ConstantCondition, constantOf } from '../../src/lint/kit/conditions/constant.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import type { ConditionName } from '../../src/lint/kit/conditions/sets.ts';
import { MAY_BE_EMPTY, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const alwaysFalse = defineRule({
  id: 'condition/always-false',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition holds for no value that the query can give.',
    details: `The bounds of a query's values are inferred from it: a rate, an increase and a count are never negative, a part divided by its whole lies
between 0 and 1, a comparison with \`bool\` is 0 or 1. A condition that is false whatever is measured decides nothing.`,
    references: ['prometheus promql/engine.go', 'argo-rollouts utils/evaluate/evaluate.go EvaluateResult'],
  },
  messages: {
    constant: ({ name, values, users }: ConstantData) => ({
      message: `\`${name}\` holds for no value that the query can give: it is ${values}${users}`,
      why: PHASES[name],
      help: 'compare with a value between the bounds, or correct the query',
    }),
  },
  examples: {
    bad: [
      {
        title: 'A part of a whole is at most 1.',
        yaml: prometheusExample(
          'failureCondition: len(result) > 0 && result[0] > 5',
          'sum(rate(http_requests_total{code=~"5.."}[2m])) / sum(rate(http_requests_total[2m]))',
        ),
        finds: ['constant@len(result) > 0 && result[0] > 5'],
      },
    ],
    good: [{ yaml: prometheusExample('successCondition: len(result) > 0 && result[0] >= 1', MAY_BE_EMPTY) }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => constantOf(set, condition, false))))
      ctx.report('constant', report);
  },
});

interface ConstantData extends ConstantCondition {
  readonly users: string;
}

const PHASES: Readonly<Record<ConditionName, string>> = {
  successCondition: 'no measurement is ever Successful, so no rollout gets through',
  failureCondition: 'the metric never fails by it',
};
