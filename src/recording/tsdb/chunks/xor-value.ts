import { type BitReader, ChunkError } from './bits.ts';

/** A float in two halves that each sample changes by XOR (tsdb/chunkenc xorRead). */
export class XorValue {
  high = 0;
  low = 0;
  /** How many zeros the last change had before and behind its bits. */
  #leading = 0;
  #trailing = 0;

  readWhole(bits: BitReader): void {
    this.high = bits.take(32) | 0;
    this.low = bits.take(32) | 0;
  }

  /** `0` is no change, `10` one in the same bits as before, `11` one in other bits. */
  readChange(bits: BitReader): void {
    const word = bits.peek();
    if (word >= 0) bits.skip(1);
    else if ((word & 0x40000000) === 0) {
      bits.skip(2);
      this.applySameBits(bits);
    } else {
      bits.skip(2);
      this.applyOtherBits(bits);
    }
  }

  applyOtherBits(bits: BitReader): void {
    const word = bits.take(11);
    this.#leading = word >>> 6;
    const count = word & 0x3f;
    this.#trailing = 64 - this.#leading - (count === 0 ? 64 : count);
    if (this.#trailing < 0) throw new ChunkError('a value changes in more than 64 bits');
    this.applySameBits(bits);
  }

  applySameBits(bits: BitReader): void {
    const trailing = this.#trailing;
    const count = 64 - this.#leading - trailing;
    if (count <= 32) {
      const change = bits.take(count);
      if (trailing >= 32) this.high ^= change << (trailing - 32);
      else {
        this.low ^= change << trailing;
        if (trailing > 0) this.high ^= change >>> (32 - trailing);
      }
      return;
    }
    const high = bits.take(count - 32);
    const low = bits.take(32);
    this.low ^= low << trailing;
    this.high ^= trailing === 0 ? high : (high << trailing) | (low >>> (32 - trailing));
  }

  get value(): number {
    SCRATCH.setInt32(0, this.high);
    SCRATCH.setInt32(4, this.low);
    return SCRATCH.getFloat64(0);
  }

  get isStale(): boolean {
    return this.high === STALE_HIGH && this.low === STALE_LOW;
  }
}

/** model/value StaleNaN. */
export const STALE_HIGH = 0x7ff00000;
export const STALE_LOW = 2;

const SCRATCH = new DataView(new ArrayBuffer(8));
