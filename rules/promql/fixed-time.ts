import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOf } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { selectorsOf } from '../../src/promql/index.ts';

export const fixedTime = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/fixed-time',
  severity: 'warning',
  docs: {
    summary: 'A query reads one fixed moment, so no rollout ever changes its answer.',
    details: `\`@ 1609746000\` binds a selector to that second. Copied from an investigation into a template, it measures the same for every canary.
Where only a part is bound (a baseline) this is a hint.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/basics/#modifier'],
  },
  messages: {
    all: ({ at, users }: { at: string; users: string }) => ({
      message: `everything in this query is bound to one moment (\`${at}\`)${users}`,
      why: 'the answer is the same for every canary, whatever it does',
      help: 'remove the modifier',
    }),
    part: ({ at, users }: { at: string; users: string }) => ({
      message: `a part of this query is bound to one moment (\`${at}\`)${users}`,
      why: 'its answer stays the same, and is gone when the server has deleted data of that age',
      help: 'compare with an `offset`, or with the stable pods',
    }),
  },
  examples: {
    bad: [
      { yaml: asking('sum(rate(errors_total{app="checkout"}[5m] @ 1609746000))'), finds: ['all@@ 1609746000'] },
      {
        yaml: asking(
          'sum(rate(errors_total{app="checkout"}[5m])) / sum(rate(errors_total{app="checkout"}[5m] @ 1609746000))',
        ),
        finds: ['part@@ 1609746000'],
      },
    ],
    good: [{ yaml: asking('sum(rate(errors_total{app="checkout"}[5m] offset 1h))') }],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, bound)) {
      if (data.id === 'all') ctx.report('all', { at, data });
      else ctx.report('part', { at, data, severity: 'info' });
    }
  },
});

function* bound(query: SoundQuery) {
  const found = branchesOf(query.expr).flatMap((branch) => {
    const { node } = branch;
    const isBound = (node.kind === 'VectorSelector' || node.kind === 'SubqueryExpr') && node.at?.ms !== undefined;
    return isBound && node.at !== undefined ? [{ node, at: node.at.span }] : [];
  });
  const [first] = found;
  if (first === undefined) return;
  const selectors = selectorsOf(query.expr);
  const covered = new Set(found.flatMap(({ node }) => selectorsOf(node)));
  const id = selectors.every((selector) => covered.has(selector)) ? 'all' : 'part';
  yield { span: first.at, data: { id, at: shownText(query, first.at) } as const };
}
