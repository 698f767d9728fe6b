import { FLOAT_SLICE } from '../../src/expr/index.ts';
import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { editsOf } from '../../src/lint/kit/conditions/fixes.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { callsOf, isResult } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { MAY_BE_EMPTY, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule, type Report } from '../../src/lint/rule.ts';

export const isnilOnList = defineRule({
  id: 'condition/isnil-on-list',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition asks whether a list is nil; an empty list is not.',
    details: `\`isNil\` tells a missing value of Datadog and its like. The answer of Prometheus is never nil: where no series matches it is an
empty list. So the guard never holds, and what it should guard fails.`,
    references: ['argo-rollouts utils/evaluate/evaluate.go isNilFunc', 'pitfall P03'],
  },
  messages: {
    never: ({ users }: { users: string }) => ({
      message: `\`isNil(result)\` is never true of a list${users}`,
      why: 'without data the list is empty, not nil: what the guard should keep from failing fails',
      help: 'ask `len(result) == 0`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample('successCondition: isNil(result) || result[0] < 0.05', MAY_BE_EMPTY),
        finds: ['never@isNil(result)'],
        fixed: prometheusExample('successCondition: len(result) == 0 || result[0] < 0.05', MAY_BE_EMPTY),
      },
    ],
    good: [{ yaml: prometheusExample('successCondition: len(result) == 0 || result[0] < 0.05', MAY_BE_EMPTY) }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.flatMap((condition) => nilAsked(set, condition))))
      ctx.report('never', report);
  },
});

function nilAsked(set: ConditionSet, condition: Condition) {
  const { types } = set.shape;
  if (types.length !== 1 || types[0] !== FLOAT_SLICE || faultOf(set, condition) !== undefined) return [];
  return callsOf(condition.parsed.ast, 'isNil')
    .filter(({ args }) => args[0] !== undefined && isResult(args[0]))
    .map(({ node }) => {
      const { start, end } = node.span;
      const edits = editsOf(set, condition, [
        {
          at: start,
          instead: end - start,
          text: isNegated(condition, start) ? '(len(result) == 0)' : 'len(result) == 0',
        },
      ]);
      const fix: Report<unknown>['fix'] | undefined =
        edits === undefined ? undefined : { kind: 'unsafe', title: 'ask for an empty list', edits };
      return { at: condition.toFile(node.span), data: {}, ...(fix === undefined ? {} : { fix }) };
    });
}

const isNegated = ({ text }: Condition, start: number): boolean => /(?:!|\bnot)\s*$/.test(text.value.slice(0, start));
