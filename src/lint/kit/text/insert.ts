import type { Manifest } from '../../../manifest/manifest.ts';
import type { JsonPath } from '../../../yaml/tree.ts';
import { entryAt } from '../../../yaml/walk.ts';
import type { ProposedEdit } from '../../rule.ts';

/**
 * The edit that writes `line` (`key: value`) before the entry at `path`, into the same map. Undefined where that has no
 * plain place: the entry came through an alias or a merge key, or its key is not all that stands before it in its line.
 */
export function insertBefore(manifest: Manifest, path: JsonPath, line: string): ProposedEdit | undefined {
  const entry = entryAt(manifest.root, path);
  const map = manifest.node(path.slice(0, -1));
  if (entry === undefined || entry.merged || map?.kind !== 'map') return undefined;
  const { start } = entry.key.span;
  if (map.flow) return { span: { start, end: start }, text: `${line}, ` };
  const { text } = manifest.file;
  const before = text.slice(Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1, start);
  // Items of a list may begin in the same line: `- key`, `- - key`.
  if (!/^ *(?:- +)*$/.test(before)) return undefined;
  const end = text.startsWith('\r\n', text.indexOf('\n') - 1) ? '\r\n' : '\n';
  return { span: { start, end: start }, text: `${line}${end}${' '.repeat(before.length)}` };
}
