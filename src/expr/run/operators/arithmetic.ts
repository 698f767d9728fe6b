import { pow } from '../../../go/math.ts';
import { compareStrings, concatStrings } from '../../../go/utf8.ts';
import {
  duration,
  type GoTime,
  type GoValue,
  isDurationValue,
  isNumeric,
  isTimeValue,
  makeNumber,
  makeTime,
  typeName,
} from '../../values/value.ts';
import { isFloatValue, toFloat, toInt } from '../convert.ts';
import { GoPanic } from '../panic.ts';

/** expr-lang vm/runtime/helpers: numbers are int or float64 whatever they were; ints wrap at 64 bits. */

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

const mismatch = (operator: string, a: GoValue, b: GoValue): GoPanic =>
  new GoPanic(`invalid operation: ${typeName(a)} ${operator} ${typeName(b)}`);

export function add(a: GoValue, b: GoValue): GoValue {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (isNumeric(a) && isNumeric(b)) {
    return isFloatValue(a) || isFloatValue(b) ? toFloat(a) + toFloat(b) : wrap(toInt(a) + toInt(b));
  }
  if (typeof a === 'string' && typeof b === 'string') return concatStrings(a, b);
  if (isTimeValue(a) && isDurationValue(b)) return later(a, BigInt(b.value));
  if (isDurationValue(a) && isTimeValue(b)) return later(b, BigInt(a.value));
  if (isDurationValue(a) && isDurationValue(b)) return duration(BigInt(a.value) + BigInt(b.value));
  throw mismatch('+', a, b);
}

export function subtract(a: GoValue, b: GoValue): GoValue {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (isNumeric(a) && isNumeric(b)) {
    return isFloatValue(a) || isFloatValue(b) ? toFloat(a) - toFloat(b) : wrap(toInt(a) - toInt(b));
  }
  if (isTimeValue(a) && isTimeValue(b)) return timeBetween(a, b);
  if (isTimeValue(a) && isDurationValue(b)) return later(a, -BigInt(b.value));
  if (isDurationValue(a) && isDurationValue(b)) return duration(BigInt(a.value) - BigInt(b.value));
  throw mismatch('-', a, b);
}

export function multiply(a: GoValue, b: GoValue): GoValue {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (isNumeric(a) && isNumeric(b)) {
    return isFloatValue(a) || isFloatValue(b) ? toFloat(a) * toFloat(b) : wrap(toInt(a) * toInt(b));
  }
  if ((isNumeric(a) || isDurationValue(a)) && (isNumeric(b) || isDurationValue(b))) {
    const [x, y] = [plainNumber(a), plainNumber(b)];
    if (isFloatValue(a) || isFloatValue(b)) return toFloat(x) * toFloat(y);
    return duration(toInt(x) * toInt(y));
  }
  throw mismatch('*', a, b);
}

const plainNumber = (value: GoValue): GoValue => (isDurationValue(value) ? BigInt(value.value) : value);

export function divide(a: GoValue, b: GoValue): number {
  if (isNumeric(a) && isNumeric(b)) return toFloat(a) / toFloat(b);
  throw mismatch('/', a, b);
}

export function modulo(a: GoValue, b: GoValue): bigint {
  if (!isNumeric(a) || !isNumeric(b) || isFloatValue(a) || isFloatValue(b)) throw mismatch('%', a, b);
  const divisor = toInt(b);
  if (divisor === 0n) throw new GoPanic('runtime error: integer divide by zero');
  return toInt(a) % divisor;
}

export const exponent = (a: GoValue, b: GoValue): number => pow(toFloat(a), toFloat(b));

/** runtime.Negate: the type stays. */
export function negate(value: GoValue): GoValue {
  if (typeof value === 'number') return -value;
  if (typeof value === 'bigint') return wrap(-value);
  if (!isNumeric(value)) throw new GoPanic(`invalid operation: - ${typeName(value)}`);
  const { type, value: number } = value;
  return makeNumber(type, typeof number === 'number' ? -number : wrapTo(-number, type.kind));
}

function wrapTo(value: bigint, kind: string): bigint {
  const bits = Number(/\d+$/.exec(kind)?.[0] ?? 64);
  return kind.startsWith('u') ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value);
}

export type Ordering = '<' | '>' | '<=' | '>=';

/** runtime.Less and its siblings. */
export function compare(operator: Ordering, a: GoValue, b: GoValue): boolean {
  if (typeof a === 'number' && typeof b === 'number') return holds(operator, a, b);
  if (isNumeric(a) && isNumeric(b)) {
    if (isFloatValue(a) || isFloatValue(b)) return holds(operator, toFloat(a), toFloat(b));
    return holds(operator, toInt(a), toInt(b));
  }
  if (typeof a === 'string' && typeof b === 'string') return holds(operator, compareStrings(a, b), 0);
  if (isTimeValue(a) && isTimeValue(b)) return holds(operator, a.nanoseconds, b.nanoseconds);
  if (isDurationValue(a) && isDurationValue(b)) return holds(operator, a.value, b.value);
  throw mismatch(operator, a, b);
}

function holds<T extends number | bigint>(operator: Ordering, a: T, b: T): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
  }
}

export const later = (time: GoTime, nanoseconds: bigint): GoTime => makeTime(time.nanoseconds + nanoseconds, time.zone);

const MAX_DURATION = (1n << 63n) - 1n;

/** time.Time.Sub, which does not wrap. */
export function timeBetween(a: GoTime, b: GoTime): GoValue {
  const difference = a.nanoseconds - b.nanoseconds;
  if (difference > MAX_DURATION) return duration(MAX_DURATION);
  return duration(difference < -MAX_DURATION - 1n ? -MAX_DURATION - 1n : difference);
}

/** Whether `==` compares these as numbers. */
export const sameNumbers = (a: GoValue, b: GoValue): boolean =>
  isFloatValue(a) || isFloatValue(b) ? toFloat(a) === toFloat(b) : toInt(a) === toInt(b);
