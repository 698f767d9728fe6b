import type { Span } from './span.ts';

/**
 * A run of the value and the file text it came from. A verbatim run maps character by character; any other (an
 * escape, a folded line end, a substituted argument) maps as a whole. Runs are ordered and cover the value.
 */
export interface Segment {
  readonly value: number;
  readonly length: number;
  readonly file: number;
  readonly fileLength: number;
  readonly verbatim: boolean;
}

/** Text that stands inside a file in another spelling (a YAML scalar, an argument filled in), and the way back. */
export class EmbeddedText {
  readonly value: string;
  readonly segments: readonly Segment[];

  constructor(value: string, segments: readonly Segment[]) {
    this.value = value;
    this.segments = segments;
  }

  /** Text that stands in the file exactly as it is. */
  static verbatim(value: string, fileOffset: number): EmbeddedText {
    return new EmbeddedText(value, [
      { value: 0, length: value.length, file: fileOffset, fileLength: value.length, verbatim: true },
    ]);
  }

  /**
   * The file span that a span of the value came from. An empty span maps to an empty one. A span that touches part
   * of a non-verbatim run covers the whole run in the file. Offsets outside the value count as its nearest end.
   */
  toFile(wanted: Span): Span {
    const span = this.#within(wanted);
    const first = this.#segmentAt(span.start);
    if (span.end <= span.start) {
      const at = positionIn(first, span.start);
      return { start: at, end: at };
    }
    const from = first.verbatim ? first.file + span.start - first.value : first.file;
    const last = this.#segmentAt(span.end - 1);
    const to = last.verbatim ? last.file + span.end - last.value : last.file + last.fileLength;
    return { start: from, end: Math.max(from, to) };
  }

  /** The offset in the value that a file offset stands for, or undefined outside this text. */
  fromFile(offset: number): number | undefined {
    /** The end of a run that ends at the offset, for where no run holds the character behind it. */
    let touching: number | undefined;
    for (const segment of this.segments) {
      const { value, length, file, fileLength, verbatim } = segment;
      if (offset >= file && offset < file + fileLength) return verbatim ? value + offset - file : value;
      if (offset === file + fileLength) touching = value + length;
    }
    return touching;
  }

  /** The part of this text at `span` of its value, as a text of its own. */
  slice(wanted: Span): EmbeddedText {
    const span = this.#within(wanted);
    const segments: Segment[] = [];
    for (const segment of this.segments) {
      const start = Math.max(span.start, segment.value);
      const end = Math.min(span.end, segment.value + segment.length);
      if (start >= end) continue;
      segments.push(
        segment.verbatim
          ? {
              value: start - span.start,
              length: end - start,
              file: segment.file + start - segment.value,
              fileLength: end - start,
              verbatim: true,
            }
          : { ...segment, value: start - span.start, length: end - start },
      );
    }
    if (segments.length === 0) {
      const at = this.toFile({ start: span.start, end: span.start }).start;
      segments.push({ value: 0, length: 0, file: at, fileLength: 0, verbatim: true });
    }
    return new EmbeddedText(this.value.slice(span.start, span.end), segments);
  }

  /**
   * This text with parts replaced. Every replaced part maps back, as a whole, to the file text of what it replaced.
   * `parts` are ordered and do not overlap.
   */
  replace(parts: readonly { readonly span: Span; readonly text: string }[]): EmbeddedText {
    const segments: Segment[] = [];
    let value = '';
    let from = 0;
    const copy = (end: number): void => {
      if (end <= from) return;
      for (const segment of this.slice({ start: from, end }).segments) {
        segments.push({ ...segment, value: value.length + segment.value });
      }
      value += this.value.slice(from, end);
    };
    for (const { span, text } of parts) {
      copy(span.start);
      const file = this.toFile(span);
      if (text.length > 0) {
        segments.push({
          value: value.length,
          length: text.length,
          file: file.start,
          fileLength: file.end - file.start,
          verbatim: false,
        });
      }
      value += text;
      from = span.end;
    }
    copy(this.value.length);
    if (segments.length === 0) {
      const at = this.toFile({ start: 0, end: 0 }).start;
      segments.push({ value: 0, length: 0, file: at, fileLength: 0, verbatim: true });
    }
    return new EmbeddedText(value, segments);
  }

  #within({ start, end }: Span): Span {
    const from = Math.max(0, Math.min(start, this.value.length));
    return { start: from, end: Math.max(from, Math.min(end, this.value.length)) };
  }

  #segmentAt(offset: number): Segment {
    const segments = this.segments;
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((segments[middle]?.value ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const found = segments[low];
    if (found === undefined) throw new RangeError('an embedded text has at least one segment');
    return found;
  }
}

function positionIn(segment: Segment, offset: number): number {
  if (segment.verbatim) return segment.file + Math.min(offset - segment.value, segment.length);
  return offset >= segment.value + segment.length ? segment.file + segment.fileLength : segment.file;
}
