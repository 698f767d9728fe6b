import { FormatError } from './format-error.ts';

/** Reads numbers one after the other from bytes of a file that were read as a whole. */
export class ByteCursor {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  /** Where the bytes begin in the file. */
  readonly #start: number;

  constructor(file: string, start: number, bytes: Uint8Array) {
    this.#file = file;
    this.#start = start;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** An error about the number that would come next. */
  error(problem: string): FormatError {
    return new FormatError(this.#file, this.#start + this.at, problem);
  }

  uint8(): number {
    this.#need(1);
    return this.#view.getUint8(this.at++);
  }

  uint32(): number {
    this.#need(4);
    this.at += 4;
    return this.#view.getUint32(this.at - 4);
  }

  /** An offset; as far as numbers are exact. */
  uint64(): number {
    return this.uint32() * 2 ** 32 + this.uint32();
  }

  bytes(length: number): Uint8Array {
    this.#need(length);
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  /** encoding/binary Uvarint; above 2^53 the nearest number. */
  uvarint(): number {
    let value = 0;
    for (let i = 0, scale = 1; i < 10; i++, scale *= 128) {
      const byte = this.uint8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw this.error('a number has more than ten bytes');
  }

  /** encoding/binary Varint: the sign is the lowest bit. */
  varint(): number {
    const negative = this.left > 0 && (this.#bytes[this.at] ?? 0) % 2 === 1;
    const folded = this.uvarint();
    return negative ? -(folded + 1) / 2 : folded / 2;
  }

  /** A count of things that need at least `bytesEach`. */
  count(bytesEach: number, what: string): number {
    const count = this.uvarint();
    if (count * bytesEach > this.left) throw this.error(`${count} ${what} do not fit into ${this.left} bytes`);
    return count;
  }

  #need(length: number): void {
    if (length > this.left) throw this.error(`the bytes end in the middle of a number or text of ${length} bytes`);
  }
}
