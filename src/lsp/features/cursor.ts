import { type Placeholder, placeholdersOf } from '../../lint/kit/templates/placeholders.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { Span } from '../../text/span.ts';
import type { Workspace, WorkspaceFile } from '../../workspace/workspace.ts';
import type { JsonPath, YamlNode } from '../../yaml/tree.ts';
import { keyOf } from '../../yaml/walk.ts';

/** Where somebody looks. */
export interface Cursor {
  readonly workspace: Workspace;
  readonly file: WorkspaceFile;
  readonly offset: number;
}

/** A key or a scalar of an object. */
export interface Place {
  readonly path: JsonPath;
  readonly isKey: boolean;
  readonly span: Span;
}

/** The object around the cursor: the innermost one, of several in a list. */
export function manifestAt({ file, offset }: Cursor): Manifest | undefined {
  const inDocument = file.manifests.filter(({ document }) => contains(document.span, offset));
  return inDocument.findLast(({ root }) => contains(root.span, offset)) ?? onlyOne(inDocument);
}

const onlyOne = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);

/** The key or scalar at `offset`. What an alias brings is found where it is written. */
export function placeAt(manifest: Manifest, offset: number): Place | undefined {
  let node: YamlNode = manifest.root;
  const path: (string | number)[] = [];
  for (;;) {
    if (node.kind === 'scalar')
      return contains(node.span, offset) ? { path, isKey: false, span: node.span } : undefined;
    const next: YamlNode | undefined =
      node.kind === 'map' ? enterMap(node, offset, path) : enterList(node, offset, path);
    if (next === undefined) return undefined;
    if (next.kind === 'scalar' && isKeyOf(node, next)) return { path, isKey: true, span: next.span };
    node = next;
  }
}

function enterMap(map: YamlNode & { kind: 'map' }, offset: number, path: (string | number)[]): YamlNode | undefined {
  for (const { key, value, alias, merged } of map.entries) {
    if (merged) continue;
    const isIn = contains(key.span, offset)
      ? key
      : alias === undefined && contains(value.span, offset)
        ? value
        : undefined;
    if (isIn === undefined) continue;
    path.push(keyOf(key));
    return isIn;
  }
  return undefined;
}

function enterList(
  list: YamlNode & { kind: 'sequence' },
  offset: number,
  path: (string | number)[],
): YamlNode | undefined {
  const index = list.items.findIndex((item, at) => list.aliases?.has(at) !== true && contains(item.span, offset));
  if (index < 0) return undefined;
  path.push(index);
  return list.items[index];
}

const isKeyOf = (node: YamlNode, key: YamlNode): boolean =>
  node.kind === 'map' && node.entries.some((entry) => entry.key === key);

/** The `{{args.x}}` at the cursor. */
export function placeholderAt(
  manifest: Manifest,
  offset: number,
): (Placeholder & { readonly name: string }) | undefined {
  for (const placeholder of placeholdersOf(manifest)) {
    const name = placeholder.tag.argument;
    if (name !== undefined && contains(placeholder.span, offset)) return { ...placeholder, name };
  }
  return undefined;
}

/** A cursor stands between characters: both ends belong to a span. */
const contains = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;
