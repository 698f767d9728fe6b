import { LineIndex } from '../../text/line-index.ts';
import type { Span } from '../../text/span.ts';
import type { Paint } from './paint.ts';
import { characterWidth, displayWidth } from './width.ts';

/** A range to underline, with a word about it. */
export interface Mark {
  readonly span: Span;
  readonly label?: string;
  /** The finding itself, not a related place. */
  readonly primary: boolean;
}

export interface FrameOptions {
  readonly paint: Paint;
  /** Colours the primary underline. */
  readonly accent: (text: string) => string;
  /** Columns of the terminal; longer lines are cut around what is marked. */
  readonly width: number;
  readonly indent: string;
}

/** Of a mark over more lines, the first ones and the last are shown. */
const MAX_LINES = 5;
const TAB = '  ';

/**
 * The lines of `text` with the marked ranges underlined, each line with its number; one line before the primary mark
 * comes along. Without colour nothing but ASCII is drawn.
 */
export function renderFrame(text: string, marks: readonly Mark[], options: FrameOptions): string[] {
  const index = new LineIndex(text);
  const shown = new Set<number>();
  const placed = marks.map((mark) => {
    const first = index.positionAt(mark.span.start).line;
    const last = mark.span.end > mark.span.start ? index.positionAt(mark.span.end - 1).line : first;
    const lines = linesOf(first, last);
    for (const line of lines) shown.add(line);
    if (mark.primary && first > 1 && lineText(text, index, first - 1).trim() !== '') shown.add(first - 1);
    return { mark, lines, last };
  });
  const numbers = [...shown].sort((a, b) => a - b);
  const gutter = String(numbers.at(-1) ?? 1).length;
  const { paint, indent } = options;
  const bar = paint.dim(paint.colour ? '│' : '|');
  const output: string[] = [];
  let previous: number | undefined;
  for (const number of numbers) {
    if (previous !== undefined && number > previous + 1)
      output.push(`${indent}${' '.repeat(gutter)} ${paint.dim(paint.colour ? '⋮' : '...')}`);
    previous = number;
    const touching = placed.filter(({ lines }) => lines.includes(number));
    const source = lineText(text, index, number);
    const start = index.lineStart(number);
    const ranges = touching.map(({ mark, last }) => ({
      mark,
      isLast: last === number,
      range: rangeInLine(mark.span, start, source),
    }));
    const view = viewOf(
      source,
      ranges.map(({ range }) => range),
      options.width - indent.length - gutter - 3,
    );
    output.push(`${indent}${paint.dim(String(number).padStart(gutter))} ${bar} ${view.text}`.trimEnd());
    for (const { mark, isLast, range } of ranges.sort((a, b) => Number(b.mark.primary) - Number(a.mark.primary))) {
      const from = view.column(range.start);
      const length = Math.max(1, view.column(range.end) - from);
      const sign = mark.primary ? (paint.colour ? '~' : '^') : paint.colour ? '─' : '-';
      const line = (mark.primary ? options.accent : paint.blue)(sign.repeat(length));
      const label =
        isLast && mark.label !== undefined ? ` ${(mark.primary ? options.accent : paint.blue)(mark.label)}` : '';
      output.push(`${indent}${' '.repeat(gutter)} ${bar} ${' '.repeat(from)}${line}${label}`);
    }
  }
  return output;
}

function linesOf(first: number, last: number): number[] {
  const all = Array.from({ length: Math.min(last - first + 1, MAX_LINES) }, (_, i) => first + i);
  return last - first < MAX_LINES ? all : [...all.slice(0, MAX_LINES - 2), last];
}

function lineText(text: string, index: LineIndex, line: number): string {
  const end = line < index.lineCount ? index.lineStart(line + 1) : text.length;
  return text.slice(index.lineStart(line), end).replace(/[\r\n]+$/, '');
}

/** What of a line is inside the span; the indentation of continued lines is not underlined. */
function rangeInLine(span: Span, lineStart: number, source: string): Span {
  const blank = source.length - source.trimStart().length;
  const start = span.start >= lineStart ? span.start - lineStart : blank;
  const end = Math.min(span.end - lineStart, source.trimEnd().length);
  return { start: Math.min(start, source.length), end: Math.max(start, end) };
}

interface View {
  readonly text: string;
  /** The column of an offset of the line, from 0. */
  readonly column: (offset: number) => number;
}

/** A line as the terminal shows it: tabs as spaces, control characters harmless, cut to `width` around the ranges. */
function viewOf(source: string, ranges: readonly Span[], width: number): View {
  const room = Math.max(20, width);
  let from = 0;
  const wanted = Math.min(...ranges.map((range) => range.start), source.length);
  const until = Math.max(...ranges.map((range) => range.end), 0);
  const isLong = displayWidth(source) > room;
  if (isLong && until > room - 5) from = Math.max(0, Math.min(wanted - Math.floor(room / 4), source.length - room + 5));
  let text = from > 0 ? '...' : '';
  let column = text.length;
  const columns: number[] = [];
  let offset = 0;
  for (const character of source) {
    const cell = cellOf(character);
    const cells = cell === TAB ? TAB.length : characterWidth(cell);
    for (let i = 0; i < character.length; i++) columns.push(Math.min(column, room));
    offset += character.length;
    if (offset <= from) continue;
    if (isLong && column + cells > room - 3) {
      if (column < room) text += '...';
      column = room;
      continue;
    }
    text += cell;
    column += cells;
  }
  columns.push(Math.min(column, room));
  return { text, column: (at) => columns[Math.min(at, columns.length - 1)] ?? 0 };
}

function cellOf(character: string): string {
  if (character === '\t') return TAB;
  if (character === '\uFEFF') return '';
  return /^[\u0000-\u001f\u007f-\u009f\u2028\u2029]$/.test(character) ? '\uFFFD' : character;
}
