import { calculate } from '../arithmetic.ts';

/**
 * The numbers that a value can be, not counting NaN. Both bounds are included; infinities are numbers. A lower bound of
 * negative zero says that the zero may be negative (dividing by it gives negative infinity), positive zero that it is not.
 */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
  /** False if zero is not among them although it lies between the bounds. */
  readonly zero: boolean;
}

export const ANY_VALUE: ValueRange = range(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
export const NOT_NEGATIVE: ValueRange = range(0, Number.POSITIVE_INFINITY);
export const UNIT_INTERVAL: ValueRange = range(0, 1);
export const ONE: ValueRange = range(1, 1);

export function range(min: number, max: number, zero = true): ValueRange {
  return { min, max, zero: zero && min <= 0 && max >= 0 };
}

/** The single number of a range, or undefined. */
export const constantOf = ({ min, max }: ValueRange): number | undefined => (min === max ? min : undefined);

export const mayBeInfinite = ({ min, max }: ValueRange): boolean => !Number.isFinite(min) || !Number.isFinite(max);

export const eitherRange = (a: ValueRange, b: ValueRange): ValueRange =>
  range(Math.min(a.min, b.min), Math.max(a.max, b.max), a.zero || b.zero);

/** Both hold for values of `a`; the wider one's bounds where they contradict each other (then there is no value at all). */
export function bothRanges(a: ValueRange, b: ValueRange): ValueRange {
  const min = Math.max(a.min, b.min);
  const max = Math.min(a.max, b.max);
  if (min > max) return a;
  // A negative zero equals zero, so it passes every comparison that zero passes.
  return range(min === 0 && mayBeNegativeZero(a) ? -0 : min, max, a.zero && b.zero);
}

const mayBeNegativeZero = ({ min, zero }: ValueRange): boolean => zero && (min < 0 || Object.is(min, -0));

/** Monotonic functions: the image of the bounds. */
export const mapRange = (of: ValueRange, f: (value: number) => number): ValueRange => range(f(of.min), f(of.max));

/** Why the result of an operation may be NaN although its operands are numbers. */
export type ArithmeticNan = 'zero-division' | 'infinity' | 'domain';

export interface ArithmeticResult {
  readonly range: ValueRange;
  readonly nan: readonly ArithmeticNan[];
}

/** The values that `op` can give for operands of these ranges. */
export function arithmeticRange(
  op: '+' | '-' | '*' | '/' | '%' | '^' | 'atan2',
  a: ValueRange,
  b: ValueRange,
): ArithmeticResult {
  const nan: ArithmeticNan[] = [];
  const left = constantOf(a);
  const right = constantOf(b);
  if (left !== undefined && right !== undefined) {
    const value = calculate(op, left, right);
    if (!Number.isNaN(value)) return { range: range(value, value), nan };
    return {
      range: ANY_VALUE,
      nan: [op === '/' || op === '%' ? (right === 0 ? 'zero-division' : 'infinity') : 'domain'],
    };
  }
  switch (op) {
    case '+':
      if (meetsOppositeInfinity(a, b, 1)) nan.push('infinity');
      return { range: corners(op, a, b), nan };
    case '-':
      if (meetsOppositeInfinity(a, b, -1)) nan.push('infinity');
      return { range: corners(op, a, b), nan };
    case '*':
      if ((a.zero && mayBeInfinite(b)) || (b.zero && mayBeInfinite(a))) nan.push('infinity');
      return { range: corners(op, a, b), nan };
    case '/':
      if (a.zero && b.zero) nan.push('zero-division');
      if (mayBeInfinite(a) && mayBeInfinite(b)) nan.push('infinity');
      return { range: quotient(a, b), nan };
    case '%':
      if (b.zero) nan.push('zero-division');
      if (mayBeInfinite(a)) nan.push('infinity');
      // The result has the sign of the left side, and is no larger.
      return { range: range(Math.min(a.min, 0), Math.max(a.max, 0)), nan };
    case '^':
      if (a.min < 0) nan.push('domain');
      return { range: a.min >= 0 && (!mayBeNegativeZero(a) || b.min >= 0) ? NOT_NEGATIVE : ANY_VALUE, nan };
    case 'atan2':
      return { range: range(-Math.PI, Math.PI), nan };
  }
}

function meetsOppositeInfinity(a: ValueRange, b: ValueRange, sign: 1 | -1): boolean {
  const up = sign === 1 ? b.max : -b.min;
  const down = sign === 1 ? b.min : -b.max;
  return (
    (a.max === Number.POSITIVE_INFINITY && down === Number.NEGATIVE_INFINITY) ||
    (a.min === Number.NEGATIVE_INFINITY && up === Number.POSITIVE_INFINITY)
  );
}

/** Sums, differences and products are extreme where their operands are. Infinity times zero counts as zero here. */
function corners(op: '+' | '-' | '*', a: ValueRange, b: ValueRange): ValueRange {
  const all = [a.min, a.max].flatMap((x) => [b.min, b.max].map((y) => calculate(op, x, y)));
  const known = all.filter((value) => !Number.isNaN(value));
  if (op !== '*' && known.length < all.length) return ANY_VALUE;
  const values = op === '*' && known.length < all.length ? [...known, 0] : known;
  return range(Math.min(...values), Math.max(...values));
}

function quotient(a: ValueRange, b: ValueRange): ValueRange {
  if (b.min > 0 || b.max < 0) {
    const all = [a.min, a.max].flatMap((x) => [b.min, b.max].map((y) => x / y)).filter((value) => !Number.isNaN(value));
    return all.length < 4 && mayBeInfinite(a) ? signed(a, b) : range(Math.min(...all), Math.max(...all));
  }
  return signed(a, b);
}

/** Only the signs are known. */
function signed(a: ValueRange, b: ValueRange): ValueRange {
  const sameSign = (a.min >= 0 && b.min >= 0 && !mayBeNegativeZero(b)) || (a.max <= 0 && b.max <= 0 && !b.zero);
  return sameSign ? NOT_NEGATIVE : ANY_VALUE;
}
