import { type Duration, type Expr, metricNameOf, postOrder, type SubqueryExpr, type VectorSelector } from '../ast.ts';
import { aggregateFacts } from './aggregations.ts';
import { binaryFacts } from './binary/binary.ts';
import { callFacts, single, unknownFacts } from './calls.ts';
import { dropName } from './labels.ts';
import type { Facts, Inference, InferenceContext, NodeFacts, Reach } from './model.ts';
import { selectorFacts } from './selectors.ts';
import { UNKNOWN_UNIT, unitOfName } from './units.ts';
import { ANY_VALUE, range } from './values.ts';

/** Prometheus' `--query.lookback-delta`. */
export const DEFAULT_LOOKBACK_MS = 300_000;

const NO_REACH: Reach = { ms: 0, fixedTime: false };

/**
 * What can be known of a query's result before it runs, for each of its expressions. Facts hold whatever the data, under
 * a server's default settings (names are dropped at each step); what is only likely is called a guess.
 *
 * Two assumptions are made: counters are never negative (so rates are not), and series with a name that ends in
 * `_bucket` are classic histograms.
 */
export function inferPromql(expr: Expr, context: InferenceContext = {}): Inference {
  const lookbackMs = context.lookbackMs ?? DEFAULT_LOOKBACK_MS;
  const all = new Map<Expr, Facts>();
  const of = (node: Expr): Facts => {
    const known = all.get(node);
    if (known !== undefined) return known;
    return { expr: node, type: node.type, ...unknownFacts(node), reach: { ms: undefined, fixedTime: false } };
  };
  for (const node of postOrder(expr)) {
    const facts = nodeFacts(node, of);
    all.set(node, { expr: node, type: node.type, ...facts, reach: reachOf(node, of, lookbackMs) });
  }
  return { root: of(expr), of };
}

function nodeFacts(node: Expr, of: (expr: Expr) => Facts): NodeFacts {
  switch (node.kind) {
    case 'NumberLiteral':
      if (node.hole !== undefined) return single(ANY_VALUE, UNKNOWN_UNIT, [{ kind: 'unknown', span: node.span }]);
      if (!Number.isNaN(node.value)) return single(range(node.value, node.value));
      return single(ANY_VALUE, UNKNOWN_UNIT, [{ kind: 'constant', span: node.span }]);
    case 'StringLiteral':
      return single(ANY_VALUE);
    case 'VectorSelector':
      return selectedFacts(node);
    case 'MatrixSelector':
      return of(node.selector);
    case 'ParenExpr':
    case 'SubqueryExpr':
      return withoutOwn(of(node.expr), node);
    case 'UnaryExpr': {
      const inner = of(node.expr);
      if (node.op === '+') return inner;
      const { min, max, zero } = inner.values;
      return {
        ...withoutOwn(inner, node),
        labels: dropName(inner.labels),
        values: range(-max, -min, zero),
        unit: { ...inner.unit, counter: false },
      };
    }
    case 'Call':
      return callFacts(node, node.args.map(of));
    case 'AggregateExpr':
      return aggregateFacts(node, of(node.expr), node.param === undefined ? undefined : of(node.param));
    case 'BinaryExpr':
      return binaryFacts(node, of(node.lhs), of(node.rhs));
    case 'HoleExpr':
    case 'InvalidExpr':
      return unknownFacts(node);
  }
}

/** A subquery is evaluated many times: what is there once is there at all, if it has any step. */
function withoutOwn(inner: Facts, node: Expr): NodeFacts {
  const { labels, count, mayBeEmpty, dead, mayBeNaN, values, unit } = inner;
  if (node.kind !== 'SubqueryExpr') return { labels, count, mayBeEmpty, dead, mayBeNaN, values, unit };
  const max = count.max > 1 ? Number.POSITIVE_INFINITY : count.max;
  // Other elements may be there at another step, and a short range may hold no step at all.
  const several = labels.rest === 'possible' || labels.known.size > 0 ? Number.POSITIVE_INFINITY : max;
  return {
    labels,
    count: { min: 0, max: several },
    mayBeEmpty: [...mayBeEmpty, { kind: 'samples', span: node.span }],
    dead,
    mayBeNaN,
    values,
    unit,
  };
}

function selectedFacts(selector: VectorSelector): NodeFacts {
  const { labels, dead } = selectorFacts(selector);
  const name = metricNameOf(selector);
  return {
    labels,
    count: { min: 0, max: Number.POSITIVE_INFINITY },
    mayBeEmpty: [{ kind: 'selector', span: selector.span }],
    dead,
    mayBeNaN: [{ kind: 'sample', span: selector.span }],
    values: ANY_VALUE,
    unit: name === undefined ? UNKNOWN_UNIT : unitOfName(name),
  };
}

function reachOf(node: Expr, of: (expr: Expr) => Facts, lookbackMs: number): Reach {
  switch (node.kind) {
    case 'NumberLiteral':
    case 'StringLiteral':
      return NO_REACH;
    case 'VectorSelector':
      return modified(lookbackMs, node);
    case 'MatrixSelector': {
      const { selector } = node;
      // anchored and smoothed look for a sample before the range as well.
      const extra = selector.anchored || selector.smoothed ? lookbackMs : 0;
      return modified(add(node.range.ms, extra), selector);
    }
    case 'SubqueryExpr': {
      const inner = of(node.expr).reach;
      const own = modified(add(node.range.ms, inner.ms), node);
      return { ms: own.ms, fixedTime: own.fixedTime || inner.fixedTime };
    }
    case 'HoleExpr':
    case 'InvalidExpr':
      return { ms: undefined, fixedTime: false };
    case 'ParenExpr':
    case 'UnaryExpr':
      return of(node.expr).reach;
    case 'AggregateExpr':
      return furthest(node.param === undefined ? [of(node.expr)] : [of(node.expr), of(node.param)]);
    case 'BinaryExpr':
      return furthest([of(node.lhs), of(node.rhs)]);
    case 'Call':
      return furthest(node.args.map(of));
  }
}

const add = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

function modified(ms: number | undefined, node: VectorSelector | SubqueryExpr): Reach {
  const { offset, at } = node;
  return { ms: add(ms, offsetMs(offset)), fixedTime: at?.at === 'time' };
}

const offsetMs = (offset: Duration | undefined): number | undefined => (offset === undefined ? 0 : offset.ms);

function furthest(all: readonly Facts[]): Reach {
  let ms: number | undefined = 0;
  let fixedTime = false;
  for (const { reach } of all) {
    ms = ms === undefined || reach.ms === undefined ? undefined : Math.max(ms, reach.ms);
    fixedTime ||= reach.fixedTime;
  }
  return { ms, fixedTime };
}
