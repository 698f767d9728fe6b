import { breakEnd, type Runs } from './runs.ts';
import type { ScalarSource, TextError } from './source.ts';

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

/** Decodes a literal or folded block scalar. */
export function decodeBlock(source: ScalarSource, out: Runs, errors: TextError[]): void {
  const { file, start, end, style, bodyStart, parentIndent } = source;
  const header = blockHeader(file, start);
  const lines = blockLines(file, bodyStart, end);
  let contentEnd = lines.length;
  while (contentEnd > 0) {
    const line = lines[contentEnd - 1];
    if (line === undefined || !isEmptyLine(line)) break;
    contentEnd--;
  }
  const given = header.indent === 0 ? undefined : parentIndent + header.indent;
  if (given !== undefined) contentEnd = withBlanks(lines, contentEnd, given);
  if (contentEnd === 0) {
    if (header.chomp === '+') for (const line of lines) out.lineBreak(line.textEnd, line.end);
    return;
  }
  reportTabs(file, lines, given, errors);
  const indent = blockIndent(lines, contentEnd, given, errors);
  contentEnd = withBlanks(lines, contentEnd, indent);
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

/** The number of lines with the last one of more blanks than the indentation, which is text. */
function withBlanks(lines: readonly BlockLine[], contentEnd: number, indent: number): number {
  for (let count = lines.length; count > contentEnd; count--) {
    const line = lines[count - 1];
    if (line !== undefined && line.textStart - line.start > indent) return count;
  }
  return contentEnd;
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
    if (isEmptyLine(line) && !isMore(line)) {
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
