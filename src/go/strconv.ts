import { quote } from './quote.ts';

export { quote } from './quote.ts';

/** A parsed number, or Go's error text (`strconv.Atoi: parsing "x": invalid syntax`). */
export type NumberResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string; readonly reason: 'syntax' | 'range' };

const MIN_INT64 = -(1n << 63n);
const MAX_INT64 = (1n << 63n) - 1n;
const MAX_UINT64 = (1n << 64n) - 1n;

/** strconv.ParseInt(text, base, 64). `base` 0 reads the prefix (`0x`, `0o`, `0b`, `0`) and permits underscores. */
export function parseInt64(
  text: string,
  base: 0 | 2 | 8 | 10 | 16 = 10,
  functionName = 'ParseInt',
): NumberResult<bigint> {
  const syntax = failure(functionName, text, 'syntax');
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const unsigned = text.slice(sign.length);
  if (unsigned === '') return syntax;
  let digits = unsigned;
  let radix: number = base;
  if (base === 0) {
    const prefix = /^0([box])(?=.)/i.exec(unsigned)?.[1]?.toLowerCase();
    if (prefix !== undefined) {
      radix = prefix === 'b' ? 2 : prefix === 'o' ? 8 : 16;
      digits = unsigned.slice(2);
    } else {
      radix = unsigned.startsWith('0') ? 8 : 10;
      digits = radix === 8 ? unsigned.slice(1) : unsigned;
    }
  }
  const plain = base === 0 ? digits.replaceAll('_', '') : digits;
  const leading = DIGITS[radix]?.exec(plain)?.[0] ?? '';
  const value = readDigits(leading, radix);
  // Go reads digit by digit: a number that is too large is out of range even if rubbish follows.
  if (value > MAX_UINT64) return failure(functionName, text, 'range');
  if (leading.length < plain.length || (leading === '' && radix !== 8)) return syntax;
  if (plain !== digits && !underscoresStandBetweenDigits(unsigned)) return syntax;
  const signed = sign === '-' ? -value : value;
  if (signed < MIN_INT64 || signed > MAX_INT64) return failure(functionName, text, 'range');
  return { ok: true, value: signed };
}

/** strconv.Atoi: optional sign and decimal digits, no spaces, no underscores. */
export const atoi = (text: string): NumberResult<bigint> => parseInt64(text, 10, 'Atoi');

const DIGITS: Readonly<Record<number, RegExp>> = { 2: /^[01]*/, 8: /^[0-7]*/, 10: /^[0-9]*/, 16: /^[0-9a-f]*/i };

/** Longer than any int64 in any base once leading zeros are gone: stands for "out of range". */
const LONGEST_INT64 = 64;

function readDigits(digits: string, radix: number): bigint {
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return 0n;
  if (significant.length > LONGEST_INT64) return 1n << 64n;
  const prefix = radix === 2 ? '0b' : radix === 8 ? '0o' : radix === 16 ? '0x' : '';
  return BigInt(prefix + significant);
}

/** strconv underscoreOK: only between digits, or between a base prefix and a digit. `text` has no sign. */
function underscoresStandBetweenDigits(text: string): boolean {
  const prefixed = /^0[box]/i.test(text);
  const body = prefixed ? `0${text.slice(2)}` : text;
  const digit = /^0x/i.test(text) ? '[0-9a-f]' : '[0-9]';
  return !new RegExp(`(?<!${digit})_|_(?!${digit})`, 'i').test(body);
}

const DECIMAL_FLOAT = /^[+-]?(?=[._]*[0-9])[0-9_]*(?:\.[0-9_]*)?(?:e[+-]?[0-9][0-9_]*)?$/i;
const HEX_FLOAT = /^([+-]?)0x(?=[._]*[0-9a-f])([0-9a-f_]*)(?:\.([0-9a-f_]*))?p([+-]?[0-9][0-9_]*)$/i;

/** strconv.ParseFloat(text, 64): decimal and hexadecimal floats, `inf`, `infinity`, `nan` in any case. */
export function parseFloat64(text: string): NumberResult<number> {
  const special = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (special !== null) return { ok: true, value: special[1] === '-' ? -Infinity : Infinity };
  if (/^nan$/i.test(text)) return { ok: true, value: Number.NaN };
  const hexParts = HEX_FLOAT.exec(text);
  if (hexParts === null && !DECIMAL_FLOAT.test(text)) return failure('ParseFloat', text, 'syntax');
  if (text.includes('_') && !underscoresStandBetweenDigits(text.replace(/^[+-]/, ''))) {
    return failure('ParseFloat', text, 'syntax');
  }
  const value = hexParts === null ? Number(text.replaceAll('_', '')) : hexValue(hexParts);
  return Number.isFinite(value) ? { ok: true, value } : failure('ParseFloat', text, 'range');
}

function hexValue([, sign = '', whole = '', fraction = '', power = '0']: readonly string[]): number {
  const strip = (part: string): string => part.replaceAll('_', '');
  const mantissa = BigInt(`0x0${strip(whole)}${strip(fraction)}`);
  const exponent = Math.max(-1e7, Math.min(1e7, Number(strip(power)))) - 4 * strip(fraction).length;
  const magnitude = scaleByPowerOfTwo(mantissa, exponent);
  return sign === '-' ? -magnitude : magnitude;
}

/** mantissa * 2 ** exponent, rounded once, half to even. */
function scaleByPowerOfTwo(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const bits = mantissa.toString(2).length;
  const lowestBit = Math.max(bits + exponent - 53, -1074);
  if (lowestBit > 971) return Infinity;
  const shift = lowestBit - exponent;
  if (shift <= 0) return Number(mantissa << BigInt(-shift)) * 2 ** lowestBit;
  if (shift > bits + 1) return 0;
  const unit = 1n << BigInt(shift);
  let rounded = mantissa / unit;
  const rest = (mantissa % unit) * 2n;
  if (rest > unit || (rest === unit && rounded % 2n === 1n)) rounded += 1n;
  return Number(rounded) * 2 ** lowestBit;
}

function failure(
  functionName: string,
  text: string,
  reason: 'syntax' | 'range',
): { readonly ok: false; readonly error: string; readonly reason: 'syntax' | 'range' } {
  const why = reason === 'syntax' ? 'invalid syntax' : 'value out of range';
  return { ok: false, error: `strconv.${functionName}: parsing ${quote(text)}: ${why}`, reason };
}
