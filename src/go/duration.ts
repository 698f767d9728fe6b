import { escapedByte, toBytes } from './utf8.ts';

export type DurationResult =
  | { readonly ok: true; readonly nanoseconds: bigint }
  | { readonly ok: false; readonly error: string };

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const LIMIT = 1n << 63n;
const MAX_FRACTION = (LIMIT - 1n) / 10n;

/** time.ParseDuration: `[-+]?([0-9]*(\.[0-9]*)?unit)+` or `0`; the error is Go's text (`time: invalid duration "x"`). */
export function parseDuration(text: string): DurationResult {
  const fail = (problem: string): DurationResult => ({ ok: false, error: `time: ${problem} ${quoteForTime(text)}` });
  const negative = text.startsWith('-');
  let at = negative || text.startsWith('+') ? 1 : 0;
  if (text.slice(at) === '0') return { ok: true, nanoseconds: 0n };
  if (at === text.length) return fail('invalid duration');
  let total = 0n;
  while (at < text.length) {
    if (!/[.0-9]/.test(text.charAt(at))) return fail('invalid duration');
    const whole = digitsAt(text, at);
    at += whole.length;
    // 2 ** 63 has 19 digits.
    const significant = whole.replace(/^0+/, '');
    const value = significant.length > 19 ? undefined : BigInt(`0${significant}`);
    if (value === undefined || value > LIMIT) return fail('invalid duration');
    let fraction = '';
    if (text[at] === '.') {
      fraction = digitsAt(text, at + 1);
      at += 1 + fraction.length;
    }
    if (whole === '' && fraction === '') return fail('invalid duration');
    const unitName = /^[^.0-9]*/.exec(text.slice(at, at + MAX_UNIT_LENGTH))?.[0] ?? '';
    if (unitName === '') return fail('missing unit in duration');
    const unit = UNITS.get(unitName);
    if (unit === undefined) {
      const name = /^[^.0-9]*/.exec(text.slice(at))?.[0] ?? '';
      return fail(`unknown unit ${quoteForTime(name)} in duration`);
    }
    at += unitName.length;
    if (value > LIMIT / unit) return fail('invalid duration');
    const nanoseconds = value * unit + fractionOf(fraction, unit);
    if (nanoseconds > LIMIT) return fail('invalid duration');
    // Go adds in uint64, so twice the limit wraps to zero.
    total = BigInt.asUintN(64, total + nanoseconds);
    if (total > LIMIT) return fail('invalid duration');
  }
  if (negative) return { ok: true, nanoseconds: -total };
  return total === LIMIT ? fail('invalid duration') : { ok: true, nanoseconds: total };
}

/** Longer runs of letters are no unit; looking no further keeps long texts linear. */
const MAX_UNIT_LENGTH = 4;

function digitsAt(text: string, at: number): string {
  let end = at;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return text.slice(at, end);
}

/** time.leadingFraction: digits beyond what 63 bits hold are dropped; the rest is float64 arithmetic. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (value > MAX_FRACTION) break;
    const next = value * 10n + BigInt(digit);
    if (next > LIMIT) break;
    value = next;
    scale *= 10;
  }
  return value === 0n ? 0n : BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

/** time.Duration.String: `1h30m0s`, `1.5s`, `200ms`, `1µs`, `0s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${withFraction(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${withFraction(size, 6)}ms`;
  const seconds = withFraction(size % 60_000_000_000n, 9);
  const minutes = size / 60_000_000_000n;
  if (minutes === 0n) return `${sign}${seconds}s`;
  const hours = minutes / 60n;
  return hours === 0n ? `${sign}${minutes}m${seconds}s` : `${sign}${hours}h${minutes % 60n}m${seconds}s`;
}

function withFraction(value: bigint, decimals: number): string {
  const unit = 10n ** BigInt(decimals);
  const fraction = (value % unit).toString().padStart(decimals, '0').replace(/0+$/, '');
  return fraction === '' ? `${value / unit}` : `${value / unit}.${fraction}`;
}

/** The time package quotes more plainly than strconv: every byte that is not printable ASCII as `\xHH`. */
export function quoteForTime(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint >= 0x80 || codePoint < 0x20) {
      const bytes = escapedByte(codePoint) === undefined ? toBytes(character) : [codePoint - 0xdc00];
      for (const byte of bytes) quoted += `\\x${byte.toString(16).padStart(2, '0')}`;
    } else {
      quoted += character === '"' || character === '\\' ? `\\${character}` : character;
    }
  }
  return `${quoted}"`;
}
