import { RecordingError } from '../error.ts';
import type { FormatReader } from './reader.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Takes lines without their end; `number` counts from 1. The bytes are not needed after it returns. */
export interface LineReader {
  /** Longer lines are an error; in bytes. */
  readonly maxLineBytes: number;
  line(bytes: Uint8Array, from: number, to: number, number: number): void;
  /**
   * Takes the line at `from` if it is whole and of the most usual form, and returns where the next one begins; else -1.
   * @param view Of `bytes`.
   */
  quickLine?(bytes: Uint8Array, view: DataView, from: number, number: number): number;
  /** @param lines How many there were. */
  end(lines: number): void;
}

/** Cuts bytes into lines, wherever the pieces begin and end. `\r\n` ends a line as `\n` does; a byte order mark is skipped. */
export class Lines implements FormatReader {
  readonly #path: string;
  readonly #reader: LineReader;
  /** What came of a line that is not at its end. */
  #rest = new Uint8Array(256);
  #restLength = 0;
  #number = 0;

  constructor(path: string, reader: LineReader) {
    this.#path = path;
    this.#reader = reader;
  }

  push(pushed: Uint8Array): void {
    // Node's own kind of byte array beside this one would make every read of a byte slower.
    const bytes = new Uint8Array(pushed.buffer, pushed.byteOffset, pushed.byteLength);
    let from = 0;
    if (this.#restLength > 0) {
      const newline = bytes.indexOf(NEWLINE);
      const end = newline < 0 ? bytes.length : newline;
      this.#keep(bytes, 0, end);
      if (newline < 0) return;
      const length = this.#restLength;
      this.#restLength = 0;
      this.#line(this.#rest, 0, length);
      from = newline + 1;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (;;) {
      for (let next = from; next >= 0 && this.#reader.quickLine !== undefined; ) {
        from = next;
        next = this.#reader.quickLine(bytes, view, from, this.#number + 1);
        if (next >= 0) this.#number++;
      }
      const newline = bytes.indexOf(NEWLINE, from);
      if (newline < 0) break;
      this.#line(bytes, from, newline);
      from = newline + 1;
    }
    this.#keep(bytes, from, bytes.length);
  }

  end(): void {
    if (this.#restLength > 0) this.#lastLine();
    this.#reader.end(this.#number);
  }

  /** One that does not end. */
  #lastLine(): void {
    try {
      this.#line(this.#rest, 0, this.#restLength);
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      throw new RecordingError(
        this.#path,
        `${error.what}; the text ends in this line: it may have been cut off`,
        error.place,
      );
    }
  }

  #line(bytes: Uint8Array, from: number, newline: number): void {
    this.#number++;
    let start = from;
    if (this.#number === 1 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) start += 3;
    const to = newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline;
    if (to - start > this.#reader.maxLineBytes) throw this.#tooLong();
    this.#reader.line(bytes, start, to, this.#number);
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.#restLength + to - from;
    if (needed > this.#reader.maxLineBytes + 4) {
      this.#number++;
      throw this.#tooLong();
    }
    if (needed > this.#rest.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#rest.length));
      grown.set(this.#rest.subarray(0, this.#restLength));
      this.#rest = grown;
    }
    this.#rest.set(bytes.subarray(from, to), this.#restLength);
    this.#restLength = needed;
  }

  #tooLong(): RecordingError {
    const megabytes = Math.floor(this.#reader.maxLineBytes / 1e6);
    return new RecordingError(this.#path, `a line of more than ${megabytes} MB`, { line: this.#number });
  }
}
