/** Bits that make no sense; who reads the chunk knows where it is. */
export class ChunkError extends Error {
  override readonly name = 'ChunkError';
}

/** How many bytes have to follow the data of a chunk, so that bits can be looked at before they are counted. */
export const PADDING = 16;

/**
 * Reads a chunk bit by bit, the highest first (tsdb/chunkenc bstreamReader). Numbers of 64 bits come in halves: they are
 * exact up to 2^53, floats bit by bit.
 */
export class BitReader {
  readonly #view: DataView;
  readonly #end: number;
  #at: number;

  /** The view goes on for `PADDING` bytes behind the `length` bytes of the chunk. */
  constructor(view: DataView, length: number, skippedBytes: number) {
    this.#view = view;
    this.#end = length * 8;
    this.#at = skippedBytes * 8;
    if (this.#at > this.#end) throw new ChunkError('the chunk is shorter than its header');
  }

  get left(): number {
    return this.#end - this.#at;
  }

  /** The next 32 bits, signed, without taking them. */
  peek(): number {
    const byte = this.#at >>> 3;
    const shift = this.#at & 7;
    const word = this.#view.getInt32(byte);
    return shift === 0 ? word : (word << shift) | (this.#view.getUint8(byte + 4) >>> (8 - shift));
  }

  skip(count: number): void {
    this.#at += count;
    if (this.#at > this.#end) throw new ChunkError('the samples go on behind the end of the chunk');
  }

  /** 1 to 32 bits as an unsigned number. */
  take(count: number): number {
    const value = this.peek() >>> (32 - count);
    this.skip(count);
    return value;
  }

  int64(): number {
    const high = this.take(32) | 0;
    return high * 2 ** 32 + this.take(32);
  }

  float64(): number {
    SCRATCH.setUint32(0, this.take(32));
    SCRATCH.setUint32(4, this.take(32));
    return SCRATCH.getFloat64(0);
  }

  /** encoding/binary Uvarint. */
  uvarint(): number {
    let value = 0;
    for (let i = 0, scale = 1; i < 10; i++, scale *= 128) {
      const byte = this.take(8);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new ChunkError('a number has more than ten bytes');
  }

  /** encoding/binary Varint. */
  varint(): number {
    const negative = (this.peek() >>> 24) & 1;
    const folded = this.uvarint();
    return negative === 1 ? -(folded + 1) / 2 : folded / 2;
  }

  /** tsdb/chunkenc readVarbitInt. */
  varbitInt(): number {
    const size = this.#varbitSize();
    if (size === 0) return 0;
    if (size === 64) return this.int64();
    if (size === 56) {
      const high = this.take(24);
      const low = this.take(32);
      const negative = high > 0x800000 || (high === 0x800000 && low > 0);
      return (negative ? high - 0x1000000 : high) * 2 ** 32 + low;
    }
    const value = this.take(size);
    return value > 1 << (size - 1) ? value - (1 << size) : value;
  }

  /** tsdb/chunkenc readVarbitUint. */
  varbitUint(): number {
    const size = this.#varbitSize();
    if (size === 0) return 0;
    if (size <= 32) return this.take(size);
    const high = this.take(size - 32);
    return high * 2 ** 32 + this.take(32);
  }

  #varbitSize(): number {
    const ones = Math.min(8, Math.clz32(~this.peek()));
    this.skip(Math.min(8, ones + 1));
    return VARBIT_SIZES[ones] ?? 0;
  }
}

const VARBIT_SIZES = [0, 3, 6, 9, 12, 18, 25, 56, 64];
const SCRATCH = new DataView(new ArrayBuffer(8));
