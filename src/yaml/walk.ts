import { keyString } from './scalar/resolve.ts';
import type { Json, JsonPath, YamlEntry, YamlMap, YamlNode, YamlScalar } from './tree.ts';

/** The node at `path`, or undefined where the path does not exist. Map keys are those that the controller sees. */
export function nodeAt(root: YamlNode, path: JsonPath): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const step of path) node = child(node, step);
  return node;
}

/** The entry at `path`, which ends in a map key. */
export function entryAt(root: YamlNode, path: JsonPath): YamlEntry | undefined {
  const key = path.at(-1);
  if (typeof key !== 'string') return undefined;
  const map = nodeAt(root, path.slice(0, -1));
  return map?.kind === 'map' ? map.entry(key) : undefined;
}

function child(node: YamlNode | undefined, step: string | number): YamlNode | undefined {
  if (node?.kind === 'map') return typeof step === 'string' ? node.get(step) : undefined;
  if (node?.kind === 'sequence') return typeof step === 'number' ? node.items[step] : undefined;
  return undefined;
}

/** The key of an entry as it stands in JSON: `on` is `true`, `010` is `8`. */
export function keyOf(key: YamlScalar): string {
  return keyString(key.value, key.text) ?? key.text;
}

/**
 * What sigs.k8s.io/yaml and encoding/json hand to the controller. What several aliases name is decoded once and
 * shared. Integers beyond 2^53 lose digits, and `.inf` and `.nan`, which JSON lacks, stay numbers.
 */
export function decodeJson(node: YamlNode): Json {
  return decode(node, new Map());
}

function decode(node: YamlNode, done: Map<YamlNode, Json>): Json {
  if (node.kind === 'scalar') return node.value;
  const known = done.get(node);
  if (known !== undefined) return known;
  const json = node.kind === 'sequence' ? node.items.map((item) => decode(item, done)) : decodeMap(node, done);
  done.set(node, json);
  return json;
}

function decodeMap(map: YamlMap, done: Map<YamlNode, Json>): Json {
  const object: { [key: string]: Json } = {};
  for (const entry of map.entries) {
    const key = keyOf(entry.key);
    const value = decode(entry.value, done);
    // A plain assignment to this key would set the prototype.
    if (key === '__proto__')
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    else object[key] = value;
  }
  return object;
}
