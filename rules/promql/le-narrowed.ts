import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { matcherAccepts, metricNameOf, selectorsOf } from '../../src/promql/index.ts';

const QUANTILES = new Set(['histogram_quantile', 'histogram_quantiles']);

export const leNarrowed = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/le-narrowed',
  severity: 'error',
  docs: {
    summary: 'A quantile is taken of buckets without the one of `+Inf`.',
    details: `The bucket \`le="+Inf"\` counts all observations; every rank is found by it. Where a condition on \`le\` leaves it out,
\`histogram_quantile\` gives NaN, always. The share of fast requests is a ratio of two buckets and needs no quantile.`,
    references: ['prometheus promql/quantile.go BucketQuantile'],
  },
  messages: {
    inf: ({ matcher, users }: { matcher: string; users: string }) => ({
      message: `\`${matcher}\` leaves out the bucket \`+Inf\`, without which there is no quantile${users}`,
      why: 'Prometheus answers NaN, whatever was measured, and NaN fails every comparison',
      help: 'remove the condition; for the share of requests below a limit divide that bucket by `le="+Inf"`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{le="0.5"}[5m])))'),
        finds: ['inf@le="0.5"'],
      },
      {
        yaml: asking('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{le!="+Inf"}[5m])))'),
        finds: ['inf@le!="+Inf"'],
      },
    ],
    good: [
      { yaml: asking('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{app="checkout"}[5m])))') },
      {
        title: 'The share of fast requests.',
        yaml: asking(
          'sum(rate(latency_seconds_bucket{app="checkout",le="0.5"}[5m])) / sum(rate(latency_seconds_bucket{app="checkout",le="+Inf"}[5m]))',
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, narrowed)) ctx.report('inf', { at, data });
  },
});

function* narrowed(query: SoundQuery) {
  for (const { node } of branchesOfKind(query.expr, 'Call')) {
    if (!QUANTILES.has(node.name.text)) continue;
    for (const selector of selectorsOf(node)) {
      if (metricNameOf(selector)?.endsWith('_bucket') !== true) continue;
      const matcher = selector.matchers.find(
        (each) => each.label.text === 'le' && matcherAccepts(each, '+Inf') === false,
      );
      if (matcher !== undefined) yield { span: matcher.span, data: { matcher: shownText(query, matcher.span) } };
    }
  }
}
