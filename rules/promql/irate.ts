import { asking } from '../../src/lint/kit/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/query-places.ts';
import { branchesOfKind, rangeOf } from '../../src/lint/kit/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { formatPromDuration } from '../../src/promql/index.ts';

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
    for (const { at, data } of placesIn(ctx, instant)) {
      const fix = { kind: 'unsafe', title: 'use `rate`', edits: [{ span: at, text: 'rate' }] } as const;
      ctx.report('irate', { at, data, fix });
    }
  },
});

function* instant({ expr }: SoundQuery) {
  for (const { node } of branchesOfKind(expr, 'Call')) {
    if (node.name.text !== 'irate') continue;
    const ms = rangeOf(node)?.range.ms;
    const range = ms === undefined ? 'the range' : `the last ${formatPromDuration(ms)}`;
    yield { span: node.name.span, data: { range } };
  }
}
