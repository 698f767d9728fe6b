import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { gaugeName } from '../../src/lint/kit/queries/counters.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind, isCallOf, rangeOf } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';

const FOR_COUNTERS = new Set(['rate', 'irate', 'increase']);

export const gaugeAsCounter = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/gauge-as-counter',
  severity: 'warning',
  docs: {
    summary: '`rate`, `irate` or `increase` is given a gauge.',
    details: `These functions take every fall for a restart from zero and add what came after it: memory that goes from 900 to 800 MiB counts
as 800 MiB more. Gauges are recognised by their names, where those leave no doubt (\`_usage_bytes\`, \`_in_flight_requests\`, \`_ratio\` …).`,
    references: ['prometheus promql/functions.go extrapolatedRate'],
  },
  messages: {
    counter: ({ func, name, users }: { func: string; name: string; users: string }) => ({
      message: `\`${func}\` is for counters, and \`${name}\` goes up and down${users}`,
      why: 'every fall is taken for a restart from zero, so the result grows with each',
      help: `use \`${func === 'increase' ? 'delta' : 'deriv'}\` for how it changes, or \`avg_over_time\` for its level`,
    }),
  },
  examples: {
    bad: [{ yaml: asking('sum(rate(container_memory_usage_bytes{pod=~"checkout-.*"}[5m]))'), finds: ['counter@rate'] }],
    good: [
      { yaml: asking('sum(avg_over_time(container_memory_usage_bytes{pod=~"checkout-.*"}[5m]))') },
      {
        title: 'Counters without the usual ending.',
        yaml: asking('sum(rate(nginx_ingress_controller_requests{ingress="checkout"}[5m])) or vector(0)'),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, wrongFunctions)) ctx.report('counter', { at, data });
  },
});

function* wrongFunctions({ expr }: SoundQuery) {
  for (const { node } of branchesOfKind(expr, 'Call')) {
    if (!isCallOf(node, FOR_COUNTERS)) continue;
    const range = rangeOf(node);
    const name = range?.kind === 'MatrixSelector' ? gaugeName(range.selector) : undefined;
    if (name !== undefined) yield { span: node.name.span, data: { func: node.name.text, name } };
  }
}
