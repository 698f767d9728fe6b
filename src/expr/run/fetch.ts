import { fromBytes, toBytes } from '../../go/utf8.ts';
import { fieldOf } from '../check/member.ts';
import { type GoType, isAssignable, STRING, sliceOf, UINT8 } from '../types/go-type.ts';
import { formatValue } from '../values/format.ts';
import { keyOf } from '../values/key.ts';
import {
  dereferenceValue,
  type GoMap,
  type GoValue,
  isObject,
  makeNumber,
  makeSlice,
  textOf,
  typeName,
  typeOf,
  zeroOf,
} from '../values/value.ts';
import { asString, toIndex, toInt } from './convert.ts';
import type { Machine } from './machine.ts';
import { boundMethod } from './methods.ts';
import { isEqual } from './operators/equality.ts';
import { GoPanic } from './panic.ts';

/** runtime.Fetch: `value[key]` and `value.key` */
export function fetch(from: GoValue, key: GoValue): GoValue {
  if (from === null) throw cannotFetch(from, key);
  const method = typeof key === 'string' ? boundMethod(from, key) : undefined;
  if (method !== undefined) return method;
  const inner = isNilPointer(from) ? from : dereferenceValue(from);
  const text = textOf(inner);
  if (text !== undefined) {
    const bytes = toBytes(text);
    return makeNumber(UINT8, BigInt(bytes[position(key, bytes.length)] ?? 0));
  }
  if (isObject(inner)) {
    if (inner.kind === 'slice') return inner.items[position(key, inner.items.length)] ?? null;
    if (inner.kind === 'map') {
      const entry = inner.entries.get(mapKey(inner, key));
      return entry === undefined ? zeroOf(inner.type.elem ?? STRING) : entry.value;
    }
    if (inner.kind === 'struct') {
      const field = asString(key);
      if (fieldOf(inner.type, field) !== undefined) return inner.fields.get(field) ?? null;
    }
  }
  throw cannotFetch(from, key);
}

const cannotFetch = (from: GoValue, key: GoValue): GoPanic =>
  new GoPanic(`cannot fetch ${formatValue(key)} from ${typeName(from)}`);

const isNilPointer = (value: GoValue): boolean =>
  isObject(value) && value.kind === 'pointer' && dereferenceValue(value) === null;

function position(key: GoValue, length: number): number {
  const asked = toInt(key);
  const index = asked < 0n ? BigInt(length) + asked : asked;
  if (index < 0n || index >= BigInt(length)) {
    throw new GoPanic(`index out of range: ${index} (array length is ${length})`);
  }
  return Number(index);
}

/** The key as the map files it; reflect.Value.MapIndex refuses values of other types, nil stands for the zero value. */
function mapKey(map: GoMap, key: GoValue): string {
  const keyType = map.type.key ?? STRING;
  if (key === null) return keyOf(map.type, zeroOf(keyType));
  const type = typeOf(key) ?? STRING;
  if (!isAssignable(type, keyType)) {
    throw new GoPanic(`reflect.Value.MapIndex: value of type ${type.name} is not assignable to type ${keyType.name}`);
  }
  return keyOf(map.type, key);
}

/** builtin get: like `fetch`, but nil for what is not there. */
export function fetchOrNil(from: GoValue, key: GoValue): GoValue {
  if (from === null) return null;
  const method = typeof key === 'string' ? boundMethod(from, key) : undefined;
  if (method !== undefined) return method;
  const text = textOf(from);
  const length = text === undefined ? undefined : toBytes(text).length;
  if (text !== undefined && length !== undefined) {
    const asked = toIndex(key);
    const index = asked < 0 ? length + asked : asked;
    return index >= 0 && index < length ? makeNumber(UINT8, BigInt(toBytes(text)[index] ?? 0)) : null;
  }
  if (!isObject(from)) return null;
  if (from.kind === 'slice') {
    const asked = toIndex(key);
    return from.items[asked < 0 ? from.items.length + asked : asked] ?? null;
  }
  if (from.kind === 'map') return from.entries.get(mapKey(from, key))?.value ?? null;
  if (from.kind === 'struct') {
    const field = asString(key);
    return fieldOf(from.type, field) === undefined ? null : (from.fields.get(field) ?? null);
  }
  return null;
}

/** runtime.FetchField: a field that the checker has found. */
export function fetchField(from: GoValue, name: string): GoValue {
  const inner = dereferenceValue(from);
  if (isObject(inner) && inner.kind === 'struct') return inner.fields.get(name) ?? null;
  throw new GoPanic(`cannot get ${name} from ${typeName(from)}`);
}

/** runtime.In */
export function isIn(needle: GoValue, collection: GoValue, machine: Machine): boolean {
  if (collection === null) return false;
  if (isObject(collection)) {
    switch (collection.kind) {
      case 'slice':
        machine.step(collection.items.length);
        return collection.items.some((item) => isEqual(item, needle, machine));
      case 'map':
        return collection.entries.has(mapKey(collection, needle));
      case 'struct':
      case 'time':
      case 'location': {
        const name = textOf(needle);
        if (name === undefined) {
          throw new GoPanic(`cannot use ${typeName(needle)} as field name of ${typeName(collection)}`);
        }
        return fieldOf(collection.type, name) !== undefined;
      }
      case 'pointer':
        return collection.target === null ? false : isIn(needle, collection.target, machine);
      default:
    }
  }
  throw new GoPanic(`operator "in" not defined on ${typeName(collection)}`);
}

/** runtime.Slice: bounds are clamped. */
export function sliceValue(value: GoValue, from: GoValue, to: GoValue): GoValue {
  const text = textOf(value);
  if (text !== undefined) {
    const bytes = toBytes(text);
    const [start, end] = clamp(from, to, bytes.length);
    const part = fromBytes(bytes.subarray(start, end));
    return isObject(value) && value.kind === 'text' ? { ...value, value: part } : part;
  }
  if (isObject(value)) {
    if (value.kind === 'slice') {
      const [start, end] = clamp(from, to, value.items.length);
      if (value.isNil) return value;
      const whole = start === 0 && end === value.items.length && value.type.kind === 'slice';
      return whole ? value : makeSlice(sliceType(value.type), value.items.slice(start, end));
    }
    if (value.kind === 'pointer' && value.target !== null) return sliceValue(value.target, from, to);
  }
  throw new GoPanic(`cannot slice ${formatValue(from)}`);
}

/** A slice of an array is a slice. */
const sliceType = (type: GoType): GoType =>
  type.kind === 'array' && type.elem !== undefined ? sliceOf(type.elem) : type;

function clamp(from: GoValue, to: GoValue, length: number): [number, number] {
  let start = toIndex(from);
  let end = toIndex(to);
  if (start < 0) start = Math.max(start + length, 0);
  if (end < 0) end = Math.max(end + length, 0);
  end = Math.min(end, length);
  return [Math.min(start, end), end];
}

/** runtime.Len, which counts the bytes of strings. */
export function lengthOf(value: GoValue): bigint {
  const text = textOf(value);
  if (text !== undefined) return BigInt(toBytes(text).length);
  if (isObject(value)) {
    if (value.kind === 'slice') return BigInt(value.items.length);
    if (value.kind === 'map') return BigInt(value.entries.size);
  }
  throw new GoPanic(`invalid argument for len (type ${typeName(value)})`);
}
