import { type GoType, isNumberKind } from '../../types/go-type.ts';
import {
  type GoObject,
  type GoSlice,
  type GoValue,
  isDurationValue,
  isNil,
  isNumeric,
  isObject,
  isTimeValue,
  typeOf,
} from '../../values/value.ts';
import type { Machine } from '../machine.ts';
import { sameNumbers } from './arithmetic.ts';

/** runtime.Equal: numbers by value across types, lists against `[]any` item by item, all else by type and content. */
export function isEqual(a: GoValue, b: GoValue, machine: Machine): boolean {
  if (typeof a === typeof b && typeof a !== 'object') return a === b;
  if (isNumeric(a) && isNumeric(b)) return sameNumbers(a, b);
  if (isTimeValue(a) && isTimeValue(b)) return a.nanoseconds === b.nanoseconds;
  if (isDurationValue(a) && isDurationValue(b)) return a.value === b.value;
  if (isObject(a) && isObject(b) && a.kind === 'slice' && b.kind === 'slice') {
    const verdict = compareLists(a, b, machine);
    if (verdict !== undefined) return verdict;
  }
  if (isNil(a) && isNil(b)) return true;
  return isDeeplyEqual(a, b, machine);
}

const isAnyList = ({ type }: GoSlice): boolean => type.name === '[]interface {}';

/** Lists of plain numbers and strings; others are compared deeply. */
const isPlainList = ({ kind, elem }: GoType): boolean =>
  kind === 'slice' &&
  elem !== undefined &&
  elem.packagePath === '' &&
  (isNumberKind(elem.kind) || elem.kind === 'string');

function compareLists(a: GoSlice, b: GoSlice, machine: Machine): boolean | undefined {
  const comparable =
    (isAnyList(a) && (isAnyList(b) || isPlainList(b.type))) ||
    (isPlainList(a.type) && (isAnyList(b) || a.type === b.type));
  if (!comparable) return undefined;
  machine.step(a.items.length);
  return a.items.length === b.items.length && a.items.every((item, i) => isEqual(item, b.items[i] ?? null, machine));
}

/** reflect.DeepEqual */
export function isDeeplyEqual(a: GoValue, b: GoValue, machine: Machine): boolean {
  machine.step();
  if (typeOf(a) !== typeOf(b)) return false;
  if (!isObject(a) || !isObject(b)) return a === b;
  return sameContent(a, b, machine);
}

function sameContent(a: GoObject, b: GoObject, machine: Machine): boolean {
  if (a.kind === 'number' && b.kind === 'number') return a.value === b.value;
  if (a.kind === 'text' && b.kind === 'text') return a.value === b.value;
  if (a.kind === 'time' && b.kind === 'time') return a.nanoseconds === b.nanoseconds && a.zone.name === b.zone.name;
  if (a.kind === 'location' && b.kind === 'location') return a.zone.name === b.zone.name;
  if (a.kind === 'pointer' && b.kind === 'pointer') return a === b || isDeeplyEqual(a.target, b.target, machine);
  if (a.kind === 'slice' && b.kind === 'slice') {
    if (a.isNil !== b.isNil || a.items.length !== b.items.length) return false;
    return a.items === b.items || a.items.every((item, i) => isDeeplyEqual(item, b.items[i] ?? null, machine));
  }
  if (a.kind === 'map' && b.kind === 'map') {
    if (a.isNil !== b.isNil || a.entries.size !== b.entries.size) return false;
    if (a.entries === b.entries) return true;
    return [...a.entries].every(([key, entry]) => {
      const other = b.entries.get(key);
      return other !== undefined && isDeeplyEqual(entry.value, other.value, machine);
    });
  }
  if (a.kind === 'struct' && b.kind === 'struct') {
    return [...a.fields].every(([name, value]) => isDeeplyEqual(value, b.fields.get(name) ?? null, machine));
  }
  // Functions are equal only if both are nil, which none here is.
  return false;
}
