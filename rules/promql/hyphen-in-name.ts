import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { type Branch, branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { BinaryExpr, Expr, VectorSelector } from '../../src/promql/index.ts';

export const hyphenInName = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/hyphen-in-name',
  severity: 'warning',
  docs: {
    summary: 'A hyphen in a metric’s name is read as a minus.',
    details: `\`slo:checkout-api:errors\` is \`slo:checkout\` minus \`api:errors\`: two metrics that do not exist, so the answer is empty. Names are
made of letters, digits, \`_\` and \`:\`. Prometheus 3 lets others be quoted, inside the braces: \`{"slo:checkout-api:errors"}\`.`,
    references: ['prometheus.io/docs/concepts/data_model', 'prometheus promql/parser/lex.go'],
  },
  messages: {
    minus: ({ name, users }: { name: string; users: string }) => ({
      message: `\`${name}\` is read as a subtraction of metrics, not as one name${users}`,
      why: 'a name ends at the hyphen; metrics of the parts do not exist, so the answer is empty',
      help: `write the name as it is recorded, \`${name.replaceAll('-', '_')}\`, or quote it: \`{"${name}"}\` (Prometheus 3)`,
    }),
  },
  examples: {
    bad: [{ yaml: asking('slo:checkout-api:error_ratio_5m < 0.1'), finds: ['minus@slo:checkout-api:error_ratio_5m'] }],
    good: [
      { yaml: asking('slo:checkout_api:error_ratio_5m < 0.1') },
      { title: 'A subtraction.', yaml: asking('slo:checkout:requests - slo:checkout:errors') },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, torn)) ctx.report('minus', { at, data });
  },
});

function* torn(query: SoundQuery) {
  for (const branch of branchesOfKind(query.expr, 'BinaryExpr')) {
    if (!isTorn(branch.node) || isInside(branch)) continue;
    const end = lastName(branch.node.rhs)?.name?.span.end ?? branch.node.span.end;
    const span = { start: branch.node.span.start, end };
    yield { span, data: { name: shownText(query, span) } };
  }
}

/** Two bare names with nothing but a hyphen between, not even a blank. */
function isTorn({ op, opSpan, lhs, rhs }: BinaryExpr): boolean {
  if (op !== '-') return false;
  const left = firstNames(lhs);
  const right = lastName(rhs);
  return left?.end === opSpan.start && right?.span.start === opSpan.end && right.name !== undefined;
}

/** The names before the hyphen: one, or several that are torn apart, too. */
function firstNames(expr: Expr): { readonly end: number } | undefined {
  if (expr.kind === 'VectorSelector')
    return expr.name !== undefined && expr.braces === undefined && expr.name.span.end === expr.span.end
      ? { end: expr.span.end }
      : undefined;
  return expr.kind === 'BinaryExpr' && isTorn(expr) ? { end: expr.span.end } : undefined;
}

const lastName = (expr: Expr): VectorSelector | undefined =>
  expr.kind === 'VectorSelector' ? expr : expr.kind === 'MatrixSelector' ? expr.selector : undefined;

const isInside = ({ above }: Branch): boolean => above?.node.kind === 'BinaryExpr' && isTorn(above.node);
