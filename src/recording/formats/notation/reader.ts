import { RecordingError } from '../../error.ts';
import type { SeriesSink } from '../../sink.ts';
import type { FormatReader } from '../reader.ts';
import { readLoadScript } from './load.ts';
import { readUnitTests } from './unit-tests.ts';

/** What people write by hand is never as long. */
const MAX_BYTES = 64e6;

/** Series in promtool's notation, which are read when all of the text is there. */
export class NotationReader implements FormatReader {
  readonly #path: string;
  readonly #kind: 'load' | 'unit-tests';
  readonly #startMs: number;
  readonly #sink: SeriesSink;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #text = '';
  #bytes = 0;

  constructor(path: string, kind: 'load' | 'unit-tests', startMs: number, sink: SeriesSink) {
    this.#path = path;
    this.#kind = kind;
    this.#startMs = startMs;
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_BYTES) {
      throw new RecordingError(this.#path, `more than ${MAX_BYTES / 1e6} MB of series notation`);
    }
    this.#text += this.#decoded(() => this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#text += this.#decoded(() => this.#decoder.decode());
    const read = this.#kind === 'load' ? readLoadScript : readUnitTests;
    read(this.#path, this.#text, this.#startMs, this.#sink);
  }

  #decoded(decode: () => string): string {
    try {
      return decode();
    } catch {
      throw new RecordingError(this.#path, 'the text is not UTF-8', { line: this.#text.split('\n').length });
    }
  }
}
