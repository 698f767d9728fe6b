import type { BitReader } from './bits.ts';

/** The start timestamps of a chunk, which come behind the samples that have one (tsdb/chunkenc stDecoder). */
export class StartTimes {
  readonly #firstKnown: boolean;
  /** The first sample behind the very first whose start is another one; 0 where there is none. */
  readonly #changeOn: number;
  #startMs = 0;
  /** How long the start is before the sample before. */
  #distance = 0;

  constructor(header: number) {
    this.#firstKnown = (header & 0x80) !== 0;
    this.#changeOn = header & 0x7f;
  }

  /** What stands behind sample `index`; 0 is unknown. */
  read(bits: BitReader, index: number, timestampMs: number, previousMs: number): number {
    if (index === 0) {
      if (this.#firstKnown) this.#startMs = timestampMs - bits.varint();
    } else if (this.#changeOn > 0 && index >= this.#changeOn) {
      const change = bits.varbitInt();
      this.#distance = index === this.#changeOn ? change : this.#distance + change;
      this.#startMs = previousMs - this.#distance;
    }
    return this.#startMs;
  }
}
