import type { Json, JsonObject, JsonPath } from '../../yaml/tree.ts';
import type { ArgoKind } from '../manifest.ts';
import type { NullValue } from './problem.ts';
import { childNode, rootSchema, type SchemaNode } from './schema-node.ts';
import { expectedWords } from './words.ts';

export interface Pruned {
  readonly json: JsonObject;
  readonly nulls: readonly NullValue[];
}

/**
 * The object as the API server validates it: a described key without a value is left out, in a list it stays (and is
 * refused). k8s.io/apiextensions-apiserver PruneNonNullableNullsWithoutDefaults.
 */
export function pruneNulls(kind: ArgoKind, json: JsonObject): Pruned {
  const nulls: NullValue[] = [];
  const pruned = prune(json, rootSchema(kind), [], nulls);
  return { json: pruned as JsonObject, nulls };
}

function prune(json: Json, node: SchemaNode, path: JsonPath, nulls: NullValue[]): Json {
  if (Array.isArray(json)) {
    const item = childNode(node, 0);
    if (item === undefined) return json;
    return json.map((value: Json, index) => {
      if (value !== null) return prune(value, item, [...path, index], nulls);
      nulls.push({
        kind: 'null-value',
        path: [...path, index],
        name: String(path.at(-1)),
        effect: 'refused',
        expected: expectedWords(item),
      });
      return value;
    });
  }
  if (json === null || typeof json !== 'object') return json;
  const kept: [string, Json][] = [];
  for (const [name, value] of Object.entries(json)) {
    const child = childNode(node, name);
    if (child === undefined) kept.push([name, value]);
    else if (value !== null) kept.push([name, prune(value, child, [...path, name], nulls)]);
    else if (!isSetByServer(path, name)) {
      nulls.push({
        kind: 'null-value',
        path: [...path, name],
        name,
        effect: node.required?.includes(name)
          ? 'refused'
          : isEmptied(path, json as JsonObject)
            ? 'emptying'
            : 'ignored',
        expected: expectedWords(child),
      });
    }
  }
  return Object.fromEntries(kept);
}

/** Tools that generate manifests write `creationTimestamp: null`. */
const isSetByServer = (path: JsonPath, name: string): boolean =>
  path.at(-1) === 'metadata' && name === 'creationTimestamp';

/** A step and a strategy say one thing: without it there is nothing left of them. */
function isEmptied(path: JsonPath, object: JsonObject): boolean {
  const isOneThing = path.at(-1) === 'strategy' || (typeof path.at(-1) === 'number' && path.at(-2) === 'steps');
  return isOneThing && Object.values(object).every((value) => value === null);
}
