import { quote } from '../../../go/quote.ts';
import { atoi, type NumberResult } from '../../../go/strconv.ts';
import { isPercent } from '../kubernetes/names.ts';
import { optionalInteger, textOf, type Value } from '../read.ts';

const MAX_INT64 = (1n << 63n) - 1n;

/**
 * Kubernetes intstr.IntOrString.IntValue: a string that is no whole number counts as 0 without an error; one beyond
 * 64 bits counts as the nearest one that fits. Anything that is neither a whole number nor a string counts as 0.
 */
export function intValue64(value: Value): bigint {
  if (typeof value === 'string') return lenient(atoi(value), value);
  const whole = optionalInteger(value);
  return whole === undefined ? 0n : BigInt(whole);
}

/** The same as a JavaScript number, exact up to 2 ** 53. */
export const intValue = (value: Value): number => Number(intValue64(value));

/** What strconv.Atoi leaves in its result when the error is ignored. */
function lenient(parsed: NumberResult<bigint>, text: string): bigint {
  if (parsed.ok) return parsed.value;
  if (parsed.reason === 'syntax') return 0n;
  return text.startsWith('-') ? -MAX_INT64 - 1n : MAX_INT64;
}

/** IntOrString.String; `<nil>` for none. */
export function formatIntOrString(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  return typeof value === 'string' ? value : intValue64(value).toString();
}

/**
 * argo-rollouts pkg/apis/rollouts/v1alpha1/analysis_types.go EffectiveCount: how many measurements a metric takes, or
 * undefined if it measures without end: an interval, and a count that is absent or counts as 0.
 */
export function effectiveCount(metric: { readonly count?: Value; readonly interval?: Value }): number | undefined {
  const count = intValue(metric.count);
  if (count !== 0) return count;
  return textOf(metric.interval) === '' ? 1 : undefined;
}

export type ScaledValue =
  | { readonly ok: true; readonly value: number; readonly isPercent: boolean }
  | { readonly ok: false; readonly error: string };

/**
 * intstr.GetValueFromIntOrPercent, with which maxSurge and maxUnavailable become pods: every string is a percentage
 * of `total`, with or without its sign (`"5"` is 5 %).
 */
export function scaleIntOrPercent(value: Value, total: number, roundUp: boolean): ScaledValue {
  if (typeof value !== 'string') return { ok: true, value: intValue(value), isPercent: false };
  const parsed = atoi(value.replaceAll('%', ''));
  if (!parsed.ok) {
    return { ok: false, error: `invalid value for IntOrString: invalid value ${quote(value)}: ${parsed.error}` };
  }
  const share = (Number(parsed.value) * total) / 100;
  return { ok: true, value: roundUp ? Math.ceil(share) : Math.floor(share), isPercent: true };
}

/**
 * argo-rollouts pkg/apis/rollouts/validation/validation.go getIntOrPercentValue: how validation reads maxSurge and
 * maxUnavailable: `25%` is 25, any other string its IntValue.
 */
export function intOrPercentNumber(value: Value): number {
  return typeof value === 'string' && isPercent(value)
    ? Number(lenient(atoi(value.slice(0, -1)), value))
    : intValue(value);
}
