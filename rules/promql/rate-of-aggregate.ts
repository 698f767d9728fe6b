import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { counterName } from '../../src/lint/kit/queries/counters.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind, isCallOf, rangeOf } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { unparen } from '../../src/promql/index.ts';

const FOR_COUNTERS = new Set(['rate', 'irate', 'increase']);
const ADDING = new Set(['sum', 'avg', 'min', 'max']);

export const rateOfAggregate = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/rate-of-aggregate',
  severity: 'warning',
  docs: {
    summary: 'The rate of a sum of counters is taken, not the sum of their rates.',
    details: `A counter falls to zero when its pod restarts, and \`rate\` sees that through for each series. In a sum, one pod's restart is a
small fall, which \`rate\` takes for a restart of everything: it adds the whole sum again. In a rollout, where pods come and go by design, the
result has peaks that nothing caused.`,
    references: [
      'prometheus promql/functions.go extrapolatedRate',
      'robustperception.io/rate-then-sum-never-sum-then-rate',
    ],
  },
  messages: {
    aggregate: ({ func, op, users }: { func: string; op: string; users: string }) => ({
      message: `\`${func}\` of a \`${op}\` of counters: a single pod that restarts looks like a restart of all${users}`,
      why: 'each pod that a rollout replaces lets the sum fall, and the fall is counted as new events',
      help: `write \`${op}(${func}(…))\`, not \`${func}(${op}(…))\``,
    }),
  },
  examples: {
    bad: [{ yaml: asking('rate(sum(errors_total{app="checkout"})[5m:30s])'), finds: ['aggregate@rate'] }],
    good: [
      { yaml: asking('sum(rate(errors_total{app="checkout"}[5m])) or vector(0)') },
      { yaml: asking('max_over_time(sum(rate(errors_total{app="checkout"}[1m]))[5m:30s])') },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, wrongOrder)) ctx.report('aggregate', { at, data });
  },
});

function* wrongOrder({ expr }: SoundQuery) {
  for (const { node } of branchesOfKind(expr, 'Call')) {
    const range = isCallOf(node, FOR_COUNTERS) ? rangeOf(node) : undefined;
    const aggregate = range?.kind === 'SubqueryExpr' ? unparen(range.expr) : undefined;
    if (aggregate?.kind !== 'AggregateExpr' || !ADDING.has(aggregate.op)) continue;
    const selector = unparen(aggregate.expr);
    if (selector.kind !== 'VectorSelector' || counterName(selector) === undefined) continue;
    yield { span: node.name.span, data: { func: node.name.text, op: aggregate.op } };
  }
}
