import { listOf, objectOf, textOf } from '../../../manifest/controller/read.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import type { AnalysisUse, UseKind } from '../../../workspace/workspace.ts';
import type { JsonPath } from '../../../yaml/tree.ts';

/** An entry of a list of arguments. */
export interface ArgumentEntry {
  readonly name: string;
  /** Of the entry. */
  readonly path: JsonPath;
}

/** The entries of a list of arguments that have a name, in order. */
export const argumentEntries = (manifest: Manifest, path: JsonPath): ArgumentEntry[] =>
  listOf(manifest.value(path)).flatMap((entry, index) => {
    const name = textOf(objectOf(entry)['name']);
    return name === '' ? [] : [{ name, path: [...path, index] }];
  });

/** Uses whose templates the controller checks one by one, with dummy values, before the rollout starts. */
const CHECKED_ALONE: readonly UseKind[] = ['step', 'prePromotion', 'postPromotion'];

export const isCheckedAlone = ({ kind }: AnalysisUse): boolean => CHECKED_ALONE.includes(kind);

/** `a`, `b` and `c`, as messages list names. */
export function listed(names: readonly string[], join = 'and'): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${join} ${last}`;
}
