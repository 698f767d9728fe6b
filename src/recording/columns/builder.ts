import type { FloatHistogram } from '../../promql/engine/histogram/histogram.ts';
import { compareLabels, type LabelSet } from '../../promql/engine/labels.ts';
import { bitsOf, type SampleSeries } from '../../promql/engine/storage.ts';
import { RecordingError } from '../error.ts';
import type { Recording } from '../recording.ts';
import type { ColumnExtras, SeriesSink } from '../sink.ts';
import { Inputs } from './inputs.ts';
import { LabelTable } from './label-table.ts';
import { SampleLog } from './log.ts';
import { type Conflict, isRising, type Picked, pickInOrder, rearranged, timeText } from './order.ts';
import { IndexedRecording } from './recording.ts';
import { SharedTimes } from './share.ts';

/** Beyond these a recording does not fit a process; the numbers keep it from dying without a word. */
const MAX_SAMPLES = 400_000_000;
export const MAX_SERIES = 2_000_000;

/** Gathers samples of any series in any order and makes a recording of them. */
export class RecordingBuilder implements SeriesSink {
  readonly #log = new SampleLog();
  readonly #labels = new LabelTable();
  /** By number of the sample. */
  readonly #histograms = new Map<number, FloatHistogram>();
  readonly #starts = new Map<number, number>();
  readonly #notes = new Set<string>();
  readonly #maxSeries: number;
  readonly #inputs: Inputs;

  /** @param path What errors are said of, until `reading` names another. */
  constructor(path = 'recording', maxSeries: number = MAX_SERIES) {
    this.#inputs = new Inputs(path);
    this.#maxSeries = maxSeries;
  }

  get sampleCount(): number {
    return this.#log.length;
  }

  /** Names the input whose samples come next. */
  reading(path: string): void {
    this.#inputs.reading(path, this.#log.length);
  }

  standsAt(line: number, linesPerSample: 0 | 1): void {
    this.#inputs.standsAt(line, linesPerSample, this.#log.length);
  }

  seriesOf(labels: LabelSet): number {
    const known = this.#labels.find(labels);
    if (known >= 0) return known;
    if (this.#labels.sets.length >= this.#maxSeries) {
      throw new RecordingError(
        this.#inputs.path,
        `more than ${this.#maxSeries} series: record fewer, a selector at a time`,
      );
    }
    return this.#labels.add(labels);
  }

  add(series: number, timestampMs: number, value: number): void {
    this.#log.add(series, timestampMs, value);
  }

  addStale(series: number, timestampMs: number): void {
    this.#log.addStale(series, timestampMs);
  }

  addHistogram(series: number, timestampMs: number, histogram: FloatHistogram): void {
    this.#histograms.set(this.#log.length, histogram);
    this.#log.add(series, timestampMs, NaN);
  }

  addColumns(labels: LabelSet, timestampsMs: Float64Array, values: Float64Array, extras: ColumnExtras = {}): void {
    if (timestampsMs.length === 0) return;
    const from = this.#log.length;
    if (from + timestampsMs.length > MAX_SAMPLES) throw this.#tooMany();
    this.#log.addColumns(this.seriesOf(labels), timestampsMs, values);
    extras.histograms?.forEach((histogram, i) => {
      if (histogram !== undefined) this.#histograms.set(from + i, histogram);
    });
    extras.startTimestampsMs?.forEach((start, i) => {
      if (start !== 0) this.#starts.set(from + i, start);
    });
  }

  note(sentence: string): void {
    this.#notes.add(sentence);
  }

  /** Changes the times of the samples from number `from` on: a reader may learn their unit at the end. */
  mapTimes(from: number, change: (time: number) => number): void {
    this.#log.mapTimes(from, change);
  }

  /**
   * The recording; the builder is empty after it. Samples are put in order of time, which is noted, and equal ones at
   * the same time are one. Different ones are an error, as upstream's "duplicate sample for timestamp" is.
   */
  build(): Recording {
    if (this.#log.length > MAX_SAMPLES) throw this.#tooMany();
    const labels = this.#labels.sets;
    const { starts, histograms, startTimes, timesMs, values } = this.#scatter();
    const times = new SharedTimes();
    const timesOf = new Uint32Array(labels.length);
    const picks = new Map<number, Picked>();
    let unordered = 0;
    for (let series = 0; series < labels.length; series++) {
      const from = starts[series] ?? 0;
      const to = starts[series + 1] ?? 0;
      if (isRising(timesMs, from, to)) {
        timesOf[series] = times.numberOf(timesMs, from, to);
        continue;
      }
      const unsorted = timesMs.subarray(from, to);
      const picked = pickInOrder(unsorted, values.subarray(from, to), (i) => histograms.get(from + i));
      if (picked.conflict !== undefined) throw this.#conflict(series, labels[series], picked.conflict);
      if (picked.moved) unordered++;
      picks.set(series, picked);
      const sorted = rearranged(unsorted, picked.places);
      timesOf[series] = times.numberOf(sorted, 0, sorted.length);
    }
    if (unordered > 0) {
      this.note(`${this.#inputs.path}: samples of ${unordered} series were not in order of time and have been sorted`);
    }
    const columns = times.columns(timesMs);
    const rare = histograms.size + startTimes.size > 0;
    const made = labels.map((of, series): SampleSeries => {
      const from = starts[series] ?? 0;
      const to = starts[series + 1] ?? 0;
      const timestampsMs = columns[timesOf[series] ?? 0] ?? new Float64Array(0);
      const places = picks.get(series)?.places;
      const all = values.subarray(from, to);
      const one = { labels: of, timestampsMs, values: places === undefined ? all : rearranged(all, places) };
      if (!rare) return one;
      const place = (i: number): number => from + (places?.[i] ?? i);
      return { ...one, ...extrasOf(timestampsMs.length, place, histograms, startTimes) };
    });
    made.sort((a, b) => compareLabels(a.labels, b.labels));
    return new IndexedRecording(made, [...this.#notes]);
  }

  #conflict(series: number, labels: LabelSet | undefined, { places, texts, timestampMs }: Conflict): RecordingError {
    const [one, other] = places.map((place) => this.#inputs.placeOf(this.#log.numberOf(series, place)));
    const time = timeText(timestampMs);
    const place = other?.line === undefined ? undefined : { line: other.line };
    const path = other?.path ?? this.#inputs.path;
    const error = (what: string): RecordingError =>
      new RecordingError(path, `duplicate sample for timestamp: ${labels} has ${what}`, place);
    if (one?.path === path && one.line === place?.line) return error(`${texts[0]} and ${texts[1]} at ${time}`);
    const line = one?.line === undefined ? '' : `:${one.line}`;
    const where = one?.path === path ? `line ${one.line}` : `${one?.path}${line}`;
    return error(`${texts[1]} at ${time}, but ${texts[0]} in ${where}`);
  }

  #tooMany(): RecordingError {
    return new RecordingError(
      this.#inputs.path,
      `more than ${MAX_SAMPLES} samples: record a shorter time, or fewer series`,
    );
  }

  /** From the order in which the samples came to series after series. */
  #scatter(): Scattered {
    const total = this.#log.length;
    const starts = new Uint32Array(this.#labels.sets.length + 1);
    this.#log.each((series) => {
      for (let i = 0; i < series.length; i++) starts[(series[i] ?? 0) + 1] = (starts[(series[i] ?? 0) + 1] ?? 0) + 1;
    });
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    const next = starts.slice();
    const timesMs = new Float64Array(total);
    const values = new Float64Array(total);
    const bits = bitsOf(values);
    const histograms = new Map<number, FloatHistogram>();
    const startTimes = new Map<number, number>();
    const rare = this.#histograms.size + this.#starts.size > 0;
    let number = 0;
    this.#log.drain((series, partTimes, partValues) => {
      const partBits = bitsOf(partValues);
      for (let i = 0; i < series.length; i++) {
        const of = series[i] ?? 0;
        const to = next[of] ?? 0;
        next[of] = to + 1;
        timesMs[to] = partTimes[i] ?? NaN;
        const value = partValues[i] ?? NaN;
        values[to] = value;
        // A NaN says with its bits whether it is a staleness marker.
        if (Number.isNaN(value)) {
          bits[2 * to] = partBits[2 * i] ?? 0;
          bits[2 * to + 1] = partBits[2 * i + 1] ?? 0;
        }
        if (rare) {
          const histogram = this.#histograms.get(number + i);
          if (histogram !== undefined) histograms.set(to, histogram);
          const start = this.#starts.get(number + i);
          if (start !== undefined) startTimes.set(to, start);
        }
      }
      number += series.length;
    });
    return { starts, timesMs, values, histograms, startTimes };
  }
}

interface Scattered {
  /** Where a series begins; one more at the end. */
  readonly starts: Uint32Array;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** By place. */
  readonly histograms: ReadonlyMap<number, FloatHistogram>;
  readonly startTimes: ReadonlyMap<number, number>;
}

/** What few samples have, for one series. */
function extrasOf(
  count: number,
  place: (i: number) => number,
  histograms: ReadonlyMap<number, FloatHistogram>,
  startTimes: ReadonlyMap<number, number>,
): ColumnExtras {
  const ofSeries = Array.from({ length: count }, (_, i) => histograms.get(place(i)));
  const starts = Float64Array.from({ length: count }, (_, i) => startTimes.get(place(i)) ?? 0);
  return {
    ...(ofSeries.some((one) => one !== undefined) && { histograms: ofSeries }),
    ...(starts.some((start) => start !== 0) && { startTimestampsMs: starts }),
  };
}
