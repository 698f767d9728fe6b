import type { ArithmeticOp, BinaryExpr, ComparisonOp, Fill } from '../../ast.ts';
import type { Facts, NanReason } from '../model.ts';
import { isPartOf } from '../ratio.ts';
import { COUNT, commonUnit, RATIO, UNKNOWN_UNIT, type Unit, unitOfProduct, unitOfQuotient } from '../units.ts';
import {
  ANY_VALUE,
  arithmeticRange,
  bothRanges,
  constantOf,
  eitherRange,
  range,
  UNIT_INTERVAL,
  type ValueRange,
} from '../values.ts';

interface Numbers {
  readonly mayBeNaN: readonly NanReason[];
  readonly values: ValueRange;
  readonly unit: Unit;
}

/** The numbers of the result, wherever there is one. */
export function numberFacts(expr: BinaryExpr, lhs: Facts, rhs: Facts): Numbers {
  const { op } = expr;
  if (isComparison(op)) return comparisonNumbers(expr, op, lhs, rhs);
  if (!isArithmetic(op)) return { mayBeNaN: lhs.mayBeNaN, values: lhs.values, unit: lhs.unit };
  const { range: values, nan } = arithmeticRange(op, lhs.values, rhs.values);
  const own = nan.map((kind): NanReason => ({ kind, span: expr.span }));
  const mayBeNaN = dedupe([...lhs.mayBeNaN, ...rhs.mayBeNaN, ...own]);
  if (op === '/' && isPartOf(expr.lhs, expr.rhs)) return { mayBeNaN, values: UNIT_INTERVAL, unit: RATIO };
  return { mayBeNaN, values, unit: arithmeticUnit(op, lhs, rhs) };
}

/** Where elements without a partner get one, that one's value is possible too. */
export function withFill(facts: Facts, fill: Fill | undefined): Facts {
  if (fill === undefined) return facts;
  if (!Number.isNaN(fill.value)) return { ...facts, values: eitherRange(facts.values, range(fill.value, fill.value)) };
  return { ...facts, values: ANY_VALUE, mayBeNaN: [...facts.mayBeNaN, { kind: 'constant', span: fill.span }] };
}

function arithmeticUnit(op: ArithmeticOp, lhs: Facts, rhs: Facts): Unit {
  const left = constantOf(lhs.values);
  const right = constantOf(rhs.values);
  if (op === '/') return right === undefined ? unitOfQuotient(lhs.unit, rhs.unit) : unitOfProduct(lhs.unit, 1 / right);
  if (op === '*') {
    if (right !== undefined) return unitOfProduct(lhs.unit, right);
    return left === undefined ? UNKNOWN_UNIT : unitOfProduct(rhs.unit, left);
  }
  if (op !== '+' && op !== '-' && op !== '%') return UNKNOWN_UNIT;
  if (right !== undefined) return lhs.unit;
  return left === undefined ? commonUnit(lhs.unit, rhs.unit) : rhs.unit;
}

/** Comparing drops what compares false; with `bool` it gives 0 or 1. Only `!=` lets NaN pass. */
function comparisonNumbers(expr: BinaryExpr, op: ComparisonOp, lhs: Facts, rhs: Facts): Numbers {
  if (expr.returnBool) return { mayBeNaN: [], values: boolRange(op, lhs, rhs), unit: COUNT };
  // A vector on one side only is what remains, on whichever side it stands.
  const swapped = lhs.type === 'scalar';
  const kept = swapped ? rhs : lhs;
  const other = swapped ? lhs : rhs;
  // NaN is unequal to every number.
  const passesAll = op === '!=' && other.mayBeNaN.length > 0;
  const values = passesAll ? kept.values : narrow(swapped ? mirror(op) : op, kept.values, other.values);
  return { mayBeNaN: op === '!=' ? kept.mayBeNaN : [], values, unit: kept.unit };
}

const mirror = (op: ComparisonOp): ComparisonOp =>
  op === '<' ? '>' : op === '>' ? '<' : op === '<=' ? '>=' : op === '>=' ? '<=' : op;

function narrow(op: ComparisonOp, kept: ValueRange, other: ValueRange): ValueRange {
  switch (op) {
    case '==':
      return bothRanges(kept, other);
    case '!=':
      return constantOf(other) === 0 ? { ...kept, zero: false } : kept;
    case '>':
      return bothRanges(kept, range(other.min, Number.POSITIVE_INFINITY, other.min < 0));
    case '>=':
      return bothRanges(kept, range(other.min, Number.POSITIVE_INFINITY));
    case '<':
      return bothRanges(kept, range(Number.NEGATIVE_INFINITY, other.max, other.max > 0));
    case '<=':
      return bothRanges(kept, range(Number.NEGATIVE_INFINITY, other.max));
  }
}

/** True or false where the bounds decide, NaN aside. */
export function outcome(op: ComparisonOp, a: ValueRange, b: ValueRange): boolean | undefined {
  switch (op) {
    case '>':
      return a.min > b.max ? true : a.max <= b.min ? false : undefined;
    case '>=':
      return a.min >= b.max ? true : a.max < b.min ? false : undefined;
    case '<':
      return a.max < b.min ? true : a.min >= b.max ? false : undefined;
    case '<=':
      return a.max <= b.min ? true : a.min > b.max ? false : undefined;
    case '==':
    case '!=': {
      const apart =
        a.max < b.min || b.max < a.min || (constantOf(b) === 0 && !a.zero) || (constantOf(a) === 0 && !b.zero);
      const equal = constantOf(a) !== undefined && constantOf(a) === constantOf(b);
      if (!apart && !equal) return undefined;
      return (op === '==') === equal;
    }
  }
}

function boolRange(op: ComparisonOp, lhs: Facts, rhs: Facts): ValueRange {
  const decided = outcome(op, lhs.values, rhs.values);
  const noNaN = lhs.mayBeNaN.length === 0 && rhs.mayBeNaN.length === 0;
  // NaN compares false to everything, and unequal.
  if (decided === true && (noNaN || op === '!=')) return range(1, 1);
  if (decided === false && (noNaN || op !== '!=')) return range(0, 0);
  return UNIT_INTERVAL;
}

export function isComparison(op: BinaryExpr['op']): op is ComparisonOp {
  return op === '==' || op === '!=' || op === '>' || op === '<' || op === '>=' || op === '<=';
}

export function isArithmetic(op: BinaryExpr['op']): op is ArithmeticOp {
  return op === '+' || op === '-' || op === '*' || op === '/' || op === '%' || op === '^' || op === 'atan2';
}

/** One reason of a kind at a place is enough. */
export function dedupe(reasons: readonly NanReason[]): readonly NanReason[] {
  const seen = new Set<string>();
  return reasons.filter(({ kind, span }) => {
    const key = `${kind} ${span.start} ${span.end}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
