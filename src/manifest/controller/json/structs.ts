import { ANALYSIS_STRUCTS } from './structs-analysis.ts';
import { POD_STRUCTS } from './structs-pod.ts';
import { ROLLOUT_STRUCTS } from './structs-rollout.ts';

/**
 * How encoding/json writes the controller's structs. One struct a paragraph: its name, then its fields in order,
 * `name[?][0][:type]`. `?` is omitempty, `0` omitzero. Types: nothing or `s` string, `n` number, `b` boolean,
 * `i` IntOrString, `q` Quantity, `t` time, `r` RawMessage, `@Name` struct, `*` pointer to, `[` list of, `{` map of.
 */
export interface StructField {
  readonly name: string;
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
  readonly type: string;
}

let known: ReadonlyMap<string, readonly StructField[]> | undefined;

/** The fields of a struct in the order in which they are written; empty for a name that is not in the tables. */
export function structFields(name: string): readonly StructField[] {
  known ??= readStructs(`${ANALYSIS_STRUCTS}${ROLLOUT_STRUCTS}${POD_STRUCTS}`);
  return known.get(name) ?? [];
}

function readStructs(notation: string): ReadonlyMap<string, readonly StructField[]> {
  const structs = new Map<string, readonly StructField[]>();
  for (const paragraph of notation.split(/\n(?! )/)) {
    const [name, ...fields] = paragraph.split(/\s+/).filter((word) => word !== '');
    if (name !== undefined) structs.set(name, fields.map(readField));
  }
  return structs;
}

function readField(word: string): StructField {
  const [, name = '', omitEmpty = '', omitZero = '', type = 's'] = /^([^?:]+)(\??)(0?)(?::(.+))?$/.exec(word) ?? [];
  return { name, omitEmpty: omitEmpty !== '', omitZero: omitZero !== '', type };
}
