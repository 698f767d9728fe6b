import type { RangeTimes } from '../../promql/engine/engine.ts';
import type { FloatHistogram } from '../../promql/engine/histogram/histogram.ts';
import { LabelSet } from '../../promql/engine/labels.ts';
import type { MatrixSeries, QueryResult } from '../../promql/engine/result.ts';
import { markStale, type SampleSeries } from '../../promql/engine/storage.ts';
import type { RecordingRule } from './read.ts';

/** What a rule gives at one time: by the key of the labels. */
type Evaluation = ReadonlyMap<string, RecordedSample>;

interface RecordedSample {
  readonly labels: LabelSet;
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
}

/** rules/recording.go Eval: the name and labels of the rule, over those of the result. */
export class Labeller {
  readonly #changes: ReadonlyMap<string, string>;
  readonly #made = new Map<string, LabelSet>();

  constructor({ name, labels }: RecordingRule) {
    this.#changes = new Map([['__name__', name], ...labels]);
  }

  of(labels: LabelSet): LabelSet {
    let made = this.#made.get(labels.key);
    if (made === undefined) {
      made = labels.with(this.#changes);
      this.#made.set(labels.key, made);
    }
    return made;
  }
}

/** rules/recording.go ErrDuplicateRecordingLabelSet. */
const DUPLICATE = 'vector contains metrics with the same labelset after applying rule labels';

/** What a rule comes to at one time. */
export type Outcome = { readonly samples: Evaluation } | { readonly error: string };

/** The samples of one evaluation, or why the rule fails. */
export function outcomeAt(result: QueryResult, labeller: Labeller, limit: number): Outcome {
  const { value, error } = result;
  if (error !== undefined) return { error: error.message };
  if (value.type === 'matrix' || value.type === 'string') return NO_VECTOR;
  const elements =
    value.type === 'vector' ? value.samples : [{ labels: LabelSet.EMPTY, ...value, histogram: undefined }];
  const step = new Step();
  for (const { labels, value: sample, histogram } of elements) step.add(labeller.of(labels), sample, histogram);
  return step.outcome(limit);
}

/** The same for each step of a range. */
export function outcomesOver(
  series: readonly MatrixSeries[],
  { startMs, endMs, stepMs }: RangeTimes,
  labeller: Labeller,
  limit: number,
): readonly Outcome[] {
  const steps = Array.from({ length: Math.floor((endMs - startMs) / stepMs) + 1 }, () => new Step());
  for (const { labels, timestampsMs, values, histograms } of series) {
    const made = labeller.of(labels);
    for (let i = 0; i < timestampsMs.length; i++) {
      steps[((timestampsMs[i] ?? 0) - startMs) / stepMs]?.add(made, values[i] ?? NaN, undefined);
    }
    for (const { timestampMs, histogram } of histograms)
      steps[(timestampMs - startMs) / stepMs]?.add(made, 0, histogram);
  }
  return steps.map((step) => step.outcome(limit));
}

const NO_VECTOR: Outcome = { error: 'rule result is not a vector or scalar' };

class Step {
  readonly #samples = new Map<string, RecordedSample>();
  #isDuplicate = false;

  add(labels: LabelSet, value: number, histogram: FloatHistogram | undefined): void {
    this.#isDuplicate ||= this.#samples.has(labels.key);
    this.#samples.set(labels.key, { labels, value, histogram });
  }

  outcome(limit: number): Outcome {
    const { size } = this.#samples;
    if (this.#isDuplicate) return { error: DUPLICATE };
    if (limit > 0 && size > limit) return { error: `exceeded limit of ${limit} with ${size} series` };
    return { samples: this.#samples };
  }
}

/** The series of a rule while it is evaluated, one time after the other (rules/group.go Eval). */
export class RuleColumns {
  readonly #columns = new Map<string, Column>();
  #last: Evaluation = new Map();

  /** Nothing is recorded where the rule failed, and nothing ends. */
  record(timeMs: number, outcome: Outcome): void {
    if ('error' in outcome) return;
    for (const [key, { labels, value, histogram }] of outcome.samples) {
      let column = this.#columns.get(key);
      if (column === undefined) {
        column = new Column(labels);
        this.#columns.set(key, column);
      }
      column.append(timeMs, value, histogram);
    }
    for (const key of this.#last.keys()) if (!outcome.samples.has(key)) this.#columns.get(key)?.end(timeMs);
    this.#last = outcome.samples;
  }

  /** Knows what was there before, and records nothing of it. */
  precede(outcome: Outcome): void {
    if ('error' in outcome) return;
    for (const [key, { labels }] of outcome.samples) {
      if (!this.#columns.has(key)) this.#columns.set(key, new Column(labels));
    }
    this.#last = outcome.samples;
  }

  series(): readonly SampleSeries[] {
    return [...this.#columns.values()].filter(({ length }) => length > 0).map((column) => column.series());
  }
}

/** A series while it grows. */
class Column {
  readonly labels: LabelSet;
  #times = new Float64Array(16);
  #values = new Float64Array(16);
  #histograms: (FloatHistogram | undefined)[] | undefined;
  #length = 0;
  #series: SampleSeries | undefined;

  constructor(labels: LabelSet) {
    this.labels = labels;
  }

  get length(): number {
    return this.#length;
  }

  /** A sample that is not later than the last one is dropped, as a server's storage does. */
  append(timeMs: number, value: number, histogram: FloatHistogram | undefined): void {
    if (!this.#makeRoom(timeMs)) return;
    this.#values[this.#length - 1] = histogram === undefined ? value : NaN;
    if (histogram !== undefined || this.#histograms !== undefined) {
      this.#histograms ??= Array.from({ length: this.#length - 1 }, () => undefined);
      this.#histograms.push(histogram);
    }
  }

  /** The marker that the series ends. */
  end(timeMs: number): void {
    if (!this.#makeRoom(timeMs)) return;
    markStale(this.#values, this.#length - 1);
    this.#histograms?.push(undefined);
  }

  /** What there is so far; later samples do not change it. */
  series(): SampleSeries {
    this.#series ??= {
      labels: this.labels,
      timestampsMs: this.#times.subarray(0, this.#length),
      values: this.#values.subarray(0, this.#length),
      histograms: this.#histograms?.slice(),
    };
    return this.#series;
  }

  #makeRoom(timeMs: number): boolean {
    if (this.#length > 0 && timeMs <= (this.#times[this.#length - 1] ?? Infinity)) return false;
    if (this.#length === this.#times.length) {
      this.#times = grown(this.#times);
      this.#values = grown(this.#values);
    }
    this.#series = undefined;
    this.#times[this.#length++] = timeMs;
    return true;
  }
}

function grown(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  // Numbers that are copied one by one may lose the bits of a staleness marker.
  larger.set(column);
  return larger;
}
