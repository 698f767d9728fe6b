import { CUSTOM_SCHEMA } from '../../../promql/engine/histogram/histogram.ts';
import { type BitReader, ChunkError } from './bits.ts';

/** What the histograms of a chunk have in common. */
export interface HistogramLayout {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly positive: readonly number[];
  readonly negative: readonly number[];
  readonly customValues: readonly number[];
}

const FINEST_SCHEMA = 52;
const COARSEST_SCHEMA = -9;

/** tsdb/chunkenc readHistogramChunkLayout. A bucket needs at least `bitsOfBucket` in the first sample. */
export function readLayout(bits: BitReader, bitsOfBucket: number): HistogramLayout {
  const zeroThreshold = readZeroThreshold(bits);
  const schema = bits.varbitInt();
  if (schema !== CUSTOM_SCHEMA && !(schema >= COARSEST_SCHEMA && schema <= FINEST_SCHEMA)) {
    throw new ChunkError(`the histograms have the unknown schema ${schema}`);
  }
  const positive = readSpans(bits);
  const negative = readSpans(bits);
  const customValues = schema === CUSTOM_SCHEMA ? readBounds(bits) : [];
  const buckets = bucketCount(positive) + bucketCount(negative);
  if (buckets * bitsOfBucket > bits.left) {
    throw new ChunkError(`${buckets} buckets do not fit into the ${Math.ceil(bits.left / 8)} bytes that follow`);
  }
  return { schema, zeroThreshold, positive: indexesOf(positive), negative: indexesOf(negative), customValues };
}

/** A power of two in one byte, or anything behind the byte 255. */
function readZeroThreshold(bits: BitReader): number {
  const code = bits.take(8);
  if (code === 0) return 0;
  return code === 255 ? bits.float64() : 2 ** (code - 244);
}

interface Span {
  readonly offset: number;
  readonly length: number;
}

function readSpans(bits: BitReader): Span[] {
  const count = bits.varbitUint();
  if (count * 2 > bits.left) throw new ChunkError(`${count} spans of buckets do not fit into the chunk`);
  const spans: Span[] = [];
  for (let i = 0; i < count; i++) {
    const length = bits.varbitUint();
    const offset = bits.varbitInt();
    if (i > 0 && offset < 0) throw new ChunkError('a span of buckets begins before the end of the one before');
    spans.push({ offset, length });
  }
  return spans;
}

const bucketCount = (spans: readonly Span[]): number => spans.reduce((sum, { length }) => sum + length, 0);

function indexesOf(spans: readonly Span[]): number[] {
  const indexes: number[] = [];
  let next = 0;
  for (const { offset, length } of spans) {
    next += offset;
    for (let i = 0; i < length; i++) indexes.push(next++);
  }
  return indexes;
}

/** Upper bounds: thousandths, or behind a 0 the float itself (readCustomBound). */
function readBounds(bits: BitReader): number[] {
  const count = bits.varbitUint();
  if (count > bits.left) throw new ChunkError(`${count} bounds of buckets do not fit into the chunk`);
  const bounds: number[] = [];
  for (let i = 0; i < count; i++) {
    const code = bits.varbitUint();
    bounds.push(code === 0 ? bits.float64() : (code - 1) / 1000);
  }
  return bounds;
}
