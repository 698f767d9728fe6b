import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { ancestorsOf, branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const uselessSort = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/useless-sort',
  severity: 'warning',
  docs: {
    summary: 'Elements are sorted further inside, where the order is lost again.',
    details: `\`sort\` orders the answer only where it is the outermost function. Whatever works on its result gives elements in an order of its
own, so \`result[0]\` is not the smallest or the largest. \`min\` and \`max\` need no order.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/functions/#sort'],
  },
  messages: {
    range: ({ func, users }: { func: string; users: string }) => ({
      message: `\`${func}\` orders nothing in a range query${users}`,
      why: 'Prometheus gives the series of a range query in the order of their labels ("sort is ineffective for range queries")',
      help: 'take the `min` or `max`',
    }),
    sort: ({ func, users }: { func: string; users: string }) => ({
      message: `\`${func}\` orders elements whose order is lost further outside${users}`,
      why: 'only the outermost function decides on the order of the answer',
      help: 'sort last, or take the `min` or `max`',
    }),
  },
  examples: {
    bad: [
      {
        title: 'In a range query.',
        yaml: asking('sort_desc(queue_length{app="checkout"})').replace(
          'query:',
          `rangeQuery: {start: "now() - duration('5m')", end: now(), step: 1m}\n          query:`,
        ),
        finds: ['range@sort_desc'],
      },
      { yaml: asking('sort_desc(queue_length{app="checkout"}) > 10'), finds: ['sort@sort_desc'] },
    ],
    good: [{ yaml: asking('sort_desc(queue_length{app="checkout"} > 10)') }],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, inner)) ctx.report(data.id, { at, data });
  },
});

function* inner({ expr, view }: SoundQuery) {
  const isRange = view.manifest.node([...view.path, 'provider', 'prometheus', 'rangeQuery']) !== undefined;
  for (const branch of branchesOfKind(expr, 'Call')) {
    const func = branch.node.name.text;
    if (!/^sort(?:_desc|_by_label|_by_label_desc)?$/.test(func)) continue;
    const isOutermost = [...ancestorsOf(branch)].every(({ node }) => node.kind === 'ParenExpr');
    if (isOutermost && !isRange) continue;
    yield { span: branch.node.name.span, data: { id: isOutermost ? ('range' as const) : ('sort' as const), func } };
  }
}
