import { parseFloat64 } from '../../../../go/strconv.ts';
import * as texts from '../../annotation-texts.ts';
import type { Evaluator } from '../../eval/evaluator.ts';
import { FLOAT, histogramAt, type StepSeries } from '../../eval/series.ts';
import { type ClassicBucket, compareBounds } from '../../histogram/classic.ts';
import type { FloatHistogram } from '../../histogram/histogram.ts';
import type { LabelSet } from '../../labels.ts';

/** A histogram at one step: a native one, or the buckets of a classic one. */
export interface HistogramAtStep {
  /** The same object at every step. */
  readonly source: object;
  /** Without `le` where it is classic. */
  readonly labels: LabelSet;
  readonly native: FloatHistogram | undefined;
  /** At least one where it is classic; made for this step. */
  readonly buckets: readonly ClassicBucket[];
}

interface Classic {
  readonly labels: LabelSet;
  readonly members: { readonly series: StepSeries; readonly upperBound: number }[];
}

/**
 * Puts the floats of a vector together to classic histograms by all labels but `le`, which is done once, and gives what
 * is there at a step: native histograms first (resetHistograms).
 */
export function readHistograms(
  ev: Evaluator,
  input: readonly StepSeries[],
  position: number,
): (step: number) => HistogramAtStep[] {
  const { annotations, settings } = ev.context;
  const classics = new Map<string, Classic>();
  const nameless: { readonly series: StepSeries; readonly text: string }[] = [];
  for (const series of input) {
    const le = series.labels.get('le');
    const parsed = parseFloat64(le);
    // A number out of range is an error as well.
    if (!parsed.ok) {
      const text = texts.badBucketLabel(le, settings.delayedNameRemoval ? series.labels.metricName : '');
      nameless.push({ series, text });
      continue;
    }
    const labels = series.labels.filter((name) => name !== 'le');
    const known = classics.get(labels.key);
    const member = { series, upperBound: parsed.value };
    if (known === undefined) classics.set(labels.key, { labels, members: [member] });
    else known.members.push(member);
  }
  for (const { members } of classics.values()) members.sort((a, b) => compareBounds(a.upperBound, b.upperBound));
  const withNative = input.filter(({ histograms }) => histograms !== undefined);
  return (step) => {
    for (const { series, text } of nameless) {
      if (series.kinds[step] === FLOAT) annotations.warn(text, position);
    }
    const found: HistogramAtStep[] = [];
    const conflicts = new Set<object>();
    for (const series of withNative) {
      const native = histogramAt(series, step);
      if (native === undefined) continue;
      const { labels } = series;
      const classic = classics.get(labels.key);
      if (classic?.members.some((member) => member.series.kinds[step] === FLOAT) === true) {
        const name = settings.delayedNameRemoval ? labels.metricName : '';
        annotations.warn(texts.named(texts.MIXED_CLASSIC_NATIVE, name), position);
        conflicts.add(classic);
        continue;
      }
      found.push({ source: series, labels, native, buckets: [] });
    }
    for (const classic of classics.values()) {
      if (conflicts.has(classic)) continue;
      const buckets: ClassicBucket[] = [];
      for (const { series, upperBound } of classic.members) {
        if (series.kinds[step] === FLOAT) buckets.push({ upperBound, count: series.values[step] ?? NaN });
      }
      if (buckets.length > 0) found.push({ source: classic, labels: classic.labels, native: undefined, buckets });
    }
    return found;
  };
}
