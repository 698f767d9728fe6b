import type { Span } from '../text/span.ts';

/** A `---` or `...` line. A lone `\r` ends a line too, and a byte order mark may stand before each document. */
const MARKER = /(^\uFEFF?|[\n\r]\uFEFF?)(---|\.\.\.)(?=[ \t\r\n]|$)/g;

/** A line before a document: blank, a comment or a directive. */
const PRELUDE_LINE = /(?:\uFEFF?[ \t]*(?:#[^\n\r]*)?|%[^\n\r]*)(?:\r\n|\n|\r|$)/y;

/**
 * Cuts a stream into its documents by a text scan, without parsing. The spans follow each other without a gap from 0
 * to the end of the text: what stands before the first `---` and what follows `...` belongs to the next document, or
 * to the last one if no other follows. A text without a character has no document.
 *
 * A marker in the first column ends a document wherever it stands, even inside a block scalar or quotes, so the cut
 * is where every YAML reader makes it, however broken the documents are.
 */
export function splitDocuments(text: string): Span[] {
  const documents: Span[] = [];
  if (text === '') return documents;
  let start = 0;
  /** Where the lines before a document begin, while no content of it was seen. */
  let preludeFrom: number | undefined = 0;
  let isFirst = true;
  MARKER.lastIndex = 0;
  for (let match = MARKER.exec(text); match !== null; match = MARKER.exec(text)) {
    const before = match[1] ?? '';
    const at = match.index + (before.startsWith('\n') || before.startsWith('\r') ? 1 : 0);
    const marker = match.index + before.length;
    // The line break before this marker may also be the one after the last marker.
    MARKER.lastIndex = marker + 3;
    const inPrelude = preludeFrom !== undefined && isPrelude(text, preludeFrom, at);
    if (preludeFrom !== undefined && !isFirst && !(inPrelude && match[2] === '...')) {
      documents.push({ start, end: preludeFrom });
      start = preludeFrom;
    }
    if (match[2] === '---') {
      if (!inPrelude) {
        documents.push({ start, end: at });
        start = at;
      }
      preludeFrom = undefined;
    } else {
      preludeFrom = lineEnd(text, marker);
    }
    isFirst = false;
  }
  if (preludeFrom !== undefined && !isFirst && !isPrelude(text, preludeFrom, text.length)) {
    documents.push({ start, end: preludeFrom });
    start = preludeFrom;
  }
  documents.push({ start, end: text.length });
  return documents;
}

function isPrelude(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    PRELUDE_LINE.lastIndex = at;
    if (!PRELUDE_LINE.test(text)) return false;
    if (PRELUDE_LINE.lastIndex === at) return true;
    at = PRELUDE_LINE.lastIndex;
  }
  return true;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10) return at + 1;
    if (code === 13) return text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
    at++;
  }
  return at;
}
