import type { Builtin } from './builtin.ts';
import { COLLECTION_BUILTINS } from './collections.ts';
import { CONVERSION_BUILTINS } from './conversions.ts';
import { NUMBER_BUILTINS } from './numbers.ts';
import { STRING_BUILTINS } from './strings.ts';
import { signatures } from './support.ts';
import { TIME_BUILTINS } from './times.ts';

const LIST = '[]interface {}';
const TEST = 'func(interface {}) bool';
const ANYTHING = 'interface {}';

/** The builtins that are loops: what their names have as types, which matters only where they are not called. */
const LOOPS: readonly (readonly [string, string])[] = [
  ...['all', 'none', 'any', 'one'].map((name) => [name, `func(${LIST}, ${TEST}) bool`] as const),
  ['filter', `func(${LIST}, ${TEST}) ${LIST}`],
  ['map', `func(${LIST}, func(${ANYTHING}) ${ANYTHING}) ${LIST}`],
  ...['find', 'findLast'].map((name) => [name, `func(${LIST}, ${TEST}) ${ANYTHING}`] as const),
  ...['findIndex', 'findLastIndex', 'count', 'sum'].map((name) => [name, `func(${LIST}, ${TEST}) int`] as const),
  ['groupBy', `func(${LIST}, func(${ANYTHING}) ${ANYTHING}) map[${ANYTHING}]${LIST}`],
  ['sortBy', `func(${LIST}, ${TEST}, string) ${LIST}`],
  ['reduce', `func(${LIST}, func(${ANYTHING}, ${ANYTHING}) ${ANYTHING}, ${ANYTHING}) ${ANYTHING}`],
];

/** All builtin functions by name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  [
    ...LOOPS.map(([name, type]): Builtin => ({ name, signatures: signatures(type) })),
    ...CONVERSION_BUILTINS,
    ...NUMBER_BUILTINS,
    ...STRING_BUILTINS,
    ...COLLECTION_BUILTINS,
    ...TIME_BUILTINS,
  ].map((builtin) => [builtin.name, builtin] as const),
);
