import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { ancestorsOf, branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { metricNameOf } from '../../src/promql/index.ts';

export const quantileOfRawBuckets = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/quantile-of-raw-buckets',
  severity: 'warning',
  docs: {
    summary: 'A quantile is taken of buckets as they stand, without `rate`.',
    details: `Buckets are counters: read bare, they hold every request since the process began. The quantile is then that of the pod's whole
life, and hardly moves when the requests of the last minutes are slow.`,
    references: ['prometheus.io/docs/practices/histograms#quantiles'],
  },
  messages: {
    raw: ({ name, text, func, users }: { name: string; text: string; func: string; users: string }) => ({
      message: `\`${func}\` reads the buckets of \`${name}\` without \`rate\`${users}`,
      why: 'the result is the quantile of all requests since each process began, not of the last minutes',
      help: `take the rate of the buckets first: \`rate(${text}[5m])\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('histogram_quantile(0.95, sum by (le) (latency_seconds_bucket{app="checkout"}))'),
        finds: ['raw@latency_seconds_bucket{app="checkout"}'],
      },
    ],
    good: [
      { yaml: asking('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{app="checkout"}[5m])))') },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, rawBuckets)) ctx.report('raw', { at, data });
  },
});

function* rawBuckets(query: SoundQuery) {
  for (const branch of branchesOfKind(query.expr, 'VectorSelector')) {
    const name = metricNameOf(branch.node);
    if (name === undefined || name.includes(':') || !name.endsWith('_bucket')) continue;
    for (const { node } of ancestorsOf(branch)) {
      if (node.kind === 'MatrixSelector' || node.kind === 'SubqueryExpr' || node.kind === 'HoleExpr') break;
      if (node.kind !== 'Call' || !node.name.text.startsWith('histogram_')) continue;
      const { span } = branch.node;
      yield { span, data: { name, text: shownText(query, span), func: node.name.text } };
      break;
    }
  }
}
