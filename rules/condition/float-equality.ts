import { faultOf } from '../../src/lint/kit/conditions/faults.ts';
import { type Hit, hitsIn } from '../../src/lint/kit/conditions/hits.ts';
import { indexOfResult, isComparison, isResult, nodesOf, numberOf } from '../../src/lint/kit/conditions/nodes.ts';
import type { Condition, ConditionSet } from '../../src/lint/kit/conditions/sets.ts';
import { prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { postOrder } from '../../src/promql/index.ts';

export const floatEquality = defineRule({
  id: 'condition/float-equality',
  since: '0.1.0',
  stage: 'stable',
  severity: 'info',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  languages: ['expr', 'promql'],
  docs: {
    summary: 'A computed number is asked to be exactly something.',
    details: `Ratios, rates and increases are computed in floating point; \`increase\` extrapolates to the ends of its window, so three requests can be
3.4. Equality with a decimal, or with a whole number other than 0 where \`increase\` or \`rate\` counts, is luck.`,
    references: ['prometheus promql/functions.go extrapolatedRate'],
  },
  messages: {
    exact: ({ text, why, users }: { text: string; why: string; users: string }) => ({
      message: `\`${text}\` asks a computed number to be exact${users}`,
      why,
      help: 'compare with `<` or `>`, or round in the query: `round(…)`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheusExample(
          'successCondition: result[0] == 3',
          'sum(increase(jobs_total{app="checkout"}[5m])) or vector(0)',
        ),
        finds: ['exact@result[0] == 3'],
      },
    ],
    good: [
      {
        yaml: prometheusExample(
          'successCondition: result[0] == 0',
          'sum(increase(errors_total{app="checkout"}[5m])) or vector(0)',
        ),
      },
      { yaml: prometheusExample('successCondition: result[0] == 3', 'sum(up{app="checkout"}) or vector(0)') },
    ],
  },
  check(ctx) {
    for (const report of hitsIn(ctx, (set) => set.all.flatMap((condition) => exactly(set, condition).slice(0, 1))))
      ctx.report('exact', report);
  },
});

function exactly(set: ConditionSet, condition: Condition): readonly Hit<{ text: string; why: string }>[] {
  const expr = set.query?.parsed.expr;
  if (expr === undefined || faultOf(set, condition) !== undefined || condition.open) return [];
  const calls = postOrder(expr).flatMap((node) => (node.kind === 'Call' ? [node.name.text] : []));
  if (calls.some((name) => ['round', 'ceil', 'floor'].includes(name))) return [];
  const isExtrapolated = calls.some((name) => name === 'increase' || name === 'rate');
  return nodesOf(condition.parsed.ast, 'binary')
    .filter((node) => isComparison(node) && (node.operator === '==' || node.operator === '!='))
    .flatMap((node) => {
      const [value, other] = [node.left, node.right].some(isValue) ? sides(node.left, node.right) : [];
      const number = other === undefined ? undefined : numberOf(other);
      if (value === undefined || number === undefined || number === 0) return [];
      const isDecimal = !Number.isInteger(number);
      if (!isDecimal && (!isExtrapolated || number === 1)) return [];
      const text = condition.text.value.slice(node.span.start, node.span.end);
      const why = isDecimal
        ? 'the last digits of a computed number depend on the order of the computation'
        : '`increase` and `rate` extrapolate to the ends of their window: counts come out as fractions';
      return [{ at: condition.toFile(node.span), data: { text, why } }];
    });
}

type Side = ReturnType<typeof nodesOf<'binary'>>[number]['left'];
const isValue = (node: Side): boolean => isResult(node) || indexOfResult(node) !== undefined;
const sides = (left: Side, right: Side): readonly Side[] => (isValue(left) ? [left, right] : [right, left]);
