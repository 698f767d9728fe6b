import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type QueryPlace, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOf } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { METRIC_NAME, presenceOf } from '../../src/promql/index.ts';

export const impossibleLabel = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/impossible-label',
  severity: 'warning',
  docs: {
    summary: 'A query groups or matches by a label that is not there any more.',
    details: `An aggregation leaves the labels of its \`by\`, and no others; functions and operators drop the metric's name. Grouping by a label
that was dropped below puts everything into one group, without a word from Prometheus.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/operators/#aggregation-operators'],
  },
  messages: {
    grouping: ({ label, op, users }: { label: string; op: string; users: string }) => ({
      message: `\`${op}\` groups by \`${label}\`, which what it adds up has not${users}`,
      why: 'the label was dropped further inside, so it makes no groups',
      help:
        label === METRIC_NAME
          ? 'functions drop the metric’s name: group by another label'
          : `add \`${label}\` to the inner aggregation, or remove it here`,
    }),
    matching: ({ label, op, users }: { label: string; op: string; users: string }) => ({
      message: `\`${op}\` matches on \`${label}\`, which neither side has${users}`,
      why: 'the label was dropped further inside, so all elements match each other',
      help: `add \`${label}\` to the aggregations on both sides, or remove it here`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('max by (pod) (sum by (namespace) (rate(errors_total{app="checkout"}[5m])))'),
        finds: ['grouping@pod'],
      },
      {
        yaml: asking(
          'sum by (job) (rate(errors_total{app="checkout"}[5m])) / on (pod) sum by (job) (rate(requests_total{app="checkout"}[5m]))',
        ),
        finds: ['matching@pod'],
      },
    ],
    good: [
      { yaml: asking('max by (pod) (sum by (namespace, pod) (rate(errors_total{app="checkout"}[5m])))') },
      {
        yaml: asking(
          'sum by (pod) (rate(errors_total{app="checkout"}[5m])) / on (pod) sum by (pod) (rate(requests_total{app="checkout"}[5m]))',
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, impossible)) ctx.report(data.id, { at, data });
  },
});

type Impossible = { readonly id: 'grouping' | 'matching'; readonly label: string; readonly op: string };

function* impossible({ expr, inference }: SoundQuery): Iterable<QueryPlace<Impossible>> {
  for (const { node } of branchesOf(expr)) {
    if (node.kind === 'AggregateExpr' && !node.without) {
      const { labels } = inference.of(node.expr);
      for (const { text, span, holes } of node.grouping) {
        if (holes.length > 0 || presenceOf(labels, text) !== 'impossible') continue;
        yield { span, data: { id: 'grouping', label: text, op: node.op } };
      }
    }
    if (node.kind !== 'BinaryExpr' || !node.matching.on) continue;
    const sides = [node.lhs, node.rhs].map((side) => inference.of(side).labels);
    for (const { text, span, holes } of node.matching.labels) {
      if (holes.length > 0 || !sides.every((labels) => presenceOf(labels, text) === 'impossible')) continue;
      yield { span, data: { id: 'matching', label: text, op: node.op } };
    }
  }
}
