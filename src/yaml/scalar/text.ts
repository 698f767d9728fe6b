import { EmbeddedText } from '../../text/embedded.ts';
import { decodeBlock } from './block-text.ts';
import { decodeFlow } from './flow-text.ts';
import { Runs } from './runs.ts';
import type { ScalarSource, TextError } from './source.ts';

/** The decoded text of a scalar; `errors` takes what cannot be decoded (which then stands for itself). */
export function scalarText(source: ScalarSource, errors?: TextError[]): string {
  const { file, start, end, style } = source;
  if (style === 'plain' || style === 'single' || style === 'double') {
    const from = style === 'plain' ? start : start + 1;
    const to = style === 'plain' ? end : innerEnd(source);
    const inner = file.slice(from, to);
    if (!SPECIAL[style].test(inner)) return inner;
  }
  const out = new Runs(file, false);
  decode(source, out, errors ?? []);
  return out.value;
}

/** The decoded text of a scalar with the way back to the file. */
export function scalarEmbedded(source: ScalarSource): EmbeddedText {
  const out = new Runs(source.file, true);
  decode(source, out, []);
  if (out.segments.length === 0) {
    const quoted = source.style === 'single' || source.style === 'double';
    const at = quoted ? Math.min(source.start + 1, source.end) : Math.max(source.start, source.bodyStart);
    return EmbeddedText.verbatim('', Math.min(at, source.end));
  }
  return new EmbeddedText(out.value, out.segments);
}

/** A scalar without any of these stands in the file as it is. */
const SPECIAL = { plain: /[\n\r]/, single: /[\n\r']/, double: /[\n\r\\]/ };

/** Where the closing quote stands, or the end where it is missing. */
function innerEnd({ file, start, end }: ScalarSource): number {
  return isClosed(file, start, end) ? end - 1 : end;
}

/** Whether the last character of a quoted scalar closes it: `'it''` and `"a\"` end in an escaped quote. */
export function isClosed(file: string, start: number, end: number): boolean {
  if (end - start < 2 || file.charCodeAt(end - 1) !== file.charCodeAt(start)) return false;
  const mark = file[start] === "'" ? 39 : 92;
  let at = end - 2;
  while (at > start && file.charCodeAt(at) === mark) at--;
  return (end - 2 - at) % 2 === 0;
}

function decode(source: ScalarSource, out: Runs, errors: TextError[]): void {
  switch (source.style) {
    case 'plain':
      decodeFlow(source.file, source.start, source.end, 'plain', out, errors);
      break;
    case 'single':
    case 'double':
      decodeFlow(source.file, source.start + 1, innerEnd(source), source.style, out, errors);
      break;
    case 'literal':
    case 'folded':
      decodeBlock(source, out, errors);
      break;
  }
}
