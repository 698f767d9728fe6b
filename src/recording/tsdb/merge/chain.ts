import { withHint } from '../../../promql/engine/histogram/histogram.ts';
import type { LabelSet } from '../../../promql/engine/labels.ts';
import type { SampleSeries } from '../../../promql/engine/storage.ts';
import { SampleColumns } from '../columns.ts';
import { Heap } from './heap.ts';

/** Some of the samples in columns, in order of time. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/**
 * A series of the samples in `columns`, whose parts are of different blocks; undefined where there are none. It is good
 * as long as the columns are left alone.
 */
export function chainParts(labels: LabelSet, columns: SampleColumns, parts: readonly Part[]): SampleSeries | undefined {
  const filled = parts.filter(({ from, to }) => to > from);
  const [first, second] = filled;
  if (first === undefined) return undefined;
  if (second === undefined) return seriesIn(labels, columns, first);
  const ordered = new SampleColumns();
  ordered.reserve(columns.length);
  const take = (index: number, afterOther: boolean): void => copySample(columns, index, ordered, afterOther);
  const { timestampsMs } = columns;
  const inTime = filled.toSorted((a, b) => (timestampsMs[a.from] ?? 0) - (timestampsMs[b.from] ?? 0));
  const apart = inTime.every(({ from }, i) => {
    const before = inTime[i - 1];
    return before === undefined || (timestampsMs[before.to - 1] ?? 0) < (timestampsMs[from] ?? 0);
  });
  if (apart) for (const { from, to } of inTime) for (let i = from; i < to; i++) take(i, i === from);
  else interleave(timestampsMs, filled, take);
  return seriesIn(labels, ordered, { from: 0, to: ordered.length });
}

interface Cursor {
  at: number;
  readonly to: number;
}

/** Of samples at one time it takes the one that storage chainSampleIterator does, whatever their values. */
function interleave(
  timestampsMs: Float64Array,
  parts: readonly Part[],
  take: (index: number, afterOther: boolean) => void,
): void {
  const timeOf = ({ at }: Cursor): number => timestampsMs[at] ?? 0;
  const waiting = new Heap<Cursor>((a, b) => timeOf(a) < timeOf(b));
  const cursors = parts.map(({ from, to }, i): Cursor => ({ at: i === 0 ? from - 1 : from, to }));
  let [current] = cursors;
  for (const cursor of cursors.slice(1)) waiting.push(cursor);
  let lastMs: number | undefined;
  let changed = true;
  while (current !== undefined) {
    current.at++;
    if (current.at < current.to) {
      const { top } = waiting;
      if (timeOf(current) === lastMs) continue;
      if (top === undefined || timeOf(current) < timeOf(top)) {
        lastMs = timeOf(current);
        take(current.at, changed);
        changed = false;
        continue;
      }
      waiting.push(current);
    }
    current = waiting.pop();
    changed = true;
    if (current === undefined || timeOf(current) === lastMs) continue;
    lastMs = timeOf(current);
    take(current.at, true);
    changed = false;
  }
}

function copySample(from: SampleColumns, index: number, to: SampleColumns, afterOther: boolean): void {
  const at = to.length;
  to.timestampsMs[at] = from.timestampsMs[index] ?? 0;
  to.words[2 * at] = from.words[2 * index] ?? 0;
  to.words[2 * at + 1] = from.words[2 * index + 1] ?? 0;
  const histogram = from.histograms?.[index];
  if (histogram !== undefined) {
    // What is known of the sample before holds for the one of the same part only.
    to.setHistogram(at, afterOther && histogram.hint !== 'gauge' ? withHint(histogram, 'unknown') : histogram);
  }
  to.setStart(at, from.startTimestampsMs?.[index] ?? 0);
  to.length++;
}

function seriesIn(labels: LabelSet, columns: SampleColumns, { from, to }: Part): SampleSeries {
  const { histograms, startTimestampsMs } = columns;
  return {
    labels,
    timestampsMs: columns.timestampsMs.subarray(from, to),
    values: columns.values.subarray(from, to),
    ...(histograms?.some((histogram, i) => histogram !== undefined && i >= from && i < to) && {
      histograms: Array.from({ length: to - from }, (_, i) => histograms[from + i]),
    }),
    ...(startTimestampsMs !== undefined && { startTimestampsMs: startTimestampsMs.subarray(from, to) }),
  };
}
