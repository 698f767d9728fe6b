import { EmbeddedText, type Segment } from '../text/embedded.ts';
import type { ScalarStyle } from './tree.ts';

/** What is needed to decode a scalar out of the file again. */
export interface ScalarSource {
  /** The text of the whole file. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly style: ScalarStyle;
  /** Of a block scalar only: where the first line after the header starts. */
  readonly bodyStart: number;
  /** Of a block scalar only: the indentation of the collection that holds it. */
  readonly parentIndent: number;
}

export type TextErrorKind = 'escape' | 'json-escape' | 'block-indent' | 'block-tab';

export interface TextError {
  readonly kind: TextErrorKind;
  readonly start: number;
  readonly end: number;
}

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

class Runs {
  value = '';
  readonly segments: Segment[] = [];
  readonly #file: string;
  readonly #keep: boolean;

  constructor(file: string, keep: boolean) {
    this.#file = file;
    this.#keep = keep;
  }

  verbatim(from: number, to: number): void {
    if (to <= from) return;
    if (this.#keep) {
      const last = this.segments.at(-1);
      if (last?.verbatim === true && last.file + last.fileLength === from) {
        const length = last.length + to - from;
        this.segments[this.segments.length - 1] = { ...last, length, fileLength: length };
      } else {
        this.segments.push({
          value: this.value.length,
          length: to - from,
          file: from,
          fileLength: to - from,
          verbatim: true,
        });
      }
    }
    this.value += this.#file.slice(from, to);
  }

  other(text: string, from: number, to: number): void {
    if (text === '') return;
    if (this.#keep) {
      this.segments.push({
        value: this.value.length,
        length: text.length,
        file: from,
        fileLength: to - from,
        verbatim: false,
      });
    }
    this.value += text;
  }

  /** A line break as `\n`; where the file ends without one, nothing. */
  lineBreak(from: number, to: number): void {
    if (to === from) return;
    if (to - from === 1 && this.#file.charCodeAt(from) === 10) this.verbatim(from, to);
    else this.other('\n', from, to);
  }
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

const isBlank = (code: number): boolean => code === 32 || code === 9;

/** The end of the line break at `at`, or `at` where there is none. */
function breakEnd(file: string, at: number, end: number): number {
  if (at >= end) return at;
  const code = file.charCodeAt(at);
  if (code === 10) return at + 1;
  if (code === 13) return at + 1 < end && file.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
  return at;
}

function decodeFlow(
  file: string,
  from: number,
  end: number,
  style: 'plain' | 'single' | 'double',
  out: Runs,
  errors: TextError[],
): void {
  /** Where the text that is not yet written starts; blanks before it are never dropped. */
  let pending = from;
  let at = from;
  while (at < end) {
    const code = file.charCodeAt(at);
    if (code === 10 || code === 13) {
      let textEnd = at;
      while (textEnd > pending && isBlank(file.charCodeAt(textEnd - 1))) textEnd--;
      out.verbatim(pending, textEnd);
      pending = at = fold(file, at, end, out);
    } else if (style === 'single' && code === 39) {
      out.verbatim(pending, at);
      const doubled = at + 1 < end && file.charCodeAt(at + 1) === 39;
      out.other("'", at, doubled ? at + 2 : at + 1);
      pending = at = doubled ? at + 2 : at + 1;
    } else if (style === 'double' && code === 92) {
      out.verbatim(pending, at);
      pending = at = decodeEscape(file, at, end, out, errors);
    } else {
      at++;
    }
  }
  out.verbatim(pending, end);
}

/** Folds the line breaks from `at`: one is a blank, n are n - 1 breaks. Returns where the text goes on. */
function fold(file: string, at: number, end: number, out: Runs): number {
  const firstEnd = breakEnd(file, at, end);
  let next = skipBlanks(file, firstEnd, end);
  if (breakEnd(file, next, end) === next) {
    out.other(' ', at, firstEnd);
    return next;
  }
  for (let to = breakEnd(file, next, end); to > next; to = breakEnd(file, next, end)) {
    out.lineBreak(next, to);
    next = skipBlanks(file, to, end);
  }
  return next;
}

function skipBlanks(file: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(file.charCodeAt(at))) at++;
  return at;
}

const ESCAPES: { readonly [character: string]: string } = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};

/** Returns where the text goes on after the escape at `at`. */
function decodeEscape(file: string, at: number, end: number, out: Runs, errors: TextError[]): number {
  const next = at + 1 < end ? (file[at + 1] ?? '') : '';
  if (next === '\n' || next === '\r') {
    // The break vanishes with the indentation after it, but the empty lines that follow are kept, as libyaml has it.
    let line = skipBlanks(file, breakEnd(file, at + 1, end), end);
    for (let to = breakEnd(file, line, end); to > line; to = breakEnd(file, line, end)) {
      out.lineBreak(line, to);
      line = skipBlanks(file, to, end);
    }
    return line;
  }
  const digits = next === 'x' ? 2 : next === 'u' ? 4 : next === 'U' ? 8 : 0;
  if (digits > 0) {
    const to = at + 2 + digits;
    const hex = file.slice(at + 2, to);
    const code = to <= end && /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : Number.POSITIVE_INFINITY;
    if (code <= 0x10ffff) {
      if (code >= 0xd800 && code <= 0xdfff) errors.push({ kind: 'json-escape', start: at, end: to });
      out.other(String.fromCodePoint(code), at, to);
      return to;
    }
  } else {
    const plain = Object.hasOwn(ESCAPES, next) ? ESCAPES[next] : undefined;
    if (plain !== undefined) {
      if (next === '/') errors.push({ kind: 'json-escape', start: at, end: at + 2 });
      out.other(plain, at, at + 2);
      return at + 2;
    }
  }
  const to = Math.min(at + 2, end);
  errors.push({ kind: 'escape', start: at, end: to });
  out.verbatim(at, to);
  return to;
}

/** A line of a block scalar: `start`, the end of its leading spaces, the end of its text, the end of its break. */
interface BlockLine {
  readonly start: number;
  readonly textStart: number;
  readonly textEnd: number;
  readonly end: number;
}

const isEmptyLine = (line: BlockLine): boolean => line.textStart === line.textEnd;

function blockLines(file: string, from: number, end: number): BlockLine[] {
  const lines: BlockLine[] = [];
  let start = from;
  while (start < end) {
    let textStart = start;
    while (textStart < end && file.charCodeAt(textStart) === 32) textStart++;
    let textEnd = textStart;
    while (textEnd < end && file.charCodeAt(textEnd) !== 10 && file.charCodeAt(textEnd) !== 13) textEnd++;
    const lineEnd = breakEnd(file, textEnd, end);
    lines.push({ start, textStart, textEnd, end: lineEnd });
    start = lineEnd;
  }
  return lines;
}

/** `|`, `>` with the indicators after it. */
function blockHeader(file: string, start: number): { readonly indent: number; readonly chomp: '-' | '+' | '' } {
  let indent = 0;
  let chomp: '-' | '+' | '' = '';
  for (let at = start + 1; at < start + 3; at++) {
    const character = file[at] ?? '';
    if (character === '-' || character === '+') chomp = character;
    else if (character >= '1' && character <= '9') indent = Number(character);
    else break;
  }
  return { indent, chomp };
}

function decodeBlock(source: ScalarSource, out: Runs, errors: TextError[]): void {
  const { file, start, end, style, bodyStart, parentIndent } = source;
  const header = blockHeader(file, start);
  const lines = blockLines(file, bodyStart, end);
  let contentEnd = lines.length;
  while (contentEnd > 0) {
    const line = lines[contentEnd - 1];
    if (line === undefined || !isEmptyLine(line)) break;
    contentEnd--;
  }
  if (contentEnd === 0) {
    if (header.chomp === '+') for (const line of lines) out.lineBreak(line.textEnd, line.end);
    return;
  }
  reportTabs(file, lines, header.indent === 0 ? undefined : parentIndent + header.indent, errors);
  const indent = blockIndent(lines, contentEnd, header.indent === 0 ? undefined : parentIndent + header.indent, errors);
  // A line of more blanks than the indentation is text.
  for (let i = lines.length - 1; i >= contentEnd; i--) {
    const line = lines[i];
    if (line !== undefined && line.textStart - line.start > indent) contentEnd = i + 1;
  }
  const body = lines.slice(0, contentEnd);
  if (style === 'literal') writeLiteral(body, indent, out);
  else writeFolded(file, body, indent, out);
  const last = body.at(-1);
  if (last === undefined || header.chomp === '-') return;
  out.lineBreak(last.textEnd, last.end);
  if (header.chomp !== '+') return;
  for (const line of lines.slice(contentEnd)) {
    out.verbatim(Math.min(line.start + indent, line.textStart), line.textStart);
    out.lineBreak(line.textEnd, line.end);
  }
}

/** yaml_parser_scan_block_scalar_breaks: no tab may stand where the indentation is sought or not yet reached. */
function reportTabs(
  file: string,
  lines: readonly BlockLine[],
  explicit: number | undefined,
  errors: TextError[],
): void {
  let indent = explicit;
  for (const line of lines) {
    if (isEmptyLine(line)) continue;
    const width = line.textStart - line.start;
    if (file.charCodeAt(line.textStart) === 9 && (indent === undefined || width < indent)) {
      errors.push({ kind: 'block-tab', start: line.textStart, end: line.textStart + 1 });
      return;
    }
    indent ??= width;
  }
}

function blockIndent(
  lines: readonly BlockLine[],
  contentEnd: number,
  explicit: number | undefined,
  errors: TextError[],
): number {
  let deepest = explicit ?? 0;
  for (const line of lines.slice(0, contentEnd)) {
    const indent = line.textStart - line.start;
    if (isEmptyLine(line)) {
      if (explicit === undefined) deepest = Math.max(deepest, indent);
      continue;
    }
    if (indent < deepest) errors.push({ kind: 'block-indent', start: line.start, end: line.textStart });
    return explicit ?? indent;
  }
  return deepest;
}

/** The end of what is indentation and no text in `line`. */
const indentEnd = (line: BlockLine, indent: number): number => Math.min(line.start + indent, line.textStart);

function writeLiteral(lines: readonly BlockLine[], indent: number, out: Runs): void {
  lines.forEach((line, i) => {
    out.verbatim(indentEnd(line, indent), line.textEnd);
    if (i < lines.length - 1) out.lineBreak(line.textEnd, line.end);
  });
}

/** Breaks between two lines that start at the indentation fold; those beside a line that is indented more are kept. */
function writeFolded(file: string, lines: readonly BlockLine[], indent: number, out: Runs): void {
  const isMore = (line: BlockLine): boolean =>
    line.textStart - line.start > indent || (!isEmptyLine(line) && file.charCodeAt(line.textStart) === 9);
  let previous: BlockLine | undefined;
  /** The lines without text since `previous`. */
  let empty: BlockLine[] = [];
  for (const line of lines) {
    if (isEmptyLine(line) && !(previous !== undefined && isMore(line))) {
      empty.push(line);
      continue;
    }
    if (previous === undefined) {
      for (const { start, textStart, textEnd, end } of empty) {
        out.verbatim(Math.min(start + indent, textStart), textStart);
        out.lineBreak(textEnd, end);
      }
    } else if (isMore(previous) || isMore(line)) {
      for (const { textEnd, end } of [previous, ...empty]) out.lineBreak(textEnd, end);
    } else if (empty.length === 0) {
      out.other(' ', previous.textEnd, previous.end);
    } else {
      for (const { textEnd, end } of empty) out.lineBreak(textEnd, end);
    }
    out.verbatim(indentEnd(line, indent), line.textEnd);
    previous = line;
    empty = [];
  }
}
