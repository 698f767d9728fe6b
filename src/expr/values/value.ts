import {
  ANY_MAP,
  ANY_SLICE,
  BOOL,
  BYTES,
  FLOAT_SLICE,
  FLOAT64,
  type GoType,
  INT,
  STRING,
  STRING_SLICE,
  UINT8,
} from '../types/go-type.ts';
import { DURATION, LOCATION, LOCATION_POINTER, TIME } from '../types/known-types.ts';
import { UTC, type Zone } from './zone.ts';

/**
 * A value of a Go program, as it stands in an `interface {}`. The common types are JavaScript primitives: null is the
 * untyped nil, a number a float64, a bigint an int, a string a string (`src/go/utf8.ts`); all others carry their type.
 */
export type GoValue = null | boolean | number | bigint | string | GoObject;

export type GoObject = GoNumber | GoText | GoSlice | GoMap | GoStruct | GoPointer | GoFunction | GoTime | GoLocation;

/** An integer or float of another type than int and float64: int64, uint8, time.Duration. Floats are numbers. */
export interface GoNumber {
  readonly kind: 'number';
  readonly type: GoType;
  readonly value: bigint | number;
}

/** A string of a defined type. */
export interface GoText {
  readonly kind: 'text';
  readonly type: GoType;
  readonly value: string;
}

/** A slice or array. The elements of a `[]float64` are numbers, of a `[]int` bigints, of a `[]string` strings. */
export interface GoSlice {
  readonly kind: 'slice';
  readonly type: GoType;
  readonly items: readonly GoValue[];
  /** A nil slice, which is not the same as an empty one. */
  readonly isNil: boolean;
}

/** A map. Keys are found by type and value. */
export interface GoMap {
  readonly kind: 'map';
  readonly type: GoType;
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly isNil: boolean;
}

export interface MapEntry {
  readonly key: GoValue;
  readonly value: GoValue;
}

export interface GoStruct {
  readonly kind: 'struct';
  readonly type: GoType;
  readonly fields: ReadonlyMap<string, GoValue>;
}

export interface GoPointer {
  readonly kind: 'pointer';
  readonly type: GoType;
  /** Null for a nil pointer. */
  readonly target: GoValue;
}

export interface GoFunction {
  readonly kind: 'function';
  readonly type: GoType;
  readonly call: (args: readonly GoValue[]) => GoValue;
}

/** A time.Time. */
export interface GoTime {
  readonly kind: 'time';
  readonly type: GoType;
  /** Since 1970, UTC. */
  readonly nanoseconds: bigint;
  readonly zone: Zone;
}

export interface GoLocation {
  readonly kind: 'location';
  readonly type: GoType;
  readonly zone: Zone;
}

/** reflect.TypeOf; undefined for nil. */
export function typeOf(value: GoValue): GoType | undefined {
  switch (typeof value) {
    case 'number':
      return FLOAT64;
    case 'bigint':
      return INT;
    case 'string':
      return STRING;
    case 'boolean':
      return BOOL;
    default:
      return value?.type;
  }
}

/** fmt's `%T`. */
export const typeName = (value: GoValue): string => typeOf(value)?.name ?? '<nil>';

/** reflect.Value.Kind as it prints: `invalid` for nil. */
export const kindName = (value: GoValue): string => typeOf(value)?.kind ?? 'invalid';

/** runtime.IsNil: untyped nil, and nil slices, maps and pointers. */
export function isNil(value: GoValue): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  switch (value.kind) {
    case 'slice':
    case 'map':
      return value.isNil;
    case 'pointer':
      return value.target === null;
    default:
      return false;
  }
}

/** internal/deref Interface: the value behind pointers; nil for nil pointers. */
export function dereferenceValue(value: GoValue): GoValue {
  let inner = value;
  while (inner !== null && typeof inner === 'object' && inner.kind === 'pointer') inner = inner.target;
  return inner;
}

export const makeSlice = (type: GoType, items: readonly GoValue[]): GoSlice => ({
  kind: 'slice',
  type,
  items,
  isNil: false,
});

export const nilSlice = (type: GoType): GoSlice => ({ kind: 'slice', type, items: [], isNil: true });

/** A `[]float64`: what Prometheus vectors are. */
export const floatSlice = (values: readonly number[]): GoSlice => makeSlice(FLOAT_SLICE, values);
export const stringSlice = (values: readonly string[]): GoSlice => makeSlice(STRING_SLICE, values);
export const anySlice = (values: readonly GoValue[]): GoSlice => makeSlice(ANY_SLICE, values);

export const makeNumber = (type: GoType, value: bigint | number): GoNumber => ({ kind: 'number', type, value });
export const duration = (nanoseconds: bigint): GoNumber => makeNumber(DURATION, BigInt.asIntN(64, nanoseconds));
export const byteSlice = (bytes: Uint8Array): GoSlice =>
  makeSlice(
    BYTES,
    Array.from(bytes, (byte) => makeNumber(UINT8, BigInt(byte))),
  );

/** The bytes of a `[]byte`. */
export const bytesOf = (items: readonly GoValue[]): Uint8Array =>
  Uint8Array.from(items, (item) => (typeof item === 'object' && item?.kind === 'number' ? Number(item.value) : 0));

export const makeTime = (nanoseconds: bigint, zone: Zone): GoTime => ({ kind: 'time', type: TIME, nanoseconds, zone });

export const locationPointer = (zone: Zone): GoPointer => ({
  kind: 'pointer',
  type: LOCATION_POINTER,
  target: { kind: 'location', type: LOCATION, zone },
});

/** A map whose keys are strings: `map[string]interface {}` unless another type is given. */
export function stringMap(entries: Iterable<readonly [string, GoValue]>, type: GoType = ANY_MAP): GoMap {
  const map = new Map<string, MapEntry>();
  for (const [key, value] of entries) map.set(key, { key, value });
  return { kind: 'map', type, entries: map, isNil: false };
}

/** The value that encoding/json decodes into an `interface {}`: every number a float64. */
export function fromJson(value: unknown): GoValue {
  if (Array.isArray(value)) return anySlice(value.map(fromJson));
  if (typeof value === 'object' && value !== null) {
    return stringMap(Object.entries(value).map(([key, member]) => [key, fromJson(member)] as const));
  }
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** The zero time.Time: the start of year 1. */
export const YEAR_ONE = -62_135_596_800_000_000_000n;

/** reflect.Zero(type).Interface(). */
export function zeroOf(type: GoType): GoValue {
  switch (type.kind) {
    case 'bool':
      return false;
    case 'string':
      return type === STRING ? '' : { kind: 'text', type, value: '' };
    case 'slice':
      return nilSlice(type);
    case 'map':
      return { kind: 'map', type, entries: new Map(), isNil: true };
    case 'ptr':
      return { kind: 'pointer', type, target: null };
    case 'struct':
      if (type === TIME) return makeTime(YEAR_ONE, UTC);
      return {
        kind: 'struct',
        type,
        fields: new Map([...(type.fields ?? [])].map(([name, field]) => [name, zeroOf(field)])),
      };
    case 'interface':
    case 'func':
    case 'array':
      return null;
    default:
      if (type === INT) return 0n;
      if (type === FLOAT64) return 0;
      return makeNumber(type, type.kind.startsWith('float') ? 0 : 0n);
  }
}

/** The string of a plain or defined string type, else undefined. */
export const textOf = (value: GoValue): string | undefined =>
  typeof value === 'string' ? value : isObject(value) && value.kind === 'text' ? value.value : undefined;

export const isObject = (value: GoValue): value is GoObject => typeof value === 'object' && value !== null;

/** True for numbers of any predeclared type; what arithmetic and comparisons accept. */
export const isNumeric = (value: GoValue): value is number | bigint | GoNumber =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  (isObject(value) && value.kind === 'number' && value.type.packagePath === '');

export const isDurationValue = (value: GoValue): value is GoNumber =>
  isObject(value) && value.kind === 'number' && value.type === DURATION;

export const isTimeValue = (value: GoValue): value is GoTime => isObject(value) && value.kind === 'time';
