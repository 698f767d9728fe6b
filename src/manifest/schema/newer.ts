import type { Json, JsonPath } from '../../yaml/tree.ts';
import type { ArgoKind } from '../manifest.ts';
import type { NewerField } from './problem.ts';
import { childNode, compareReleases, rootSchema, type SchemaNode } from './schema-node.ts';

/** The outermost fields that came after the target release. */
export function findNewerFields(kind: ArgoKind, json: Json, target: string): readonly NewerField[] {
  const found: NewerField[] = [];
  walk(json, rootSchema(kind), [], target, found);
  return found;
}

function walk(json: Json, node: SchemaNode, path: JsonPath, target: string, found: NewerField[]): void {
  if (json === null || typeof json !== 'object') return;
  if (Array.isArray(json)) {
    const item = childNode(node, 0);
    if (item === undefined) return;
    for (const [index, value] of json.entries()) walk(value as Json, item, [...path, index], target, found);
    return;
  }
  for (const [name, value] of Object.entries(json)) {
    const child = childNode(node, name);
    if (child === undefined || value === null) continue;
    const since = child['x-since'];
    const at = [...path, name];
    if (since !== undefined && compareReleases(since, target) > 0) {
      found.push({ kind: 'newer-field', path: at, name, since, target });
    } else {
      walk(value as Json, child, at, target, found);
    }
  }
}
