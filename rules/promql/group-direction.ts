import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { oneSides } from '../../src/lint/kit/queries/matching.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const groupDirection = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/group-direction',
  severity: 'warning',
  docs: {
    summary: '`group_left` stands where the many elements are on the right, or the other way round.',
    details: `\`group_left\` says that several elements of the *left* side may match one of the right. Where the left side has one element for
each match and the right side several, Prometheus refuses the query as soon as there are two.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/operators/#many-to-one-and-one-to-many-vector-matches'],
  },
  messages: {
    swapped: ({ written, meant, side, labels, users }: SwappedData) => ({
      message: `\`${written}\`, but the ${side} side is the one with several elements, by ${labels}${users}`,
      why: 'as soon as two of them match Prometheus refuses the query at run time, and every measurement is an Error',
      help: `write \`${meant}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking(
          'sum by (pod) (rate(requests_total{app="checkout"}[5m])) / on (pod) group_left () sum by (pod, code) (rate(requests_total{app="checkout"}[5m]))',
        ),
        finds: ['swapped@group_left ()'],
      },
    ],
    good: [
      {
        yaml: asking(
          'sum by (pod, code) (rate(requests_total{app="checkout"}[5m])) / on (pod) group_left () sum by (pod) (rate(requests_total{app="checkout"}[5m]))',
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, swapped)) ctx.report('swapped', { at, data });
  },
});

interface SwappedData {
  readonly written: string;
  readonly meant: string;
  readonly side: string;
  readonly labels: string;
  readonly users: string;
}

function* swapped({ expr, inference }: SoundQuery) {
  for (const { node } of branchesOfKind(expr, 'BinaryExpr')) {
    const found = oneSides(node, inference);
    if (found?.swapped !== true) continue;
    const isLeft = node.matching.card === 'many-to-one';
    const data = {
      written: isLeft ? 'group_left' : 'group_right',
      meant: isLeft ? 'group_right' : 'group_left',
      side: found.side,
      labels: found.labels.map((label) => `\`${label}\``).join(', '),
    };
    yield { span: node.matching.groupSpan ?? node.opSpan, data };
  }
}
