import { fetch, fetchOrNil } from '../run/fetch.ts';
import type { Machine } from '../run/machine.ts';
import { compare } from '../run/operators/arithmetic.ts';
import { isEqual } from '../run/operators/equality.ts';
import { GoPanic } from '../run/panic.ts';
import { sortInPlace } from '../run/sort.ts';
import { ANY, ANY_SLICE, arrayOf, isIntegerKind, isSignedKind, mapOf, sliceOf } from '../types/go-type.ts';
import { formatAsText, formatValue } from '../values/format.ts';
import { keyOf } from '../values/key.ts';
import {
  anySlice,
  dereferenceValue,
  type GoMap,
  type GoSlice,
  type GoValue,
  isObject,
  kindName,
  type MapEntry,
  makeSlice,
  nilSlice,
  typeName,
} from '../values/value.ts';
import type { Builtin, Verdict } from './builtin.ts';
import { kindOf, printType, wrongCount } from './builtin.ts';
import { argument, asList, hasKind, LIST_KINDS, oneArgument, signatures } from './support.ts';

const PAIR = arrayOf(2, ANY);
const ANY_KEY_MAP = mapOf(ANY, ANY);

/** lib.go: an access whose failure is nil. */
function fetchOrGiveUp(from: GoValue, index: bigint): GoValue {
  try {
    return fetch(from, index);
  } catch (error) {
    if (error instanceof GoPanic) return null;
    throw error;
  }
}

const edge = (name: 'first' | 'last', index: bigint): Builtin => ({
  name,
  validate: (args) => {
    const [type] = args;
    if (args.length !== 1) return wrongCount(1, args.length);
    if (type?.kind === 'interface') return { type: ANY };
    if (type?.elem !== undefined && hasKind(type, ['slice', 'array'])) return { type: type.elem };
    return { error: `cannot get ${name} element from ${printType(type)}` };
  },
  call: (args) => fetchOrGiveUp(argument(args, 0), index),
});

function take(args: readonly GoValue[]): GoValue {
  const list = asList(argument(args, 0), 'take from');
  const count = argument(args, 1);
  const isSigned = typeof count === 'bigint' || (isObject(count) && isSignedKind(count.type.kind));
  if (!isSigned) throw new GoPanic(`cannot take ${kindName(count)} elements`);
  const to = Math.min(Number(isObject(count) && count.kind === 'number' ? count.value : count), list.items.length);
  if (to < 0) throw new GoPanic('reflect.Value.Slice: slice index out of bounds');
  if (list.type.kind === 'array') throw new GoPanic('reflect.Value.Slice: slice of unaddressable array');
  return list.isNil ? list : makeSlice(list.type, list.items.slice(0, to));
}

function asMap(value: GoValue, problem: (kind: string) => string): GoMap {
  if (isObject(value) && value.kind === 'map') return value;
  throw new GoPanic(problem(kindName(value)));
}

const fromMap = (
  name: string,
  problem: (what: string) => string,
  read: (entries: readonly MapEntry[]) => GoValue,
): Builtin => ({
  name,
  validate: oneArgument(
    ['interface', 'map'],
    () => ANY_SLICE,
    (type) => problem(printType(type)),
  ),
  call: (args) => read([...asMap(argument(args, 0), problem).entries.values()]),
});

const pair = (items: readonly GoValue[]): GoSlice => makeSlice(PAIR, items);

function fromPairs(value: GoValue): GoValue {
  if (!isObject(value) || value.kind !== 'slice') {
    throw new GoPanic(
      `cannot transform ${value === null ? '<invalid reflect.Value>' : formatAsText(value)} from pairs`,
    );
  }
  const entries = new Map<string, MapEntry>();
  for (const item of value.items) {
    const inner = dereferenceValue(item);
    if (!isObject(inner) || inner.kind !== 'slice') throw new GoPanic(`invalid pair ${formatValue(inner)}`);
    if (inner.items.length !== 2) throw new GoPanic(`invalid pair length ${formatValue(inner)}`);
    const [key = null, member = null] = inner.items;
    entries.set(keyOf(ANY_KEY_MAP, key), { key, value: member });
  }
  return { kind: 'map', type: ANY_KEY_MAP, entries, isNil: false };
}

const listBuiltin = (name: string, run: (list: GoSlice, machine: Machine) => GoValue): Builtin => ({
  name,
  validate: oneArgument(
    LIST_KINDS,
    () => ANY_SLICE,
    (type) => `cannot ${name} ${printType(type)}`,
  ),
  call: (args, machine) => run(asList(argument(args, 0), name), machine),
});

function unique(list: GoSlice, machine: Machine): GoValue {
  const kept: GoValue[] = [];
  for (const item of list.items) {
    machine.step(kept.length);
    if (!kept.some((other) => isEqual(item, other, machine))) kept.push(item);
  }
  return anySlice(kept);
}

function flatten(list: GoSlice, into: GoValue[], machine: Machine): void {
  for (const item of list.items) {
    machine.step();
    const inner = isNilPointer(item) ? item : dereferenceValue(item);
    if (isObject(inner) && inner.kind === 'slice') flatten(inner, into, machine);
    else into.push(inner);
  }
}

const isNilPointer = (value: GoValue): boolean =>
  isObject(value) && value.kind === 'pointer' && dereferenceValue(value) === null;

function concat(args: readonly GoValue[], machine: Machine): GoValue {
  const lists = args.map((arg) => asList(arg, 'concat'));
  const size = lists.reduce((sum, list) => sum + list.items.length, 0);
  machine.checkBudget(size);
  machine.grow(size);
  return size === 0 ? nilSlice(ANY_SLICE) : anySlice(lists.flatMap((list) => list.items));
}

const SORTABLE = new Set(['[]interface {}', '[]int', '[]float64', '[]string']);

/** Sorts values by keys; the order of equal ones is Go's. */
export function sortBy(
  values: readonly GoValue[],
  keys: readonly GoValue[],
  descending: boolean,
  machine: Machine,
): GoValue[] {
  const sorted = [...values];
  const by = [...keys];
  const swapIn = (list: GoValue[], i: number, j: number): void => {
    [list[i], list[j]] = [list[j] ?? null, list[i] ?? null];
  };
  sortInPlace({
    length: sorted.length,
    less: (i, j) => {
      machine.step();
      const [a, b] = descending ? [by[j], by[i]] : [by[i], by[j]];
      return compare('<', a ?? null, b ?? null);
    },
    swap: (i, j) => {
      swapIn(sorted, i, j);
      swapIn(by, i, j);
    },
  });
  return sorted;
}

function sort(args: readonly GoValue[], machine: Machine): GoValue {
  const list = argument(args, 0);
  const items = isObject(list) && list.kind === 'slice' && SORTABLE.has(list.type.name) ? list.items : undefined;
  let descending = false;
  if (args.length === 2) {
    const order = argument(args, 1);
    if (typeof order !== 'string') {
      throw new GoPanic(`sort order argument must be a string (got ${typeName(order)})`);
    }
    if (order !== 'asc' && order !== 'desc') throw new GoPanic(`invalid order ${order}, expected asc or desc`);
    descending = order === 'desc';
  }
  if (items === undefined) return nilSlice(ANY_SLICE);
  machine.grow(items.length);
  return anySlice(sortBy(items, items, descending, machine));
}

const takeVerdict = (args: Parameters<NonNullable<Builtin['validate']>>[0]): Verdict => {
  const [list, count] = args;
  if (args.length !== 2) return wrongCount(2, args.length);
  if (list === undefined || !hasKind(list, LIST_KINDS)) return { error: `cannot take from ${printType(list)}` };
  const kind = kindOf(count);
  const fits = kind === 'interface' || (kind !== 'invalid' && isIntegerKind(kind) && isSignedKind(kind));
  return fits ? { type: list } : { error: `cannot take ${printType(count)} elements` };
};

export const COLLECTION_BUILTINS: readonly Builtin[] = [
  edge('first', 0n),
  edge('last', -1n),
  { name: 'get', call: (args) => fetchOrNil(argument(args, 0), argument(args, 1)) },
  { name: 'take', validate: takeVerdict, call: take },
  fromMap(
    'keys',
    (what) => `cannot get keys from ${what}`,
    (entries) => anySlice(entries.map(({ key }) => key)),
  ),
  fromMap(
    'values',
    (what) => `cannot get values from ${what}`,
    (entries) => anySlice(entries.map(({ value }) => value)),
  ),
  fromMap(
    'toPairs',
    (what) => `cannot transform ${what} to pairs`,
    (entries) =>
      makeSlice(
        sliceOf(PAIR),
        entries.map(({ key, value }) => pair([key, value])),
      ),
  ),
  {
    name: 'fromPairs',
    validate: oneArgument(
      LIST_KINDS,
      () => ANY_KEY_MAP,
      (type) => `cannot transform ${printType(type)} from pairs`,
    ),
    call: (args) => fromPairs(argument(args, 0)),
  },
  listBuiltin('reverse', (list, machine) => {
    machine.grow(list.items.length);
    return anySlice(list.items.toReversed());
  }),
  listBuiltin('uniq', unique),
  {
    name: 'concat',
    validate: (args) => {
      if (args.length === 0) return wrongCount('at least 1', 0);
      const wrong = args.find((type) => !hasKind(type, LIST_KINDS));
      const isWrong = args.some((type) => !hasKind(type, LIST_KINDS));
      return isWrong ? { error: `cannot concat ${printType(wrong)}` } : { type: ANY_SLICE };
    },
    call: concat,
  },
  listBuiltin('flatten', (list, machine) => {
    const flat: GoValue[] = [];
    flatten(list, flat, machine);
    machine.grow(flat.length);
    return anySlice(flat);
  }),
  {
    name: 'sort',
    signatures: signatures(
      'func([]interface {}, string) []interface {}',
      'func([]int, string) []interface {}',
      'func([]float64, string) []interface {}',
      'func([]string, string) []interface {}',
      'func([]interface {}) []interface {}',
      'func([]float64) []interface {}',
      'func([]string) []interface {}',
      'func([]int) []interface {}',
    ),
    call: sort,
  },
];
