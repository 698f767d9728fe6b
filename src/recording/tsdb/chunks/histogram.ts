import {
  type Buckets,
  type FloatHistogram,
  NO_BUCKETS,
  type ResetHint,
} from '../../../promql/engine/histogram/histogram.ts';
import { reduceBuckets } from '../../../promql/engine/histogram/resolution.ts';
import { HIGH, LOW, type SampleColumns } from '../columns.ts';
import { BitReader } from './bits.ts';
import type { ChunkData } from './chunk.ts';
import { FloatCounts, type HistogramCounts, WholeCounts } from './histogram-counts.ts';
import { type HistogramLayout, readLayout } from './histogram-layout.ts';
import { StartTimes } from './start-times.ts';
import { STALE_HIGH, STALE_LOW } from './xor-value.ts';

const HEADER_BYTES = 3;
const RESET_BITS = 0xc0;
const GAUGE = 0xc0;
/** Of finer ones the buckets are merged. */
const FINEST_SCHEMA = 8;

interface HistogramEncoding {
  readonly counts: 'whole' | 'float';
  /** With the start timestamps of HistogramSTChunk and FloatHistogramSTChunk. */
  readonly starts: boolean;
}

/**
 * Appends the samples of a chunk of native histograms (tsdb/chunkenc histogramIterator, floatHistogramIterator and those
 * with start timestamps). Between the samples of a chunk no counter is reset; of the first one nothing is said.
 */
export function decodeHistograms(chunk: ChunkData, encoding: HistogramEncoding, into: SampleColumns): void {
  const { view, length } = chunk;
  const bits = new BitReader(view, length, HEADER_BYTES);
  const total = view.getUint16(0) & (encoding.starts ? 0x3fff : 0xffff);
  const isGauge = (view.getUint8(encoding.starts ? 0 : 2) & RESET_BITS) === GAUGE;
  const starts = encoding.starts ? new StartTimes(view.getUint8(2)) : undefined;
  into.reserve(total);
  if (total === 0) return;
  const layout = readLayout(bits, encoding.counts === 'whole' ? 1 : 64);
  const counts = encoding.counts === 'whole' ? new WholeCounts(layout) : new FloatCounts(layout);
  let time = 0;
  let step = 0;
  for (let i = 0; i < total; i++) {
    const previous = time;
    const at = into.length;
    if (i === 0) {
      time = bits.varbitInt();
      counts.readFirst(bits);
    } else {
      step += bits.varbitInt();
      time += step;
      counts.readNext(bits);
    }
    into.timestampsMs[at] = time;
    if (counts.sum.isStale) {
      into.words[2 * at + HIGH] = STALE_HIGH;
      into.words[2 * at + LOW] = STALE_LOW;
      if (into.histograms !== undefined) into.histograms[at] = undefined;
    } else {
      const hint: ResetHint = isGauge ? 'gauge' : i === 0 ? 'unknown' : 'not_reset';
      into.setHistogram(at, histogramOf(layout, counts, hint));
    }
    if (starts !== undefined) into.setStart(at, starts.read(bits, i, time, previous));
    into.length++;
  }
}

function histogramOf(layout: HistogramLayout, counts: HistogramCounts, hint: ResetHint): FloatHistogram {
  const { schema } = layout;
  const sides = (indexes: readonly number[], side: readonly number[]): Buckets => {
    const buckets = indexes.length === 0 ? NO_BUCKETS : { indexes, counts: side };
    return schema > FINEST_SCHEMA ? reduceBuckets(buckets, schema, FINEST_SCHEMA) : buckets;
  };
  return {
    hint,
    schema: Math.min(schema, FINEST_SCHEMA),
    zeroThreshold: layout.zeroThreshold,
    zeroCount: counts.zeroCount,
    count: counts.count,
    sum: counts.sum.value,
    positive: sides(layout.positive, counts.positive()),
    negative: sides(layout.negative, counts.negative()),
    customValues: layout.customValues,
  };
}
