import { asking } from '../../src/lint/kit/examples/example-query.ts';
import {
  ABOUT_QUERIES,
  placesIn,
  type QueryPlace,
  type SoundQuery,
  shownText,
} from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { furtherMatchers, outcomeOf, type SummedRange, summedRange } from '../../src/lint/kit/queries/selectors.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { type Expr, formatPromDuration, metricNameOf, unparen } from '../../src/promql/index.ts';

export const ratioOfDifferentSelectors = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/ratio-of-different-selectors',
  severity: 'warning',
  docs: {
    summary: 'The numerator of a share counts what its denominator does not.',
    details: `The share of errors is errors by all, of the same requests over the same time. Where the denominator has a condition that the
numerator lacks, or another range or function, the quotient is no share: it may be above 1, and a success share above its limit says nothing.
Ratios of two different things (canary and stable) are left alone.`,
    references: ['prometheus.io/docs/practices/rules'],
  },
  messages: {
    condition: ({ matcher, users }: { matcher: string; users: string }) => ({
      message: `the denominator has the condition \`${matcher}\`, the numerator does not${users}`,
      why: 'the numerator counts requests that the denominator leaves out, so the quotient is no share',
      help: `add \`${matcher}\` to the numerator`,
    }),
    range: ({ above, below, users }: { above: string; below: string; users: string }) => ({
      message: `the numerator looks at ${above}, the denominator at ${below}${users}`,
      why: 'a burst is in the one and not in the other, so the quotient may be far off, and above 1',
      help: 'use the same range on both sides',
    }),
    function: ({ above, below, users }: { above: string; below: string; users: string }) => ({
      message: `the numerator takes the \`${above}\`, the denominator the \`${below}\`${users}`,
      why: 'they are different quantities, so the quotient is no share',
      help: `use \`${below}\` on both sides`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(rate(requests_total{code=~"5.."}[5m])) / sum(rate(requests_total{app="checkout"}[5m]))'),
        finds: ['condition@app="checkout"'],
      },
      {
        yaml: asking(
          'sum(rate(requests_total{app="checkout",code=~"5.."}[1m])) / sum(rate(requests_total{app="checkout"}[5m]))',
        ),
        finds: ['range@/'],
      },
      {
        yaml: asking(
          'sum(increase(requests_total{app="checkout",code=~"5.."}[5m])) / sum(rate(requests_total{app="checkout"}[5m]))',
        ),
        finds: ['function@/'],
      },
    ],
    good: [
      {
        yaml: asking(
          'sum(rate(requests_total{app="checkout",code=~"5.."}[5m])) / sum(rate(requests_total{app="checkout"}[5m]))',
        ),
      },
      {
        title: 'Canary against stable.',
        yaml: asking(
          'sum(rate(errors_total{track="canary"}[5m])) / sum(rate(errors_total{track="stable",zone="a"}[5m]))',
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, different)) {
      if (data.id === 'condition') ctx.report('condition', { at, data });
      else ctx.report(data.id, { at, data });
    }
  },
});

type Difference =
  | { readonly id: 'condition'; readonly matcher: string }
  | { readonly id: 'range' | 'function'; readonly above: string; readonly below: string };

function* different(query: SoundQuery): Iterable<QueryPlace<Difference>> {
  for (const { node } of branchesOfKind(query.expr, 'BinaryExpr')) {
    const above = node.op === '/' ? summed(node.lhs) : undefined;
    const below = node.op === '/' ? summed(node.rhs) : undefined;
    if (above === undefined || below === undefined || !isShare(above, below)) continue;
    const missing = furtherMatchers(below.matrix, above.matrix).find(
      ({ label }) => !above.matrix.selector.matchers.some((each) => each.label.text === label.text),
    );
    if (missing !== undefined) {
      yield { span: missing.span, data: { id: 'condition', matcher: shownText(query, missing.span) } };
      continue;
    }
    if (above.func !== below.func)
      yield { span: node.opSpan, data: { id: 'function', above: above.func, below: below.func } };
    const [long, short] = [above.matrix.range.ms, below.matrix.range.ms];
    if (above.func !== below.func || long === undefined || short === undefined || long === short) continue;
    const data = { id: 'range', above: formatPromDuration(long), below: formatPromDuration(short) } as const;
    yield { span: node.opSpan, data };
  }
}

/** Also `sum(…) or vector(0)` and `sum(…) > 0`. */
function summed(expr: Expr): SummedRange | undefined {
  const inner = unparen(expr);
  if (inner.kind === 'BinaryExpr' && ['or', '>', '>=', '!='].includes(inner.op)) return summed(inner.lhs);
  const found = summedRange(inner);
  return found?.aggregate.op === 'sum' ? found : undefined;
}

/** The same metric, and the numerator picks responses by their status where the denominator takes all. */
function isShare(above: SummedRange, below: SummedRange): boolean {
  const name = metricNameOf(above.matrix.selector);
  if (name === undefined || name !== metricNameOf(below.matrix.selector)) return false;
  if (above.matrix.selector.openMatchers || below.matrix.selector.openMatchers) return false;
  return (
    outcomeOf(above.matrix.selector.matchers) !== undefined && outcomeOf(below.matrix.selector.matchers) === undefined
  );
}
