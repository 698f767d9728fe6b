import { LineIndex, type Position } from '../text/line-index.ts';
import type { Location } from '../text/span.ts';
import type { Report } from './report.ts';

/** A location as people count: from 1; the end is the place after the last character. */
export interface Place {
  readonly start: Position;
  readonly end: Position;
}

/** Turns locations into lines and columns. A byte order mark is no column: editors do not show it. */
export class Places {
  readonly #text: (path: string) => string | undefined;
  readonly #indexes = new Map<string, { readonly index: LineIndex; readonly hasBom: boolean }>();

  constructor(report: Pick<Report, 'text'>) {
    this.#text = report.text;
  }

  of({ file, span }: Location): Place {
    return { start: this.#position(file, span.start), end: this.#position(file, span.end) };
  }

  #position(file: string, offset: number): Position {
    let known = this.#indexes.get(file);
    if (known === undefined) {
      const text = this.#text(file) ?? '';
      known = { index: new LineIndex(text), hasBom: text.startsWith('\uFEFF') };
      this.#indexes.set(file, known);
    }
    const { line, column } = known.index.positionAt(offset);
    return { line, column: known.hasBom && line === 1 ? Math.max(1, column - 1) : column };
  }
}
