import { type ConstantCondition, constantOf } from '../../src/lint/kit/conditions/constant.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import type { ConditionName } from '../../src/lint/kit/conditions/sets.ts';
import { MAY_BE_EMPTY, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const alwaysTrue = defineRule({
  id: 'condition/always-true',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition holds for every value that the query can give.',
    details: `The bounds of a query's values are inferred from it: a rate, an increase and a count are never negative, a part divided by its whole lies
between 0 and 1, a comparison with \`bool\` is 0 or 1. A condition that is true whatever is measured decides nothing.`,
    references: ['prometheus promql/engine.go', 'argo-rollouts utils/evaluate/evaluate.go EvaluateResult'],
  },
  messages: {
    constant: ({ name, values, users }: ConstantData) => ({
      message: `\`${name}\` holds for every value that the query can give: it is ${values}${users}`,
      why: PHASES[name],
      help: 'compare with a value between the bounds, or correct the query',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: len(result) > 0 && result[0] >= 0', MAY_BE_EMPTY),
        finds: ['constant@len(result) > 0 && result[0] >= 0'],
      },
    ],
    good: [{ yaml: prometheusExample('successCondition: len(result) > 0 && result[0] >= 1', MAY_BE_EMPTY) }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.map((condition) => constantOf(set, condition, true))))
      ctx.report('constant', report);
  },
});

interface ConstantData extends ConstantCondition {
  readonly users: string;
}

const PHASES: Readonly<Record<ConditionName, string>> = {
  successCondition: 'every measurement with an answer is Successful, unless a failureCondition holds',
  failureCondition: 'every measurement with an answer is Failed, and the rollout aborts',
};
