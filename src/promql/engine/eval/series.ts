import { DUPLICATE_LABELSET, EvaluationError } from '../errors.ts';
import { type FloatHistogram, sizeInSamples } from '../histogram/histogram.ts';
import type { LabelSet } from '../labels.ts';

export const ABSENT = 0;
export const FLOAT = 1;
export const HISTOGRAM = 2;

/** One element of a vector over all steps of an evaluation: column `i` is its sample at step `i`. */
export interface StepSeries {
  readonly labels: LabelSet;
  /** With delayed name removal: the metric's name goes at the end. */
  dropName: boolean;
  readonly values: Float64Array;
  /** ABSENT, FLOAT or HISTOGRAM. */
  readonly kinds: Uint8Array;
  histograms: (FloatHistogram | undefined)[] | undefined;
}

export function newSeries(labels: LabelSet, dropName: boolean, steps: number): StepSeries {
  return { labels, dropName, values: new Float64Array(steps), kinds: new Uint8Array(steps), histograms: undefined };
}

export const relabel = (series: StepSeries, labels: LabelSet, dropName: boolean): StepSeries => ({
  labels,
  dropName,
  values: series.values,
  kinds: series.kinds,
  histograms: series.histograms,
});

export function setFloat(series: StepSeries, step: number, value: number): void {
  series.kinds[step] = FLOAT;
  series.values[step] = value;
}

export function setHistogram(series: StepSeries, step: number, histogram: FloatHistogram): void {
  series.kinds[step] = HISTOGRAM;
  series.histograms ??= [];
  series.histograms[step] = histogram;
}

export function copySample(from: StepSeries, to: StepSeries, step: number): void {
  const histogram = histogramAt(from, step);
  if (histogram !== undefined) setHistogram(to, step, histogram);
  else setFloat(to, step, from.values[step] ?? NaN);
}

/** The histogram at a step; undefined for floats and nothing. */
export const histogramAt = (series: StepSeries, step: number): FloatHistogram | undefined =>
  series.kinds[step] === HISTOGRAM ? series.histograms?.[step] : undefined;

export function isEmpty(series: StepSeries): boolean {
  const { kinds } = series;
  for (let i = 0; i < kinds.length; i++) if (kinds[i] !== ABSENT) return false;
  return true;
}

/** How many samples it is for limits. */
export function sizeOf(list: readonly StepSeries[]): number {
  let size = 0;
  for (const { kinds, histograms } of list) {
    if (histograms === undefined && kinds.length === 1) size += kinds[0] === FLOAT ? 1 : 0;
    else {
      for (let i = 0; i < kinds.length; i++) {
        if (kinds[i] === FLOAT) size++;
        else if (kinds[i] === HISTOGRAM) {
          const histogram = histograms?.[i];
          if (histogram !== undefined) size += sizeInSamples(histogram);
        }
      }
    }
  }
  return size;
}

/** Throws where two series have the same labels, at whatever steps. */
export function refuseDuplicates(list: readonly StepSeries[]): void {
  if (list.length < 2) return;
  const seen = new Set<string>();
  for (const { labels } of list) {
    if (seen.has(labels.key)) throw new EvaluationError(DUPLICATE_LABELSET);
    seen.add(labels.key);
  }
}

/** Makes one of series with the same labels; throws where they have a step in common. */
export const uniteSeries = (list: readonly StepSeries[]): StepSeries[] => unite(list, undefined);

/**
 * The same where a float and a histogram at one step are no duplicates (mergeSeriesWithSameLabelset). Upstream keeps both:
 * what goes on with them sees the float, an instant query's result the histogram.
 */
export const mergeSeries = (
  list: readonly StepSeries[],
  winner: typeof FLOAT | typeof HISTOGRAM = FLOAT,
): StepSeries[] => unite(list, winner);

function unite(list: readonly StepSeries[], winner: number | undefined): StepSeries[] {
  if (list.length < 2) return [...list];
  const byKey = new Map<string, StepSeries>();
  const united: StepSeries[] = [];
  let owned: Set<StepSeries> | undefined;
  for (const series of list) {
    const known = byKey.get(series.labels.key);
    if (known === undefined) {
      byKey.set(series.labels.key, series);
      united.push(series);
      continue;
    }
    owned ??= new Set();
    let target = known;
    if (!owned.has(known)) {
      target = {
        ...known,
        values: known.values.slice(),
        kinds: known.kinds.slice(),
        histograms: known.histograms?.slice(),
      };
      owned.add(target);
      byKey.set(series.labels.key, target);
      united[united.indexOf(known)] = target;
    }
    for (let step = 0; step < series.kinds.length; step++) {
      if (series.kinds[step] === ABSENT) continue;
      const there = target.kinds[step];
      if (there !== ABSENT) {
        if (winner === undefined || there === series.kinds[step]) throw new EvaluationError(DUPLICATE_LABELSET);
        if (there === winner) continue;
      }
      copySample(series, target, step);
    }
  }
  return united;
}
