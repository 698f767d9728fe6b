import { parseFloat64 } from '../../../go/strconv.ts';

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
/** Numbers with as few digits are exact, and so is their quotient by a power of ten. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => 10 ** i);

/** What stands in some bytes; undefined where it is no number that Go's strconv.ParseFloat and upstream accept. */
export function numberIn(bytes: Uint8Array, from: number, to: number): number | undefined {
  const negative = bytes[from] === MINUS;
  const start = negative ? from + 1 : from;
  const length = to - start;
  if (length > 0 && length <= EXACT_DIGITS + 1) {
    let digits = 0;
    let point = -1;
    let i = start;
    for (; i < to; i++) {
      const byte = bytes[i] ?? 0;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
      else if (byte === POINT && point < 0) point = i;
      else break;
    }
    const written = point < 0 ? length : length - 1;
    if (i === to && written > 0 && written <= EXACT_DIGITS) {
      const value = point < 0 ? digits : digits / (POWERS[to - point - 1] ?? NaN);
      return negative ? -value : value;
    }
  }
  return slowly(asciiText(bytes, from, to));
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
