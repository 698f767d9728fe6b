import type { EmbeddedText } from '../../../text/embedded.ts';
import type { JsonPath, YamlNode } from '../../../yaml/tree.ts';

/** A string somewhere below a node. */
export interface DeepText {
  readonly path: JsonPath;
  readonly text: EmbeddedText;
}

/** All strings below `node`, keys left out, in order of the text; aliased nodes once. */
export function textsBelow(node: YamlNode | undefined, path: JsonPath = [], seen = new Set<YamlNode>()): DeepText[] {
  if (node === undefined || seen.has(node)) return [];
  if (node.kind === 'scalar') return typeof node.value === 'string' ? [{ path, text: node.embedded }] : [];
  seen.add(node);
  if (node.kind === 'map')
    return node.entries.flatMap((entry) => textsBelow(entry.value, [...path, entry.key.text], seen));
  return node.items.flatMap((item, index) => textsBelow(item, [...path, index], seen));
}
