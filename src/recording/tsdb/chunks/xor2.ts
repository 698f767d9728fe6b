import { HIGH, LOW, type SampleColumns } from '../columns.ts';
import { BitReader } from './bits.ts';
import type { ChunkData } from './chunk.ts';
import { StartTimes } from './start-times.ts';
import { STALE_HIGH, STALE_LOW, XorValue } from './xor-value.ts';

const HEADER_BYTES = 3;

/**
 * Appends the samples of an XOR2 chunk, which may have start timestamps (tsdb/chunkenc xor2Iterator). A staleness marker
 * has a code of its own: changes of the next value are those to the last that was no marker.
 */
export function decodeXor2({ view, length }: ChunkData, into: SampleColumns): void {
  const bits = new BitReader(view, length, HEADER_BYTES);
  const total = view.getUint16(0);
  into.reserve(total);
  const { timestampsMs, words } = into;
  const starts = new StartTimes(view.getUint8(2));
  const value = new XorValue();
  const clock = new Clock();
  for (let i = 0, at = into.length; i < total; i++, at++) {
    const previous = clock.time;
    let stale = false;
    if (i === 0) {
      clock.time = bits.varint();
      value.readWhole(bits);
      stale = value.isStale;
      if (stale) value.high = value.low = 0;
    } else if (i === 1) {
      clock.advance(bits.uvarint());
      stale = readChange(bits, value);
    } else stale = readJoint(bits, clock, value);
    timestampsMs[at] = clock.time;
    words[2 * at + HIGH] = stale ? STALE_HIGH : value.high;
    words[2 * at + LOW] = stale ? STALE_LOW : value.low;
    into.setStart(at, starts.read(bits, i, clock.time, previous));
  }
  into.length += total;
}

class Clock {
  time = 0;
  #step = 0;

  advance(changeOfStep: number): void {
    this.#step += changeOfStep;
    this.time += this.#step;
  }
}

/** Time and value from the third sample on; true for a staleness marker. */
function readJoint(bits: BitReader, clock: Clock, value: XorValue): boolean {
  const word = bits.peek();
  if (word >= 0) {
    bits.skip(1);
    clock.advance(0);
    return false;
  }
  if ((word & 0x40000000) === 0) {
    const otherBits = (word & 0x20000000) !== 0;
    bits.skip(3);
    clock.advance(0);
    if (otherBits) value.applyOtherBits(bits);
    else value.applySameBits(bits);
    return false;
  }
  if ((word & 0x20000000) === 0) {
    bits.skip(16);
    clock.advance((word << 3) >> 19);
  } else if ((word & 0x10000000) === 0) {
    bits.skip(24);
    clock.advance((word << 4) >> 12);
  } else {
    bits.skip(5);
    if ((word & 0x08000000) !== 0) {
      clock.advance(0);
      return true;
    }
    clock.advance(bits.int64());
  }
  return readChange(bits, value);
}

/** `0` is no change, `10` one in the same bits as before, `110` one in other bits, `111` a staleness marker. */
function readChange(bits: BitReader, value: XorValue): boolean {
  const word = bits.peek();
  if (word >= 0) bits.skip(1);
  else if ((word & 0x40000000) === 0) {
    bits.skip(2);
    value.applySameBits(bits);
  } else {
    bits.skip(3);
    if ((word & 0x20000000) !== 0) return true;
    value.applyOtherBits(bits);
  }
  return false;
}
