/** A place as people count: both from 1; the column counts UTF-16 code units, as editors and SARIF do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets of one text into lines and columns, and back. `\n`, `\r\n` and a lone `\r` end a line, as in YAML. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10) starts.push(i + 1);
      else if (code === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1);
    }
    this.#text = text;
    this.#starts = starts;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The offset at which `line` (from 1) starts; lines outside the text give its nearest end. */
  lineStart(line: number): number {
    if (line < 1) return 0;
    return this.#starts[line - 1] ?? this.#text.length;
  }

  /** Offsets outside the text give its nearest end. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    const starts = this.#starts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
  }

  /** Columns outside their line give its nearest end, before the line break. */
  offsetAt({ line, column }: Position): number {
    const start = this.lineStart(line);
    if (line < 1) return start;
    const next = this.#starts[line];
    const offset = Math.max(start, start + column - 1);
    if (next === undefined) return Math.min(offset, this.#text.length);
    return offset < next ? offset : next - (this.#text.startsWith('\r\n', next - 2) ? 2 : 1);
  }
}
