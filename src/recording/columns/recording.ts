import { compareStrings } from '../../go/utf8.ts';
import type { SampleSeries, SeriesMatcher } from '../../promql/engine/storage.ts';
import type { Recording } from '../recording.ts';
import { LabelIndex } from './label-index.ts';

/** A recording over series that are in order and have each label set once. */
export class IndexedRecording implements Recording {
  readonly series: readonly SampleSeries[];
  readonly sampleCount: number;
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  readonly notes: readonly string[];
  readonly #index: LabelIndex;

  constructor(series: readonly SampleSeries[], notes: readonly string[]) {
    this.series = series;
    this.notes = notes;
    this.#index = new LabelIndex(series);
    let samples = 0;
    let first = Infinity;
    let last = -Infinity;
    for (const { timestampsMs } of series) {
      samples += timestampsMs.length;
      first = Math.min(first, timestampsMs[0] ?? Infinity);
      last = Math.max(last, timestampsMs[timestampsMs.length - 1] ?? -Infinity);
    }
    this.sampleCount = samples;
    this.firstMs = samples === 0 ? undefined : first;
    this.lastMs = samples === 0 ? undefined : last;
  }

  select(matchers: readonly SeriesMatcher[]): readonly SampleSeries[] {
    return this.#index.select(matchers);
  }

  labelNames(): readonly string[] {
    const names = new Set<string>();
    for (const { labels } of this.series) for (const name of labels.names) names.add(name);
    return [...names].sort(compareStrings);
  }

  labelValues(label: string): readonly string[] {
    return this.#index.valuesOf(label);
  }
}
