import type { Span } from '../../../text/span.ts';
import type { BinaryExpr, ComparisonOp } from '../../ast.ts';
import { dropName } from '../labels.ts';
import type { DeadReason, EmptyReason, Facts, NodeFacts } from '../model.ts';
import { constantSignature, filledLabels, matchedLabels, maximumOf, neverMatch } from './matching.ts';
import { isArithmetic, isComparison, numberFacts, outcome, withFill } from './numbers.ts';
import { setFacts } from './sets.ts';

export function binaryFacts(expr: BinaryExpr, left: Facts, right: Facts): NodeFacts {
  const lhs = withFill(left, expr.matching.fillLeft);
  const rhs = withFill(right, expr.matching.fillRight);
  switch (expr.op) {
    case 'and':
    case 'or':
    case 'unless':
      return setFacts(expr, lhs, rhs);
    default: {
      const numbers = numberFacts(expr, lhs, rhs);
      return { ...shapeFacts(expr, lhs, rhs), ...numbers };
    }
  }
}

/** Which labels and how many elements: nothing of it depends on the numbers but whether a comparison is ever true. */
function shapeFacts(
  expr: BinaryExpr,
  lhs: Facts,
  rhs: Facts,
): Pick<NodeFacts, 'labels' | 'count' | 'mayBeEmpty' | 'dead'> {
  const { op } = expr;
  const dead = lhs.dead ?? rhs.dead;
  if (lhs.type === 'scalar' && rhs.type === 'scalar') {
    return { labels: lhs.labels, count: lhs.count, mayBeEmpty: [], dead: undefined };
  }
  const comparison = isComparison(op);
  const filter = comparison && !expr.returnBool;
  const never = filter ? alwaysFalse(op, lhs, rhs, expr.opSpan) : undefined;
  const passes = filter && outcome(op, lhs.values, rhs.values) === true && numbersOnly(lhs) && numbersOnly(rhs);
  const filtered: EmptyReason[] = filter && !passes ? [{ kind: 'filter', span: expr.span }] : [];
  const changesName = isArithmetic(op) || expr.returnBool;
  if (lhs.type === 'scalar' || rhs.type === 'scalar') {
    const vector = lhs.type === 'scalar' ? rhs : lhs;
    return {
      labels: changesName ? dropName(vector.labels) : vector.labels,
      count: { min: filtered.length > 0 ? 0 : vector.count.min, max: vector.count.max },
      mayBeEmpty: [...vector.mayBeEmpty, ...filtered],
      dead: dead ?? never,
    };
  }
  return vectorShape(expr, lhs, rhs, changesName, filtered, dead ?? never);
}

const numbersOnly = (facts: Facts): boolean => facts.mayBeNaN.length === 0;

function alwaysFalse(op: ComparisonOp, lhs: Facts, rhs: Facts, span: Span): DeadReason | undefined {
  const never =
    outcome(op, lhs.values, rhs.values) === false && (op !== '!=' || (numbersOnly(lhs) && numbersOnly(rhs)));
  return never ? { kind: 'comparison', span, label: undefined } : undefined;
}

function vectorShape(
  expr: BinaryExpr,
  lhs: Facts,
  rhs: Facts,
  changesName: boolean,
  filtered: readonly EmptyReason[],
  known: DeadReason | undefined,
): Pick<NodeFacts, 'labels' | 'count' | 'mayBeEmpty' | 'dead'> {
  const { matching } = expr;
  const fills = matching.fillLeft !== undefined || matching.fillRight !== undefined;
  const dead = fills ? undefined : (known ?? neverMatch(expr, lhs.labels, rhs.labels));
  const matched = matchedLabels(matching, lhs.labels, rhs.labels, changesName);
  const labels = fills ? filledLabels(matched, lhs.labels, rhs.labels) : matched;
  // Two elements without labels, or matched on none, are partners of each other for certain.
  const certain = constantSignature(matching, lhs.labels, rhs.labels) && lhs.count.min === 1 && rhs.count.min === 1;
  const reasons: EmptyReason[] = [...lhs.mayBeEmpty, ...rhs.mayBeEmpty, ...filtered];
  if (!certain) reasons.push({ kind: 'no-match', span: expr.span });
  const min = certain && filtered.length === 0 ? 1 : 0;
  return {
    labels,
    count: { min, max: fills ? lhs.count.max + rhs.count.max : maximumOf(matching, lhs.count.max, rhs.count.max) },
    mayBeEmpty: min === 1 ? [] : reasons,
    dead,
  };
}
