import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOf } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { constantOf, type Expr } from '../../src/promql/index.ts';

export const quantileOutOfRange = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/quantile-out-of-range',
  severity: 'error',
  docs: {
    summary: 'A quantile is not between 0 and 1.',
    details: `The 95th percentile is \`0.95\`. Above 1 every answer is positive infinity, below 0 negative infinity, whatever was measured.`,
    references: ['prometheus promql/quantile.go BucketQuantile'],
  },
  messages: {
    range: ({ quantile, users }: { quantile: number; users: string }) => ({
      message: `the quantile is \`${quantile}\`, and it must lie between 0 and 1${users}`,
      why: `Prometheus answers \`${quantile > 1 ? '+' : '-'}Inf\`, whatever was measured`,
      ...(isPercentile(quantile) ? { help: `the ${quantile}th percentile is \`${asFraction(quantile)}\`` } : {}),
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('histogram_quantile(95, sum by (le) (rate(latency_seconds_bucket{app="checkout"}[5m])))'),
        finds: ['range@95'],
        fixed: asking('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{app="checkout"}[5m])))'),
      },
      { yaml: asking('quantile(-0.5, load{app="checkout"})'), finds: ['range@-0.5'] },
    ],
    good: [
      { yaml: asking('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{app="checkout"}[5m])))') },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, outside)) {
      const text = asFraction(data.quantile);
      ctx.report('range', {
        at,
        data,
        ...(isPercentile(data.quantile)
          ? { fix: { kind: 'unsafe', title: `write \`${text}\``, edits: [{ span: at, text }] } }
          : {}),
      });
    }
  },
});

const isPercentile = (quantile: number): boolean => quantile > 1 && quantile < 100;
const asFraction = (percent: number): string => String(Number((percent / 100).toPrecision(12)));

function quantilesOf(node: Expr): readonly Expr[] {
  if (node.kind === 'AggregateExpr' && node.op === 'quantile') return node.param === undefined ? [] : [node.param];
  if (node.kind !== 'Call') return [];
  if (node.name.text === 'histogram_quantile' || node.name.text === 'quantile_over_time') return node.args.slice(0, 1);
  return node.name.text === 'histogram_quantiles' ? node.args.slice(2) : [];
}

function* outside({ expr, inference }: SoundQuery) {
  for (const { node } of branchesOf(expr)) {
    for (const param of quantilesOf(node)) {
      const quantile = constantOf(inference.of(param).values);
      if (quantile !== undefined && (quantile < 0 || quantile > 1)) yield { span: param.span, data: { quantile } };
    }
  }
}
