import type { FloatHistogram } from '../../../src/promql/engine/histogram/histogram.ts';
import { storedHints } from '../../../src/promql/engine/histogram/stored.ts';
import type { LabelSet } from '../../../src/promql/engine/labels.ts';
import { markStale, memoryStorage, type SampleSeries, type Storage } from '../../../src/promql/engine/storage.ts';
import { convertClassic } from './nhcb.ts';
import type { LoadCommand } from './script.ts';

interface Sample {
  readonly timeMs: number;
  readonly value: number;
  readonly stale: boolean;
  readonly histogram: FloatHistogram | undefined;
  readonly start: number;
}

/** What the load commands of a script have put together. */
export class ScriptStore {
  readonly #series = new Map<string, { readonly labels: LabelSet; readonly samples: Map<number, Sample> }>();
  #storage: Storage | undefined;

  get storage(): Storage {
    this.#storage ??= memoryStorage([...this.#series.values()].map(({ labels, samples }) => columns(labels, samples)));
    return this.#storage;
  }

  clear(): void {
    this.#series.clear();
    this.#storage = undefined;
  }

  load({ gapMs, series, withNhcb }: LoadCommand): void {
    this.#storage = undefined;
    for (const { labels, values, starts } of series) {
      for (const [i, value] of values.entries()) {
        if (value.kind === 'gap') continue;
        const timeMs = i * gapMs;
        const start = starts?.[i];
        this.#add(labels, {
          timeMs,
          value: value.kind === 'float' ? value.value : NaN,
          stale: value.kind === 'stale',
          histogram: value.kind === 'histogram' ? value.histogram : undefined,
          start: start === undefined ? 0 : timeMs + start,
        });
      }
    }
    if (!withNhcb) return;
    const floats = series.map(({ labels, values }) => ({
      labels,
      samples: values.flatMap((value, i) =>
        value.kind === 'float' ? [{ timeMs: i * gapMs, value: value.value }] : [],
      ),
    }));
    for (const { labels, samples } of convertClassic(floats)) {
      for (const { timeMs, histogram } of samples) {
        this.#add(labels, { timeMs, value: NaN, stale: false, histogram, start: 0 });
      }
    }
  }

  #add(labels: LabelSet, sample: Sample): void {
    let series = this.#series.get(labels.key);
    if (series === undefined) {
      series = { labels, samples: new Map() };
      this.#series.set(labels.key, series);
    }
    series.samples.set(sample.timeMs, sample);
  }
}

function columns(labels: LabelSet, byTime: ReadonlyMap<number, Sample>): SampleSeries {
  const samples = [...byTime.values()].sort((a, b) => a.timeMs - b.timeMs);
  const values = Float64Array.from(samples, ({ value }) => value);
  for (const [i, { stale }] of samples.entries()) if (stale) markStale(values, i);
  const anyHistogram = samples.some(({ histogram }) => histogram !== undefined);
  const anyStart = samples.some(({ start }) => start !== 0);
  return {
    labels,
    timestampsMs: Float64Array.from(samples, ({ timeMs }) => timeMs),
    values,
    histograms: anyHistogram ? stored(samples) : undefined,
    startTimestampsMs: anyStart ? Float64Array.from(samples, ({ start }) => start) : undefined,
  };
}

function stored(samples: readonly Sample[]): (FloatHistogram | undefined)[] {
  const all = samples.map(({ stale, histogram }) => (stale ? 'stale' : histogram));
  return storedHints(all).map((sample) => (sample === 'stale' ? undefined : sample));
}
