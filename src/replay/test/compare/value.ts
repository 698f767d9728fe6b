import type { Json } from '../../../yaml/tree.ts';
import type { ReplayedMeasurement } from '../../measurement/log.ts';
import type { ResultValue } from '../../measurement/value.ts';

/** A number may be off by this share of it, however few digits are written. */
const MAX_SHARE = 0.005;

/** True if a number rounds to the one that was written, at the digits that were written. */
export function isRounded(got: number, written: string, maxShare = MAX_SHARE): boolean {
  const wanted = numberOf(written);
  if (wanted === undefined) return false;
  if (Number.isNaN(wanted) || !Number.isFinite(wanted)) return Object.is(got, wanted);
  const digits = /^[+-]?\d*\.?(\d*)$/.exec(written)?.[1]?.length;
  const half = digits === undefined ? Number.POSITIVE_INFINITY : 0.5 * 10 ** -digits;
  const tolerance = Math.min(half, Math.abs(wanted) * maxShare);
  return Math.abs(got - wanted) <= Math.max(tolerance, 1e-9) * (1 + 1e-9);
}

/** As people and Go write numbers. */
export function numberOf(text: string): number | undefined {
  const [, sign, word] = /^([+-]?)\.?(nan|inf)$/i.exec(text.trim()) ?? [];
  if (word !== undefined) return word.toLowerCase() === 'nan' ? NaN : sign === '-' ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : undefined;
}

/** True if a measurement has the value that a test expects; `written` is the value's text where it is a scalar. */
export function isValue(one: ReplayedMeasurement, expected: Json, written: string): boolean {
  const { value, measurement } = one;
  if (Array.isArray(expected)) {
    if (expected.length === 0 && value === undefined) return isUnkeptEmpty(one);
    const list = Array.isArray(value) ? (value as readonly ResultValue[]) : undefined;
    return list?.length === expected.length && list.every((each, i) => isElement(each, expected[i] ?? null));
  }
  const single = Array.isArray(value) && value.length === 1 ? (value[0] as ResultValue) : value;
  if (typeof single === 'number' && isRounded(single, written)) return true;
  if (typeof expected === 'object') return sameJson(single, expected);
  return typeof single === 'boolean' || typeof single === 'string'
    ? single === expected
    : measurement.value === written;
}

/** The status does not keep an empty answer that no condition could judge. */
const isUnkeptEmpty = ({ traces }: ReplayedMeasurement): boolean =>
  traces.some((trace) => trace.kind === 'query' && trace.error === undefined && trace.seriesCount === 0);

const isElement = (got: ResultValue, expected: Json): boolean =>
  typeof got === 'number' ? isRounded(got, String(expected)) : sameJson(got, expected);

function sameJson(a: ResultValue | undefined, b: Json): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Readonly<Record<string, ResultValue>>, b as Readonly<Record<string, Json>>];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => sameJson(left[key], right[key] ?? null));
}

/** A value as a test file has it: a number for a list of one, six digits; undefined where there is none. */
export function writtenValue({ value, measurement }: ReplayedMeasurement): Json | undefined {
  if (value === undefined) return measurement.value === '' ? undefined : measurement.value;
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === 'number') return rounded(value[0]);
  return rounded(value);
}

function rounded(value: ResultValue): Json {
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'NaN';
    return Number.isFinite(value) ? Number(value.toPrecision(6)) : value > 0 ? '+Inf' : '-Inf';
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly ResultValue[]).map(rounded);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each as ResultValue)]));
}
