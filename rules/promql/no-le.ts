import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { type AggregateExpr, type Call, children, type Expr } from '../../src/promql/index.ts';

export const noLe = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/no-le',
  severity: 'error',
  docs: {
    summary: 'The buckets of a histogram are added up without `le`, so no quantile can be taken.',
    details: `The label \`le\` tells the buckets apart. Where an aggregation drops it, \`histogram_quantile\` has no buckets and answers with
nothing, always. Series with a name that ends in \`_bucket\` are classic histograms; native ones have no such series.`,
    references: ['prometheus promql/functions.go funcHistogramQuantile'],
  },
  messages: {
    le: ({ aggregation, func, users }: { aggregation: string; func: string; users: string }) => ({
      message: `\`${aggregation}\` drops the label \`le\`, without which \`${func}\` has no buckets${users}`,
      why: 'the answer is always empty',
      help: 'keep it: `sum by (le) (…)`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('histogram_quantile(0.95, sum(rate(latency_seconds_bucket{app="checkout"}[5m])))'),
        finds: ['le@sum'],
        fixed: asking('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{app="checkout"}[5m])))'),
      },
      {
        yaml: asking('histogram_quantile(0.95, sum by (pod) (rate(latency_seconds_bucket{app="checkout"}[5m])))'),
        finds: ['le@sum by (pod)'],
        fixed: asking('histogram_quantile(0.95, sum by (le, pod) (rate(latency_seconds_bucket{app="checkout"}[5m])))'),
      },
    ],
    good: [
      { yaml: asking('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{app="checkout"}[5m])))') },
      {
        title: 'A native histogram.',
        yaml: asking('histogram_quantile(0.95, sum(rate(latency_seconds{app="checkout"}[5m])))'),
      },
    ],
  },
  check(ctx) {
    for (const { at, data, query } of placesIn(ctx, withoutLe)) {
      const edit = data.insert;
      ctx.report('le', {
        at,
        data,
        ...(edit === undefined
          ? {}
          : {
              fix: {
                kind: 'unsafe',
                title: 'keep `le`',
                edits: [{ span: query.toFile({ start: edit.at, end: edit.at }), text: edit.text }],
              },
            }),
      });
    }
  },
});

function* withoutLe(query: SoundQuery) {
  for (const { node } of branchesOfKind(query.expr, 'Call')) {
    const { dead } = query.inference.of(node);
    if (dead?.kind !== 'le' || dead.span !== node.span) continue;
    const aggregation = dropping(node);
    const span = aggregation === undefined ? node.name.span : headOf(aggregation);
    yield {
      span,
      data: {
        aggregation: shownText(query, span),
        func: node.name.text,
        insert: aggregation === undefined ? undefined : keepLe(aggregation),
      },
    };
  }
}

/** The outermost aggregation of what the quantile is taken of. */
function dropping(call: Call): AggregateExpr | undefined {
  for (let node: Expr | undefined = call.args[call.args.length - 1]; node !== undefined; node = children(node)[0]) {
    if (node.kind === 'AggregateExpr') return node;
    if (node.kind === 'BinaryExpr') return undefined;
  }
  return undefined;
}

/** `sum by (pod)`. */
const headOf = ({ opSpan, groupingSpan, expr }: AggregateExpr) =>
  groupingSpan === undefined || groupingSpan.start > expr.span.start
    ? opSpan
    : { start: opSpan.start, end: groupingSpan.end };

function keepLe({ without, grouping, opSpan, groupingSpan }: AggregateExpr) {
  if (without) return undefined;
  if (groupingSpan === undefined) return { at: opSpan.end, text: ' by (le) ' };
  const [first] = grouping;
  return first === undefined ? { at: groupingSpan.end - 1, text: 'le' } : { at: first.span.start, text: 'le, ' };
}
