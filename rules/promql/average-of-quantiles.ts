import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { type Expr, unparen } from '../../src/promql/index.ts';

export const averageOfQuantiles = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/average-of-quantiles',
  severity: 'warning',
  docs: {
    summary: 'Quantiles are averaged or added up.',
    details: `The mean of each pod's 95th percentile is nobody's 95th percentile: a pod with ten requests weighs as much as one with a million,
and the slow pod disappears among the fast ones. Buckets can be added up, quantiles cannot; \`max\` at least says which is the worst.`,
    references: ['prometheus.io/docs/practices/histograms#quantiles'],
  },
  messages: {
    histogram: ({ op, users }: { op: string; users: string }) => ({
      message: `\`${op}\` of quantiles is no quantile of anything${users}`,
      why: 'an idle pod weighs as much as a busy one, and one slow pod disappears among the fast ones',
      help: 'add up the buckets first, `histogram_quantile(q, sum by (le) (…))`, or take the `max`',
    }),
    summary: ({ op, users }: { op: string; users: string }) => ({
      message: `\`${op}\` of the quantiles of a summary is no quantile of anything${users}`,
      why: 'an idle pod weighs as much as a busy one, and one slow pod disappears among the fast ones',
      help: 'quantiles of a summary cannot be put together: take the `max`, or measure with a histogram',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking(
          'avg(histogram_quantile(0.95, sum by (le, pod) (rate(latency_seconds_bucket{app="checkout"}[5m]))))',
        ),
        finds: ['histogram@avg'],
      },
      { yaml: asking('avg(latency_seconds{app="checkout",quantile="0.99"})'), finds: ['summary@avg'] },
    ],
    good: [
      {
        yaml: asking(
          'max(histogram_quantile(0.95, sum by (le, pod) (rate(latency_seconds_bucket{app="checkout"}[5m]))))',
        ),
      },
      { yaml: asking('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{app="checkout"}[5m])))') },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, mixed)) ctx.report(data.of, { at, data });
  },
});

function* mixed({ expr, inference }: SoundQuery) {
  for (const { node } of branchesOfKind(expr, 'AggregateExpr')) {
    if (node.op !== 'avg' && node.op !== 'sum') continue;
    // A single quantile stays what it is.
    if (inference.of(node.expr).count.max <= 1) continue;
    const of = quantileKind(node.expr);
    if (of !== undefined) yield { span: node.opSpan, data: { op: node.op, of } };
  }
}

function quantileKind(expr: Expr): 'histogram' | 'summary' | undefined {
  const inner = unparen(expr);
  if (inner.kind === 'Call' && inner.name.text === 'histogram_quantile') return 'histogram';
  const isSummary =
    inner.kind === 'VectorSelector' && inner.matchers.some(({ label, op }) => label.text === 'quantile' && op === '=');
  return isSummary ? 'summary' : undefined;
}
