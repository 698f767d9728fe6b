import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { outcomeOf, summedRange } from '../../src/lint/kit/queries/selectors.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const rateAsRatio = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/rate-as-ratio',
  severity: 'warning',
  docs: {
    summary: 'Successful requests per second are tested as if they were a share.',
    details: `\`sum(rate(…{code!~"5.."}[1m]))\` is a number of requests per second, without bound above. A limit like \`>= 0.95\` is then passed by
any service that gets about one request per second, however many of its requests fail. The share is that number divided by all requests.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/functions/#rate'],
  },
  messages: {
    rate: ({ func, limit, users }: { func: string; limit: string; users: string }) => ({
      message: `the query is successful requests per second, but \`${limit}\` asks for a share${users}`,
      why: 'with enough traffic the condition holds however many requests fail, and with little it never does',
      help: `divide by all requests: \`… / sum(${func}(…))\` without the condition on the status`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(rate(requests_total{app="checkout",code!~"5.."}[1m]))', {
          metric: 'successCondition: len(result) == 0 || result[0] >= 0.95',
        }),
        finds: ['rate@rate'],
      },
    ],
    good: [
      {
        yaml: asking(
          'sum(rate(requests_total{app="checkout",code!~"5.."}[1m])) / sum(rate(requests_total{app="checkout"}[1m]))',
          { metric: 'successCondition: len(result) > 0 && result[0] >= 0.95' },
        ),
      },
      {
        title: 'At least five requests per second.',
        yaml: asking('sum(rate(requests_total{app="checkout",code!~"5.."}[1m]))', {
          metric: 'successCondition: len(result) > 0 && result[0] >= 5',
        }),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, perSecond)) ctx.report('rate', { at, data });
  },
});

/** A limit between a half and one, which is a usual share and a very low rate. */
const SHARE = /\bresult(?:\[0\])?\s*>=?\s*(?:0?\.[5-9]\d*|1(?:\.0+)?(?![\d.]))/;
const PER_SECOND = new Set(['rate', 'irate']);

function* perSecond({ expr, view }: SoundQuery) {
  const found = summedRange(expr);
  if (found?.aggregate.op !== 'sum' || !PER_SECOND.has(found.func)) return;
  if (outcomeOf(found.matrix.selector.matchers) !== 'success') return;
  const limit = SHARE.exec(view.successCondition?.text.value ?? '')?.[0];
  if (limit === undefined) return;
  const { start } = found.aggregate.expr.span;
  yield { span: { start, end: start + found.func.length }, data: { func: found.func, limit } };
}
