import { FLOAT_SLICE } from '../../src/expr/index.ts';
import { isSound } from '../../src/lint/kit/conditions/faults.ts';
import { hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { indexesOfResult, indexOfResult } from '../../src/lint/kit/conditions/nodes.ts';
import { ALWAYS_ANSWERS, ERROR_PATH, prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const indexOutOfRange = defineRule({
  id: 'condition/index-out-of-range',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A condition takes an element that the query can never return.',
    details: `An aggregation without \`by\` returns one element, a comparison of two such aggregations too: there is no \`result[1]\`. The number of elements is
inferred from the query.`,
    references: ['expr-lang/expr vm/runtime Fetch'],
  },
  messages: {
    beyond: ({ index, max, users }: { index: string; max: number; users: string }) => ({
      message: `\`${index}\` never exists: the query returns at most ${max === 1 ? 'one element' : `${max} elements`}${users}`,
      why: ERROR_PATH,
      help: max === 1 ? 'the element is `result[0]`' : `elements are \`result[0]\` to \`result[${max - 1}]\``,
    }),
  },
  examples: {
    bad: [{ yaml: prometheusExample('successCondition: result[1] < 5', ALWAYS_ANSWERS), finds: ['beyond@result[1]'] }],
    good: [{ yaml: prometheusExample('successCondition: result[0] < 5', ALWAYS_ANSWERS) }],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => {
      const { count, types, query } = set.shape;
      const { max } = count;
      if (types[0] !== FLOAT_SLICE || query === undefined || !Number.isFinite(max) || max < 1 || !isSound(set))
        return [];
      return set.all.flatMap((condition) =>
        indexesOfResult(condition.parsed.ast).map((node) => {
          const index = indexOfResult(node) ?? 0;
          if (index < max && index >= -max) return undefined;
          const text = condition.text.value.slice(node.span.start, node.span.end);
          return { at: condition.toFile(node.span), data: { index: text, max } };
        }),
      );
    }))
      ctx.report('beyond', report);
  },
});
