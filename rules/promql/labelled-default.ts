import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { ancestorsOf, branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import {
  type BinaryExpr,
  type Expr,
  guaranteedLabels,
  type Inference,
  METRIC_NAME,
  unparen,
} from '../../src/promql/index.ts';

export const labelledDefault = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/labelled-default',
  severity: 'warning',
  docs: {
    summary: '`or vector(…)` after elements with labels always adds one without labels.',
    details: `\`or\` adds the elements of the right side whose labels no element of the left has. \`vector(0)\` has no labels, so beside
\`sum by (pod) (…)\` it is always added, also where there is data: a condition about all elements, or their number, then sees a pod that does not
exist. With \`or on () vector(0)\` it comes in only where the left side is empty.`,
    references: ['prometheus promql/engine.go VectorOr'],
  },
  messages: {
    added: ({ text, labels, users }: { text: string; labels: string; users: string }) => ({
      message: `\`or ${text}\` always adds an element, because the left side has labels (${labels})${users}`,
      why: 'the labels differ, so the right side does not stand back where there is data',
      help: `write \`or on () ${text}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum by (pod) (rate(errors_total{app="checkout"}[5m])) or vector(0)'),
        finds: ['added@or'],
        fixed: asking('sum by (pod) (rate(errors_total{app="checkout"}[5m])) or on () vector(0)'),
      },
      {
        yaml: asking('up{job="checkout"} or vector(0)'),
        finds: ['added@or'],
        fixed: asking('up{job="checkout"} or on () vector(0)'),
      },
    ],
    good: [
      { yaml: asking('sum(rate(errors_total{app="checkout"}[5m])) or vector(0)') },
      { yaml: asking('sum by (pod) (rate(errors_total{app="checkout"}[5m])) or on () vector(0)') },
      { title: 'Added up again.', yaml: asking('sum(rate(errors_total{app="checkout"}[5m]) or vector(0))') },
    ],
  },
  check(ctx) {
    for (const { at, data, query } of placesIn(ctx, added)) {
      const place = query.toFile({ start: data.end, end: data.end });
      ctx.report('added', {
        at,
        data,
        fix: { kind: 'unsafe', title: 'write `or on ()`', edits: [{ span: place, text: ' on ()' }] },
      });
    }
  },
});

function* added(query: SoundQuery) {
  for (const branch of branchesOfKind(query.expr, 'BinaryExpr')) {
    const { node } = branch;
    const labels = hasDefault(node) ? labelsOf(node.lhs, query.inference) : [];
    const isAddedUp = [...ancestorsOf(branch)].some(({ node: above }) => above.kind === 'AggregateExpr');
    if (labels.length === 0 || isAddedUp) continue;
    const data = {
      text: shownText(query, node.rhs.span),
      labels: labels.map((label) => `\`${label}\``).join(', '),
      end: node.opSpan.end,
    };
    yield { span: node.opSpan, data };
  }
}

function hasDefault({ op, rhs, matching }: BinaryExpr): boolean {
  const inner = unparen(rhs);
  return op === 'or' && matching.span === undefined && inner.kind === 'Call' && inner.name.text === 'vector';
}

/** Labels that the elements have for certain, or by which they were grouped. */
function labelsOf(expr: Expr, inference: Inference): readonly string[] {
  const inner = unparen(expr);
  if (inner.kind === 'AggregateExpr' && !inner.without && inner.grouping.length > 0)
    return inner.grouping.some(({ holes }) => holes.length > 0) ? [] : inner.grouping.map(({ text }) => text);
  return guaranteedLabels(inference.of(inner).labels).filter((label) => label !== METRIC_NAME);
}
