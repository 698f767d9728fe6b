import { type StoredSample, storedHints } from '../../../promql/engine/histogram/stored.ts';
import type { SequenceValue } from '../../../promql/series/notation.ts';
import { parseSeries } from '../../../promql/series/notation.ts';
import type { SeriesSink } from '../../sink.ts';

/** When the positions of a series are. */
export interface Grid {
  readonly startMs: number;
  readonly intervalMs: number;
}

/**
 * Adds one series that is written in promtool's notation; returns what is wrong with it, if anything. `preparePromql` must
 * have been awaited.
 */
export function addNotation(text: string, { startMs, intervalMs }: Grid, sink: SeriesSink): string | undefined {
  const result = parseSeries(text);
  if (!result.ok) return result.error;
  const present = result.values
    .map((value, i) => ({ value, timeMs: startMs + i * intervalMs }))
    .filter(({ value }) => value.kind !== 'gap');
  const hinted = storedHints(present.map(({ value }) => storedSample(value)));
  const series = sink.seriesOf(result.labels);
  for (const [i, { value, timeMs }] of present.entries()) {
    const histogram = hinted[i];
    if (histogram !== undefined && histogram !== 'stale') sink.addHistogram(series, timeMs, histogram);
    else if (value.kind === 'float') sink.add(series, timeMs, value.value);
    else sink.addStale(series, timeMs);
  }
  return undefined;
}

function storedSample(value: SequenceValue): StoredSample {
  if (value.kind === 'histogram') return value.histogram;
  return value.kind === 'stale' ? 'stale' : undefined;
}
