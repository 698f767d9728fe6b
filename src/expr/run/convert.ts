import { type GoValue, isNumeric, isObject, typeName } from '../values/value.ts';
import { GoPanic, wrongAssertion } from './panic.ts';

const MIN_INT64 = -(1n << 63n);

/** Go on amd64: what an int64 cannot hold becomes the smallest one. */
export function floatToInt(value: number): bigint {
  if (!(value >= -(2 ** 63) && value < 2 ** 63)) return MIN_INT64;
  return BigInt(Math.trunc(value));
}

/** runtime.ToInt */
export function toInt(value: GoValue): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return floatToInt(value);
  if (!isNumeric(value)) throw new GoPanic(`invalid operation: int(${typeName(value)})`);
  return typeof value.value === 'bigint' ? BigInt.asIntN(64, value.value) : floatToInt(value.value);
}

/** runtime.ToFloat64 */
export function toFloat(value: GoValue): number {
  if (typeof value === 'number') return value;
  if (!isNumeric(value)) throw new GoPanic(`invalid operation: float(${typeName(value)})`);
  return Number(typeof value === 'bigint' ? value : value.value);
}

/** True for float64 and float32. */
export const isFloatValue = (value: GoValue): boolean =>
  typeof value === 'number' || (isObject(value) && value.kind === 'number' && typeof value.value === 'number');

/** `v.(bool)` */
export function asBool(value: GoValue): boolean {
  if (typeof value === 'boolean') return value;
  throw wrongAssertion(value === null ? 'nil' : typeName(value), 'bool');
}

/** `v.(string)`: only the plain string type. */
export function asString(value: GoValue): string {
  if (typeof value === 'string') return value;
  throw wrongAssertion(value === null ? 'nil' : typeName(value), 'string');
}

/** An index as a JavaScript number; out of range stays out of range. */
export const toIndex = (value: GoValue): number => Number(toInt(value));
