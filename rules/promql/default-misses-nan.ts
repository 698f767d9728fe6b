import { asking } from '../../src/lint/kit/examples/example-query.ts';
import {
  ABOUT_QUERIES,
  placesIn,
  type SoundQuery,
  shortText,
  shownText,
} from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { type BinaryExpr, constantOf, type Expr, type Inference, unparen } from '../../src/promql/index.ts';

export const defaultMissesNan = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/default-misses-nan',
  severity: 'warning',
  docs: {
    summary: '`or vector(…)` after a quotient does not help where there is no traffic: that gives NaN, not nothing.',
    details: `\`or\` puts something in the place of *nothing*. Without traffic the series are still there, their rates are 0, and 0 / 0 is NaN:
an element like any other. NaN fails every comparison, so the measurement fails although a default was meant for just this. Dividing by what is
above zero (\`/ (… > 0)\`) drops the element, and then the default comes in.`,
    references: ['prometheus promql/engine.go VectorOr', 'argo-rollouts utils/evaluate/evaluate.go'],
  },
  messages: {
    quotient: ({ text, divisor, users }: { text: string; divisor: string; users: string }) => ({
      message: `\`or ${text}\` does not come in when there is no traffic: 0 / 0 is NaN, not nothing${users}`,
      why: 'NaN fails every comparison, so an idle service fails the measurement',
      help: `divide by what is above zero only: \`… / (${divisor} > 0)\``,
    }),
    quantile: ({ text, users }: { text: string; users: string }) => ({
      message: `\`or ${text}\` does not come in when there is no traffic: the quantile of no requests is NaN, not nothing${users}`,
      why: 'NaN fails every comparison, so an idle service fails the measurement',
      help: 'keep numbers only, `… >= 0 or vector(…)`: a comparison drops NaN',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking(
          'sum(rate(requests_total{app="checkout",code!~"5.."}[5m])) / sum(rate(requests_total{app="checkout"}[5m])) or vector(1)',
        ),
        finds: ['quotient@or'],
        fixed: asking(
          'sum(rate(requests_total{app="checkout",code!~"5.."}[5m])) / (sum(rate(requests_total{app="checkout"}[5m])) > 0) or vector(1)',
        ),
      },
      {
        yaml: asking(
          'histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{app="checkout"}[5m]))) or vector(0)',
        ),
        finds: ['quantile@or'],
      },
    ],
    good: [
      {
        yaml: asking(
          'sum(rate(requests_total{app="checkout",code!~"5.."}[5m])) / (sum(rate(requests_total{app="checkout"}[5m])) > 0) or vector(1)',
        ),
      },
      {
        title: 'The condition deals with NaN.',
        yaml: asking(
          'sum(rate(requests_total{app="checkout",code!~"5.."}[5m])) / sum(rate(requests_total{app="checkout"}[5m])) or vector(1)',
          { metric: 'successCondition: isNaN(result[0]) || result[0] > 0.95' },
        ),
      },
    ],
  },
  check(ctx) {
    for (const { at, data, query } of placesIn(ctx, helpless)) {
      const { view } = query;
      const conditions = [view.successCondition, view.failureCondition].map((field) => field?.text.value ?? '');
      if (conditions.some((text) => /isNaN|\bresult(\[0\])?\s*!=\s*result/i.test(text))) continue;
      if (data.id === 'quantile') {
        ctx.report('quantile', { at, data });
        continue;
      }
      const { start, end } = data.span;
      const edits = [
        { span: query.toFile({ start, end: start }), text: '(' },
        { span: query.toFile({ start: end, end }), text: ' > 0)' },
      ];
      ctx.report('quotient', {
        at,
        data,
        fix: { kind: 'unsafe', title: 'divide by what is above zero only', edits },
      });
    }
  },
});

function* helpless(query: SoundQuery) {
  for (const { node } of branchesOfKind(query.expr, 'BinaryExpr')) {
    const text = isDefault(node, query.inference) ? shownText(query, node.rhs.span) : undefined;
    const inner = text === undefined ? undefined : nanOf(unparen(node.lhs), query.inference);
    if (text === undefined || inner === undefined) continue;
    const isQuotient = inner.kind === 'BinaryExpr';
    const { span } = isQuotient ? inner.rhs : inner;
    const data = { id: isQuotient ? 'quotient' : 'quantile', text, span, divisor: shortText(query, span) } as const;
    yield { span: node.opSpan, data };
  }
}

/** `… or vector(0)`, with or without `on ()`. */
function isDefault({ op, rhs }: BinaryExpr, inference: Inference): boolean {
  const inner = unparen(rhs);
  const isVector = inner.kind === 'Call' && inner.name.text === 'vector';
  return op === 'or' && isVector && constantOf(inference.of(inner).values) !== undefined;
}

/** The quotient or quantile on the way from `expr` inwards that can be NaN without traffic. */
function nanOf(expr: Expr, inference: Inference): Expr | undefined {
  for (const { kind, span } of inference.of(expr).mayBeNaN) {
    if (kind !== 'zero-division' && kind !== 'quantile') continue;
    const found = onTheWay(expr, span.start, span.end);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Through what keeps a NaN: parentheses, signs, and arithmetic with a constant. */
function onTheWay(expr: Expr, start: number, end: number): Expr | undefined {
  const inner = unparen(expr);
  if (inner.span.start === start && inner.span.end === end) {
    if (inner.kind === 'BinaryExpr') return inner.op === '/' && inner.rhs.type === 'vector' ? inner : undefined;
    return inner.kind === 'Call' ? inner : undefined;
  }
  if (inner.kind === 'BinaryExpr' && (inner.op === '*' || inner.op === '-' || inner.op === '+'))
    return onTheWay(inner.lhs, start, end) ?? onTheWay(inner.rhs, start, end);
  return undefined;
}
