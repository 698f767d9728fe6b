import { HIGH, LOW, type SampleColumns } from '../columns.ts';
import { BitReader } from './bits.ts';
import type { ChunkData } from './chunk.ts';
import { XorValue } from './xor-value.ts';

const HEADER_BYTES = 2;

/** Appends the samples of an XOR chunk (tsdb/chunkenc xorIterator). Their times may be anything. */
export function decodeXor({ view, length }: ChunkData, into: SampleColumns): void {
  const bits = new BitReader(view, length, HEADER_BYTES);
  const total = view.getUint16(0);
  into.reserve(total);
  const { timestampsMs, words } = into;
  const value = new XorValue();
  let time = 0;
  let step = 0;
  for (let i = 0, at = into.length; i < total; i++, at++) {
    if (i === 0) {
      time = bits.varint();
      value.readWhole(bits);
    } else {
      step = i === 1 ? bits.uvarint() : step + readChangeOfStep(bits);
      time += step;
      value.readChange(bits);
    }
    timestampsMs[at] = time;
    words[2 * at + HIGH] = value.high;
    words[2 * at + LOW] = value.low;
  }
  into.length += total;
}

/** By how much the time between two samples differs from that between the two before. */
function readChangeOfStep(bits: BitReader): number {
  const word = bits.peek();
  if (word >= 0) {
    bits.skip(1);
    return 0;
  }
  if ((word & 0x40000000) === 0) {
    bits.skip(16);
    return signed((word >>> 16) & 0x3fff, 0x4000);
  }
  if ((word & 0x20000000) === 0) {
    bits.skip(20);
    return signed((word >>> 12) & 0x1ffff, 0x20000);
  }
  if ((word & 0x10000000) === 0) {
    bits.skip(24);
    return signed((word >>> 8) & 0xfffff, 0x100000);
  }
  bits.skip(4);
  return bits.int64();
}

/** The half of the range is still positive. */
const signed = (value: number, range: number): number => (value > range / 2 ? value - range : value);
