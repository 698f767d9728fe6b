import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind, rangeOf } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { type Call, formatPromDuration } from '../../src/promql/index.ts';

export const irate = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/irate',
  severity: 'info',
  docs: {
    summary: '`irate` decides on the last two samples, whatever the range.',
    details: `The range of \`irate\` only says how far apart the two newest samples may be. A measurement every minute over samples every 15
seconds then looks at a quarter of what happened and lets the rest pass unseen; one scrape decides over a measurement. It is made for graphs
of fast counters.`,
    references: [
      'prometheus promql/functions.go instantValue',
      'prometheus.io/docs/prometheus/latest/querying/functions/#irate',
    ],
  },
  messages: {
    irate: ({ range, users }: { range: string; users: string }) => ({
      message: `\`irate\` looks at the last two samples only, not at ${range}${users}`,
      why: 'what happened before them goes unseen, and one scrape decides over the measurement',
      help: 'use `rate`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(irate(errors_total{app="checkout"}[5m])) or vector(0)'),
        finds: ['irate@irate'],
        fixed: asking('sum(rate(errors_total{app="checkout"}[5m])) or vector(0)'),
      },
    ],
    good: [{ yaml: asking('sum(rate(errors_total{app="checkout"}[5m])) or vector(0)') }],
  },
  check(ctx) {
    for (const { at, data, query } of placesIn(ctx, firstInstant)) {
      const edits = instants(query).map(({ name }) => ({ span: query.toFile(name.span), text: 'rate' }));
      ctx.report('irate', { at, data, fix: { kind: 'unsafe', title: 'use `rate`', edits } });
    }
  },
});

const instants = ({ expr }: SoundQuery): readonly Call[] =>
  branchesOfKind(expr, 'Call').flatMap(({ node }) => (node.name.text === 'irate' ? [node] : []));

/** Both sides of a ratio are one decision. */
function* firstInstant(query: SoundQuery) {
  const [first] = instants(query);
  if (first === undefined) return;
  const ms = rangeOf(first)?.range.ms;
  const range = ms === undefined ? 'the range' : `the last ${formatPromDuration(ms)}`;
  yield { span: first.name.span, data: { range } };
}
