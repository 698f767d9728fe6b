import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { counterName, readsCounters } from '../../src/lint/kit/queries/counters.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { ancestorsOf, type Branch, branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { type BinaryExpr, type Expr, metricNameOf, selectorsOf, type VectorSelector } from '../../src/promql/index.ts';

export const rawCounter = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/raw-counter',
  severity: 'warning',
  docs: {
    summary: 'A counter is read as it stands, without `rate` or `increase`.',
    details: `A counter holds what happened since its process began. Read bare it says nothing of the time of the analysis: one old error on a
pod fails every measurement for as long as the pod lives, and a restart hides all errors so far. Counters are recognised by their names
(\`_total\`, \`_bucket\`, \`_seconds_count\`, \`_bytes_sum\` …).`,
    references: ['prometheus.io/docs/practices/naming', 'prometheus.io/docs/concepts/metric_types'],
  },
  messages: {
    bare: ({ name, text, users }: { name: string; text: string; users: string }) => ({
      message: `\`${name}\` is a counter, and it is read without \`rate\` or \`increase\`${users}`,
      why: 'it holds all that happened since each process began: old events fail every measurement, and a restart hides them',
      help: `take what the window adds: \`increase(${text}[5m])\`, or per second \`rate(${text}[5m])\``,
    }),
  },
  examples: {
    bad: [
      { yaml: asking('sum(errors_total{app="checkout"}) or vector(0)'), finds: ['bare@errors_total{app="checkout"}'] },
      {
        title: 'A ratio of totals is the ratio since the processes began.',
        yaml: asking('sum(errors_total{app="checkout"}) / sum(increase(requests_total{app="checkout"}[5m]))'),
        finds: ['bare@errors_total{app="checkout"}'],
      },
    ],
    good: [
      { yaml: asking('sum(increase(errors_total{app="checkout"}[5m])) or vector(0)') },
      { title: 'Counting series is no reading of them.', yaml: asking('count(errors_total{app="checkout"})') },
      {
        title: 'The difference to an earlier time.',
        yaml: asking('sum(errors_total{app="checkout"} - errors_total{app="checkout"} offset 5m)'),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, bareCounters)) ctx.report('bare', { at, data });
  },
});

function* bareCounters(query: SoundQuery) {
  for (const branch of branchesOfKind(query.expr, 'VectorSelector')) {
    const name = counterName(branch.node);
    if (name === undefined || isUsed(branch)) continue;
    yield { span: branch.node.span, data: { name, text: shownText(query, branch.node.span) } };
  }
}

const COUNTING = new Set(['count', 'group', 'count_values']);

/** True if something above makes sense of the counter, or has a rule of its own. */
function isUsed(branch: Branch<VectorSelector>): boolean {
  let from: Expr = branch.node;
  for (const { node } of ancestorsOf(branch)) {
    // Functions of a range that are made for gauges: promql/counter-as-gauge. Quantiles: promql/quantile-of-raw-buckets.
    if (node.kind === 'MatrixSelector') return true;
    if (node.kind === 'Call' && (readsCounters(node.name.text) || node.name.text.startsWith('histogram_'))) return true;
    if (node.kind === 'AggregateExpr' && COUNTING.has(node.op)) return true;
    if (node.kind === 'SubqueryExpr') return true;
    if (node.kind === 'HoleExpr') return true;
    if (node.kind === 'BinaryExpr' && (onlyForPresence(node, from) || isDifference(node, branch.node))) return true;
    from = node;
  }
  return false;
}

/** The right side of `and` and `unless` gives no numbers, only labels. */
const onlyForPresence = ({ op, rhs }: BinaryExpr, from: Expr): boolean =>
  (op === 'and' || op === 'unless') && rhs === from;

/** `x - x offset 5m`. */
function isDifference(node: BinaryExpr, selector: VectorSelector): boolean {
  if (node.op !== '-') return false;
  const same = selectorsOf(node).filter((each) => metricNameOf(each) === metricNameOf(selector));
  return same.length > 1 && same.some(({ offset }) => offset !== undefined);
}
