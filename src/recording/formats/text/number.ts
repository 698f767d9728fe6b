import { parseFloat64 } from '../../../go/strconv.ts';

const ZERO = 0x30;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const EXPONENT = 0x65;

/** Integers of as many digits are exact, and so is their one rounded product or quotient with an exact power of ten. */
const EXACT_DIGITS = 15;
/** Up to here the digits behind those are added with their rounding error. */
const MAX_DIGITS = 19;
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** The upper and lower half of the bits of a power. */
const UPPER = POWERS.map(upperHalf);
const LOWER = POWERS.map((power, i) => power - (UPPER[i] ?? 0));

let end = -1;

/** Where the number that `scanNumber` returned last ends; -1 where it found none of a plain form. */
export const scannedTo = (): number => end;

/**
 * The decimal number that stands at `from`, as `Number` has it, if it is of a form that is quickly read: at most 19
 * digits, and neither very large nor very small. What follows it, the caller looks at.
 */
export function scanNumber(bytes: Uint8Array, from: number, to: number): number {
  end = -1;
  let at = from;
  const negative = at < to && bytes[at] === MINUS;
  if (negative) at++;
  let high = 0;
  let low = 0;
  let significant = 0;
  let point = -1;
  const start = at;
  for (; at < to; at++) {
    const byte = bytes[at] ?? 0;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (significant < EXACT_DIGITS) {
        high = high * 10 + digit;
        if (high > 0) significant++;
      } else {
        low = low * 10 + digit;
        if (++significant > MAX_DIGITS) return NaN;
      }
    } else if (byte === POINT && point < 0) point = at;
    else break;
  }
  if (at - start === (point < 0 ? 0 : 1)) return NaN;
  let scale = point < 0 ? 0 : point + 1 - at;
  if (at < to && bytes[at] === EXPONENT) {
    const exponentFrom = at + 1;
    scale += scanExponent(bytes, exponentFrom, to);
    if (end < 0) return NaN;
    at = end;
    end = -1;
  }
  const value =
    significant <= EXACT_DIGITS ? scaled(high, scale) : scaledSum(high, low, significant - EXACT_DIGITS, scale);
  if (Number.isNaN(value)) return NaN;
  end = at;
  return negative ? -value : value;
}

/** At most three digits with or without a sign; `end` stays -1 where there are others. */
function scanExponent(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const sign = at < to ? (bytes[at] ?? 0) : 0;
  if (sign === MINUS || sign === PLUS) at++;
  const start = at;
  let exponent = 0;
  for (; at < to && at - start < 4; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    exponent = exponent * 10 + digit;
  }
  if (at > start && at - start < 4) end = at;
  return sign === MINUS ? -exponent : exponent;
}

/** NaN where it takes more than one rounding. */
function scaled(digits: number, scale: number): number {
  if (scale === 0) return digits;
  if (scale < 0) return scale < -22 ? NaN : digits / (POWERS[-scale] ?? NaN);
  return scale > 22 ? NaN : digits * (POWERS[scale] ?? NaN);
}

/** What stands behind the rounded quotient is known to this part of itself, and better. */
const DOUBT = 2 ** -50;

/**
 * `(high * 10^lowDigits + low) * 10^scale`, rounded once: numbers are held as a sum of two (T. J. Dekker, "A
 * floating-point technique for extending the available precision"). NaN where the sum lies too near to the middle of two
 * numbers to tell which of them it is.
 */
function scaledSum(high: number, low: number, lowDigits: number, scale: number): number {
  if (scale > 0 || scale < -22) return NaN;
  const product = high * (POWERS[lowDigits] ?? NaN);
  const sum = product + low;
  const rest = low - (sum - product) + productError(high, lowDigits, product);
  if (scale === 0) return sum + rest;
  const divisor = POWERS[-scale] ?? NaN;
  const quotient = sum / divisor;
  const back = quotient * divisor;
  const left = sum - back - productError(quotient, -scale, back) + rest;
  const correction = left / divisor;
  const doubt = correction * DOUBT;
  const value = quotient + (correction + doubt);
  return value === quotient + (correction - doubt) ? value : NaN;
}

/** What rounding took from `number * 10^power`. */
function productError(number: number, power: number, product: number): number {
  const upper = upperHalf(number);
  const lower = number - upper;
  const powerUpper = UPPER[power] ?? NaN;
  const powerLower = LOWER[power] ?? NaN;
  return upper * powerUpper - product + upper * powerLower + lower * powerUpper + lower * powerLower;
}

function upperHalf(number: number): number {
  const shifted = number * (2 ** 27 + 1);
  return shifted - (shifted - number);
}

/** What stands in some bytes; undefined where it is no number that Go's strconv.ParseFloat and upstream accept. */
export function numberIn(bytes: Uint8Array, from: number, to: number): number | undefined {
  const value = scanNumber(bytes, from, to);
  return end === to ? value : slowly(asciiText(bytes, from, to));
}

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function slowly(text: string): number | undefined {
  if (PLAIN.test(text)) {
    const value = Number(text);
    // What overflows is an error for Go.
    return Number.isFinite(value) ? value : undefined;
  }
  // textparse parseFloat keeps to the forms before Go 1.13.
  if (/[pP_]/.test(text)) return undefined;
  const result = parseFloat64(text);
  return result.ok ? result.value : undefined;
}

const LONGEST = 400;

function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < Math.min(to, from + LONGEST); i++) text += String.fromCharCode(bytes[i] ?? 0);
  return to - from > LONGEST ? `${text}…` : text;
}
