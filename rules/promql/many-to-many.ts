import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { oneSides } from '../../src/lint/kit/queries/matching.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const manyToMany = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/many-to-many',
  severity: 'warning',
  docs: {
    summary: 'Several elements of a side that may have one match the same element of the other.',
    details: `An operator matches one element to one; \`group_left\` and \`group_right\` allow several on one side. Where the labels that must
agree do not tell the elements of a side apart, the query works as long as there happens to be one of them, and fails from the moment there are
two: \`found duplicate series for the match group\`, or \`multiple matches for labels\`.`,
    references: [
      'prometheus promql/engine.go VectorBinop',
      'prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching',
    ],
  },
  messages: {
    many: ({ op, side, labels, group, users }: ManyData) => ({
      message: `elements of the ${side} side of \`${op}\` that differ in ${labels} match the same element${users}`,
      why: 'as soon as there are two of them Prometheus refuses the query at run time, and every measurement is an Error',
      help:
        group === undefined
          ? `add them up without ${labels}, or match on ${labels} too`
          : `write \`${group}\` if several may match, or add them up without ${labels}`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking(
          'sum by (pod, code) (rate(requests_total{app="checkout"}[5m])) / on (pod) sum by (pod) (rate(requests_total{app="checkout"}[5m]))',
        ),
        finds: ['many@/'],
      },
      {
        yaml: asking(
          'rate(requests_total{app="checkout"}[5m]) / on (pod) group_left () sum by (pod, zone) (rate(requests_total{app="checkout"}[5m]))',
        ),
        finds: ['many@/'],
      },
    ],
    good: [
      {
        yaml: asking(
          'sum by (pod, code) (rate(requests_total{app="checkout"}[5m])) / on (pod) group_left () sum by (pod) (rate(requests_total{app="checkout"}[5m]))',
        ),
      },
      {
        yaml: asking(
          'sum by (pod) (rate(errors_total{app="checkout"}[5m])) / sum by (pod) (rate(requests_total{app="checkout"}[5m]))',
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, ambiguous)) ctx.report('many', { at, data });
  },
});

interface ManyData {
  readonly op: string;
  readonly side: string;
  readonly labels: string;
  readonly group: string | undefined;
  readonly users: string;
}

function* ambiguous({ expr, inference }: SoundQuery) {
  for (const { node } of branchesOfKind(expr, 'BinaryExpr')) {
    const found = oneSides(node, inference);
    // The grouping the wrong way round: promql/group-direction.
    if (found === undefined || found.swapped) continue;
    const labels = found.labels.map((label) => `\`${label}\``).join(', ');
    yield { span: node.opSpan, data: { op: node.op, side: found.side, labels, group: found.group } };
  }
}
