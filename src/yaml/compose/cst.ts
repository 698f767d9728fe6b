import type { CST } from 'yaml';

export function isBlock(token: CST.Token | null | undefined): token is CST.BlockMap | CST.BlockSequence {
  return token?.type === 'block-map' || token?.type === 'block-seq';
}

/** Whether a key spans lines. */
export function isMultiline(token: CST.Token | null | undefined): boolean {
  switch (token?.type) {
    case undefined:
      return false;
    case 'alias':
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      return token.source.includes('\n') || (token.end?.some((end) => end.type === 'newline') ?? false);
    case 'flow-collection':
      return hasNewline(token);
    default:
      return true;
  }
}

/** Where the first key of a block map ends. */
export function firstKeyEnd(map: CST.BlockMap | CST.BlockSequence): number {
  const key = map.items[0]?.key;
  return key != null && 'source' in key ? key.offset + key.source.length : map.offset + 1;
}

function hasNewline(flow: CST.FlowCollection): boolean {
  return flow.items.some(
    ({ start, key, sep, value }) =>
      start.some(({ type }) => type === 'newline') ||
      (sep?.some(({ type }) => type === 'newline') ?? false) ||
      isMultiline(key) ||
      isMultiline(value),
  );
}

/**
 * Where the body of a block scalar ends whose indentation is given: blanks beyond it are text, also on the last lines,
 * which the library leaves out.
 */
export function endWithBlanks(file: string, from: number, indent: number): number {
  let end = from;
  const line = /( *)(?:\r\n|\n|\r|$)/y;
  for (let at = from; at < file.length; at = line.lastIndex) {
    line.lastIndex = at;
    const width = line.exec(file)?.[1]?.length;
    if (width === undefined) break;
    if (width > indent) end = line.lastIndex;
  }
  return end;
}
