import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shortText } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { furtherMatchers, outcomeOf, summedRange } from '../../src/lint/kit/queries/selectors.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { constantOf, isPartOf, unparen } from '../../src/promql/index.ts';

export const clampedDenominator = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/clamped-denominator',
  severity: 'warning',
  docs: {
    summary: 'A share of successes with `clamp_min` below the line is 0 where there is no traffic.',
    details: `\`clamp_min\` keeps 0 / 0 from being NaN, but what it makes of it is 0: no success at all, so an idle canary fails as if every
request had. With a bound above what the service gets (\`clamp_min(…, 1)\` is one request per second) the share is too small with traffic, too.
One minus the share of errors has neither problem: it is 1 where nothing happened.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/functions/#clamp_min'],
  },
  messages: {
    idle: ({ bound, divisor, users }: { bound: number; divisor: string; users: string }) => ({
      message: `without traffic this share of successes is 0: \`clamp_min(…, ${bound})\` turns 0 / 0 into 0${users}`,
      why: `an idle service looks as if every request had failed${bound >= 1 ? `, and below ${bound} ${bound === 1 ? 'request' : 'requests'} per second the share is too small` : ''}`,
      help: `divide by what is above zero only, \`… / (${divisor} > 0) or vector(1)\`, or take 1 minus the share of errors`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking(
          'sum(rate(requests_total{app="checkout",code!~"5.."}[5m])) / clamp_min(sum(rate(requests_total{app="checkout"}[5m])), 0.001)',
        ),
        finds: ['idle@clamp_min'],
      },
    ],
    good: [
      {
        yaml: asking(
          '1 - (sum(rate(requests_total{app="checkout",code=~"5.."}[5m])) or vector(0)) / clamp_min(sum(rate(requests_total{app="checkout"}[5m])), 1)',
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, clamped)) ctx.report('idle', { at, data });
  },
});

function* clamped(query: SoundQuery) {
  for (const { node } of branchesOfKind(query.expr, 'BinaryExpr')) {
    const clamp = unparen(node.rhs);
    if (node.op !== '/' || clamp.kind !== 'Call' || clamp.name.text !== 'clamp_min') continue;
    const [total, limit] = clamp.args;
    const bound = limit === undefined ? undefined : constantOf(query.inference.of(limit).values);
    if (total === undefined || bound === undefined || bound <= 0 || !isPartOf(node.lhs, total)) continue;
    const above = summedRange(node.lhs);
    const below = summedRange(total);
    if (above === undefined || below === undefined) continue;
    if (outcomeOf(furtherMatchers(above.matrix, below.matrix)) !== 'success') continue;
    yield { span: clamp.name.span, data: { bound, divisor: shortText(query, total.span) } };
  }
}
