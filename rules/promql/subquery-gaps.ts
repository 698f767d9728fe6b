import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { ancestorsOf, branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { formatPromDuration } from '../../src/promql/index.ts';

export const subqueryGaps = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/subquery-gaps',
  severity: 'info',
  docs: {
    summary: 'The steps of a subquery are further apart than the range inside looks back.',
    details: `\`max_over_time(rate(x[1m])[1h:5m])\` looks at one minute of every five: what happens in the other four is never seen.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/basics/#subquery'],
  },
  messages: {
    gaps: ({ range, step, users }: { range: string; step: string; users: string }) => ({
      message: `the subquery looks at ${range} of every ${step}${users}`,
      why: 'what happens between its steps is never seen',
      help: `use a step of at most ${range}, or a range of ${step}`,
    }),
  },
  examples: {
    bad: [{ yaml: asking('max_over_time(sum(rate(errors_total{app="checkout"}[1m]))[1h:5m])'), finds: ['gaps@5m'] }],
    good: [{ yaml: asking('max_over_time(sum(rate(errors_total{app="checkout"}[5m]))[1h:1m])') }],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, gaps)) ctx.report('gaps', { at, data });
  },
});

function* gaps({ expr }: SoundQuery) {
  for (const branch of branchesOfKind(expr, 'MatrixSelector')) {
    const { ms: range } = branch.node.range;
    const around = [...ancestorsOf(branch)].map(({ node }) => node).find(({ kind }) => kind === 'SubqueryExpr');
    const step = around?.kind === 'SubqueryExpr' ? around.step : undefined;
    if (range === undefined || step?.ms === undefined || step.ms <= range) continue;
    yield { span: step.span, data: { range: formatPromDuration(range), step: formatPromDuration(step.ms) } };
  }
}
