import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { counterName } from '../../src/lint/kit/queries/counters.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind, rangeOf } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';

/** What to write for functions that are made for gauges. */
const FOR_COUNTERS: Readonly<Record<string, string | undefined>> = {
  delta: 'increase',
  idelta: 'increase',
  deriv: 'rate',
  predict_linear: undefined,
  avg_over_time: 'rate',
  sum_over_time: 'increase',
  max_over_time: 'increase',
  min_over_time: 'increase',
  quantile_over_time: undefined,
  stddev_over_time: undefined,
};
/** Where the other function answers the same question. */
const SAME_QUESTION = new Set(['delta', 'deriv']);

export const counterAsGauge = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/counter-as-gauge',
  severity: 'warning',
  docs: {
    summary: 'A function for gauges is given a counter.',
    details: `\`delta\` and \`deriv\` take the counter's fall at a restart for a real one, so a canary whose pods restarted shows negative
numbers; \`avg_over_time\` and its like speak of the total since the process began. \`rate\` and \`increase\` see restarts through.`,
    references: ['prometheus promql/functions.go extrapolatedRate'],
  },
  messages: {
    gauge: ({ func, name, instead, users }: GaugeData) => ({
      message: `\`${func}\` is for gauges, and \`${name}\` is a counter${users}`,
      why: SAME_QUESTION.has(func)
        ? 'when a pod restarts its counter falls to zero, and the result is negative'
        : 'the numbers are totals since each process began, not of the window',
      help: instead === undefined ? 'take `rate` or `increase` of it first' : `use \`${instead}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(delta(errors_total{app="checkout"}[5m])) or vector(0)'),
        finds: ['gauge@delta'],
        fixed: asking('sum(increase(errors_total{app="checkout"}[5m])) or vector(0)'),
      },
      { yaml: asking('avg(avg_over_time(errors_total{app="checkout"}[5m]))'), finds: ['gauge@avg_over_time'] },
    ],
    good: [
      { yaml: asking('sum(increase(errors_total{app="checkout"}[5m])) or vector(0)') },
      { yaml: asking('sum(delta(queue_length{app="checkout"}[5m]))') },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, wrongFunctions)) {
      const { func, instead } = data;
      const mechanical = SAME_QUESTION.has(func) && instead !== undefined;
      ctx.report('gauge', {
        at,
        data,
        ...(mechanical
          ? { fix: { kind: 'unsafe', title: `use \`${instead}\``, edits: [{ span: at, text: instead }] } }
          : {}),
      });
    }
  },
});

interface GaugeData {
  readonly func: string;
  readonly name: string;
  readonly instead: string | undefined;
  readonly users: string;
}

function* wrongFunctions({ expr }: SoundQuery) {
  for (const { node } of branchesOfKind(expr, 'Call')) {
    const func = node.name.text;
    if (!Object.hasOwn(FOR_COUNTERS, func)) continue;
    const range = rangeOf(node);
    const name = range?.kind === 'MatrixSelector' ? counterName(range.selector) : undefined;
    if (name === undefined) continue;
    yield { span: node.name.span, data: { func, name, instead: FOR_COUNTERS[func] } };
  }
}
