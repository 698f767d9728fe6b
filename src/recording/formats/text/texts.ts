import { BytesTable } from './bytes-table.ts';

const KEPT = 1 << 16;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Names and values that series have in common, each held once. */
export class Texts {
  readonly #table = new BytesTable();
  readonly #texts: string[] = [];

  /** Throws where the bytes are not UTF-8. */
  of(bytes: Uint8Array, from: number, to: number): string {
    const number = this.#table.numberOf(bytes, from, to, this.#texts.length < KEPT);
    const known = this.#texts[number];
    if (known !== undefined) return known;
    const text = decoder.decode(bytes.subarray(from, to));
    if (number >= 0) this.#texts[number] = text;
    return text;
  }
}
