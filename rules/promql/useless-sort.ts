import { asking } from '../../src/lint/kit/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/query-places.ts';
import { ancestorsOf, branchesOfKind } from '../../src/lint/kit/query-tree.ts';
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
    sort: ({ func, users }: { func: string; users: string }) => ({
      message: `\`${func}\` orders elements whose order is lost further outside${users}`,
      why: 'only the outermost function decides on the order of the answer',
      help: 'sort last, or take the `min` or `max`',
    }),
  },
  examples: {
    bad: [{ yaml: asking('sort_desc(queue_length{app="checkout"}) > 10'), finds: ['sort@sort_desc'] }],
    good: [{ yaml: asking('sort_desc(queue_length{app="checkout"} > 10)') }],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, inner)) ctx.report('sort', { at, data });
  },
});

function* inner({ expr }: SoundQuery) {
  for (const branch of branchesOfKind(expr, 'Call')) {
    const func = branch.node.name.text;
    if (!/^sort(?:_desc|_by_label|_by_label_desc)?$/.test(func)) continue;
    if ([...ancestorsOf(branch)].every(({ node }) => node.kind === 'ParenExpr')) continue;
    yield { span: branch.node.name.span, data: { func } };
  }
}
