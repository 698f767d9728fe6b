import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type QueryPlace, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { constantOf, isPartOf } from '../../src/promql/index.ts';

export const alwaysEmpty = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/always-empty',
  severity: 'error',
  docs: {
    summary: 'An operator lets nothing through, whatever was measured.',
    details: `A comparison keeps the elements for which it holds, and drops the others. Where it can never hold (a rate below zero, a share
above one), the answer is always empty. \`unless\` with a right side that is always there takes everything away.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/operators/#comparison-binary-operators'],
  },
  messages: {
    comparison: ({ op, reason, users }: { op: string; reason: string; users: string }) => ({
      message: `\`${op}\` never holds here: ${reason}${users}`,
      why: 'a comparison drops what it does not hold for, so the answer is always empty',
      help: 'correct the limit; to have 0 and 1 instead of nothing and something, write `bool` after the operator',
    }),
    unless: ({ users }: { users: string }) => ({
      message: `the right side of \`unless\` is always there, so it takes everything away${users}`,
      why: 'the answer is always empty',
      help: 'name the elements to leave out on the right side',
    }),
  },
  examples: {
    bad: [
      { yaml: asking('sum(rate(errors_total{app="checkout"}[5m])) < 0'), finds: ['comparison@<'] },
      {
        yaml: asking(
          'sum(rate(requests_total{app="checkout",code=~"5.."}[5m])) / sum(rate(requests_total{app="checkout"}[5m])) > 1',
        ),
        finds: ['comparison@>'],
      },
      { yaml: asking('sum(rate(errors_total{app="checkout"}[5m])) unless vector(1)'), finds: ['unless@unless'] },
    ],
    good: [
      { yaml: asking('sum(rate(errors_total{app="checkout"}[5m])) > 0') },
      {
        yaml: asking(
          'sum(rate(requests_total{app="checkout",code=~"5.."}[5m])) / (sum(rate(requests_total{app="checkout"}[5m])) > 1)',
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, empty)) {
      if (data.id === 'unless') ctx.report('unless', { at, data });
      else ctx.report('comparison', { at, data });
    }
  },
});

type Empty = { readonly id: 'unless' | 'comparison'; readonly op: string; readonly reason: string };

function* empty({ expr, inference }: SoundQuery): Iterable<QueryPlace<Empty>> {
  for (const { node } of branchesOfKind(expr, 'BinaryExpr')) {
    const { dead } = inference.of(node);
    if (dead?.kind === 'unless' && dead.span === node.span)
      yield { span: node.opSpan, data: { id: 'unless', op: node.op, reason: '' } };
    if (dead?.kind !== 'comparison' || dead.span !== node.opSpan) continue;
    const sides = [node.lhs, node.rhs].map((side) => {
      const { values } = inference.of(side);
      const constant = constantOf(values);
      if (constant !== undefined) return String(constant);
      const inner = side.kind === 'ParenExpr' ? side.expr : side;
      if (inner.kind === 'BinaryExpr' && isPartOf(inner.lhs, inner.rhs)) return 'a share, from 0 to 1';
      if (values.max === Number.POSITIVE_INFINITY) return `${values.min} or more`;
      return values.min === Number.NEGATIVE_INFINITY ? `${values.max} or less` : `${values.min} to ${values.max}`;
    });
    const reason = `the left side is ${sides[0]}, the right side ${sides[1]}`;
    yield { span: node.opSpan, data: { id: 'comparison', op: node.op, reason } };
  }
}
