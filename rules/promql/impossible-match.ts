import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type QueryPlace, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { exporterOf } from '../../src/promql/catalogue/exporters.ts';
import {
  type BinaryExpr,
  type Expr,
  type Inference,
  type LabelFacts,
  metricNameOf,
  presenceOf,
  unparen,
} from '../../src/promql/index.ts';

export const impossibleMatch = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/impossible-match',
  severity: 'error',
  docs: {
    summary: 'The two sides of an operator have no element in common.',
    details: `An operator puts together elements whose labels are equal: all of them, or those that \`on\` lists, or all but those that
\`ignoring\` lists. Where one side always has a label that the other never has, or other values of it, no element finds a partner, and the
answer is empty. Series of different exporters differ at least in \`job\` and \`instance\`; that is taken from the names of well-known exporters and
therefore only a warning.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching'],
  },
  messages: {
    label: ({ op, label, side, users }: { op: string; label: string; side: 'left' | 'right'; users: string }) => ({
      message: `the ${side} side of \`${op}\` always has the label \`${label}\`, the other side never has it${users}`,
      why: 'no element finds a partner, and the answer is always empty',
      help: `let them match without it: \`${op} ignoring (${label})\`, or add it up on the ${side} side`,
    }),
    grouped: ({ op, label, side, users }: { op: string; label: string; side: 'left' | 'right'; users: string }) => ({
      message: `the ${side} side of \`${op}\` is grouped by \`${label}\`, the other side is not${users}`,
      why: 'only elements without that label find a partner, so the answer is empty',
      help: `group both sides alike, or match without it: \`${op} ignoring (${label}) group_${side} ()\``,
    }),
    values: ({ op, label, users }: { op: string; label: string; users: string }) => ({
      message: `the sides of \`${op}\` have no value of \`${label}\` in common${users}`,
      why: 'no element finds a partner, and the answer is always empty',
      help: `let them match without it: \`${op} ignoring (${label})\`, or add up both sides`,
    }),
    exporters: ({ op, left, right, users }: { op: string; left: string; right: string; users: string }) => ({
      message: `the series of ${left} and ${right} have different labels, and \`${op}\` matches all of them${users}`,
      why: 'at least `job` and `instance` differ, so no element finds a partner and the answer is empty',
      help: `match on labels that both have, as in \`${op} on (namespace, pod)\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking(
          'sum by (pod) (rate(errors_total{pod=~"checkout-.+"}[5m])) / sum(rate(requests_total{pod=~"checkout-.+"}[5m]))',
        ),
        finds: ['label@/'],
      },
      {
        yaml: asking(
          'sum by (pod, code) (rate(requests_total{app="checkout"}[5m])) / sum by (pod) (rate(requests_total{app="checkout"}[5m]))',
        ),
        finds: ['grouped@/'],
      },
      {
        yaml: asking('requests{track="canary"} / requests{track="stable"}'),
        finds: ['values@/'],
      },
      {
        title: 'Memory of the kubelet, limits of kube-state-metrics.',
        yaml: asking(
          'max(container_memory_working_set_bytes{pod=~"checkout-.*"} / kube_pod_container_resource_limits{pod=~"checkout-.*"})',
        ),
        finds: ['exporters@/'],
      },
    ],
    good: [
      {
        yaml: asking(
          'sum by (pod) (rate(errors_total{app="checkout"}[5m])) / on () group_left () sum(rate(requests_total{app="checkout"}[5m]))',
        ),
      },
      { yaml: asking('requests{track="canary"} / ignoring (track) requests{track="stable"}') },
      {
        yaml: asking(
          'max(container_memory_working_set_bytes{pod=~"checkout-.*"} / on (namespace, pod, container) kube_pod_container_resource_limits{resource="memory"})',
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, impossible)) {
      if (data.id === 'label') ctx.report('label', { at, data });
      else if (data.id === 'values') ctx.report('values', { at, data });
      else if (data.id === 'grouped') ctx.report('grouped', { at, data, severity: 'warning' });
      else ctx.report('exporters', { at, data, severity: 'warning' });
    }
  },
});

type Impossible =
  | { readonly id: 'label'; readonly op: string; readonly label: string; readonly side: 'left' | 'right' }
  | { readonly id: 'grouped'; readonly op: string; readonly label: string; readonly side: 'left' | 'right' }
  | { readonly id: 'values'; readonly op: string; readonly label: string }
  | { readonly id: 'exporters'; readonly op: string; readonly left: string; readonly right: string };

function* impossible({ expr, inference }: SoundQuery): Iterable<QueryPlace<Impossible>> {
  for (const { node } of branchesOfKind(expr, 'BinaryExpr')) {
    const span = node.opSpan;
    const { op } = node;
    const { dead } = inference.of(node);
    if (dead !== undefined && dead.span === node.span && dead.label !== undefined) {
      const { label } = dead;
      if (dead.kind === 'values') yield { span, data: { id: 'values', op, label } };
      if (dead.kind === 'labels') {
        const side = presenceOf(inference.of(node.lhs).labels, label) === 'guaranteed' ? 'left' : 'right';
        yield { span, data: { id: 'label', op, label, side } };
      }
      continue;
    }
    const grouped = dead === undefined ? differentGroups(node, inference) : undefined;
    if (grouped !== undefined) yield { span, data: { id: 'grouped', op, ...grouped } };
    const exporters = dead === undefined ? differentExporters(node) : undefined;
    if (exporters !== undefined) yield { span, data: { id: 'exporters', op, ...exporters } };
  }
}

/** A label by which one side is grouped, and which the other has not. */
function differentGroups({ op, lhs, rhs, matching }: BinaryExpr, inference: Inference) {
  if (op === 'or' || op === 'unless' || matching.on || lhs.type !== 'vector' || rhs.type !== 'vector') return undefined;
  const left = inference.of(lhs).labels;
  const right = inference.of(rhs).labels;
  if (left.rest !== 'impossible' || right.rest !== 'impossible') return undefined;
  const ignored = matching.labels.map(({ text }) => text);
  const only = (a: LabelFacts, b: LabelFacts): string | undefined =>
    [...a.known.keys()].find(
      (label) =>
        presenceOf(a, label) !== 'impossible' && presenceOf(b, label) === 'impossible' && !ignored.includes(label),
    );
  const leftOnly = only(left, right);
  if (leftOnly !== undefined) return { label: leftOnly, side: 'left' } as const;
  const rightOnly = only(right, left);
  return rightOnly === undefined ? undefined : ({ label: rightOnly, side: 'right' } as const);
}

/** The exporters of two sides that match all their labels as they were scraped. */
function differentExporters({ op, lhs, rhs, matching }: BinaryExpr) {
  if (op === 'or' || op === 'unless' || matching.span !== undefined || matching.groupSpan !== undefined)
    return undefined;
  const left = scrapedFrom(lhs);
  const right = scrapedFrom(rhs);
  return left === undefined || right === undefined || left === right ? undefined : { left, right };
}

/** The exporter whose labels the elements still have all of. */
function scrapedFrom(expr: Expr): string | undefined {
  const inner = unparen(expr);
  if (inner.kind === 'Call') {
    const [arg] = inner.args;
    return arg === undefined || inner.name.text.startsWith('label_') ? undefined : scrapedFrom(arg);
  }
  if (inner.kind === 'MatrixSelector') return scrapedFrom(inner.selector);
  const name = inner.kind === 'VectorSelector' ? metricNameOf(inner) : undefined;
  return name === undefined ? undefined : exporterOf(name);
}
