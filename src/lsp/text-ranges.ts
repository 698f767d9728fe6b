import type { Position, Range } from 'vscode-languageserver';
import { LineIndex } from '../text/line-index.ts';
import type { Span } from '../text/span.ts';

/** Spans of one text as ranges of the protocol, and back. Both count UTF-16 units; the protocol counts from 0. */
export class TextRanges {
  readonly text: string;
  #index: LineIndex | undefined;

  constructor(text: string) {
    this.text = text;
  }

  rangeOf(span: Span): Range {
    return { start: this.positionOf(span.start), end: this.positionOf(span.end) };
  }

  positionOf(offset: number): Position {
    const { line, column } = this.#lines.positionAt(offset);
    return { line: line - 1, character: column - 1 };
  }

  /** A character beyond the end of its line means that end. */
  offsetOf({ line, character }: Position): number {
    if (line < 0) return 0;
    if (line >= this.#lines.lineCount) return this.text.length;
    const start = this.#lines.lineStart(line + 1);
    let end = this.#lines.lineStart(line + 2);
    while (end > start && (this.text[end - 1] === '\n' || this.text[end - 1] === '\r')) end--;
    return Math.min(start + Math.max(0, character), end);
  }

  get #lines(): LineIndex {
    this.#index ??= new LineIndex(this.text);
    return this.#index;
  }
}
