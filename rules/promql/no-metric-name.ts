import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { allMatchers, METRIC_NAME, selectorsOf } from '../../src/promql/index.ts';

export const noMetricName = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/no-metric-name',
  severity: 'warning',
  docs: {
    summary: 'A selector names no metric.',
    details: `It selects the series of every metric that has these labels: requests, memory, build information. Their values have nothing to do
with each other, and the query is slow.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors'],
  },
  messages: {
    nameless: ({ selector, users }: { selector: string; users: string }) => ({
      message: `\`${selector}\` names no metric, so it selects the series of all metrics with these labels${users}`,
      why: 'requests, memory, timestamps and all else are put together',
      help: 'write the name of the metric before the brace',
    }),
  },
  examples: {
    bad: [{ yaml: asking('count({app="checkout"}) or vector(0)'), finds: ['nameless@{app="checkout"}'] }],
    good: [
      { yaml: asking('count(up{app="checkout"}) or vector(0)') },
      { yaml: asking('count({"http.requests", app="checkout"}) or vector(0)') },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, nameless)) ctx.report('nameless', { at, data });
  },
});

function* nameless(query: SoundQuery) {
  for (const selector of selectorsOf(query.expr)) {
    const open = selector.openMatchers || selector.matchers.some(({ label }) => label.holes.length > 0);
    if (open || allMatchers(selector).some(({ label }) => label.text === METRIC_NAME)) continue;
    yield { span: selector.span, data: { selector: shownText(query, selector.span) } };
  }
}
