import { compareStrings } from '../../go/utf8.ts';
import type { SampleSeries, SeriesMatcher } from '../../promql/engine/storage.ts';

/** What one label says of all series. */
interface Postings {
  /** The first is the empty one, which a series without the label has. */
  readonly values: readonly string[];
  /** The number of the value, by series. */
  readonly numberAt: Uint32Array;
  readonly numberOf: ReadonlyMap<string, number>;
  /** The series of value `v`, rising, are `series[starts[v]]` to `series[starts[v + 1]]`. */
  readonly series: Uint32Array;
  readonly starts: Uint32Array;
}

const NO = 1;
const YES = 2;

/** An inverted index: label, value, series. A label is indexed when it is first asked for. */
export class LabelIndex {
  readonly #series: readonly SampleSeries[];
  readonly #byLabel = new Map<string, Postings>();

  constructor(series: readonly SampleSeries[]) {
    this.#series = series;
  }

  /** The series that meet all conditions, in order. A condition is tried once a value of its label, and only as needed. */
  select(matchers: readonly SeriesMatcher[]): readonly SampleSeries[] {
    if (matchers.length === 0) return this.#series;
    let fewest: Uint32Array | undefined;
    for (const { label, op, value } of matchers) {
      if (op !== '=') continue;
      const candidates = this.#seriesWith(this.#postings(label), value);
      if (candidates.length === 0) return [];
      if (fewest === undefined || candidates.length < fewest.length) fewest = candidates;
    }
    const conditions = matchers.map((matcher) => {
      const { values, numberAt } = this.#postings(matcher.label);
      return { matcher, values, numberAt, verdicts: new Uint8Array(values.length) };
    });
    const selected: SampleSeries[] = [];
    const count = fewest?.length ?? this.#series.length;
    each: for (let i = 0; i < count; i++) {
      const place = fewest === undefined ? i : (fewest[i] ?? 0);
      for (const { matcher, values, numberAt, verdicts } of conditions) {
        const value = numberAt[place] ?? 0;
        if (verdicts[value] === 0) verdicts[value] = matcher.matches(values[value] ?? '') ? YES : NO;
        if (verdicts[value] === NO) continue each;
      }
      const one = this.#series[place];
      if (one !== undefined) selected.push(one);
    }
    return selected;
  }

  valuesOf(label: string): readonly string[] {
    return this.#postings(label).values.slice(1).sort(compareStrings);
  }

  #seriesWith({ numberOf, series, starts }: Postings, value: string): Uint32Array {
    const number = numberOf.get(value);
    return number === undefined ? series.subarray(0, 0) : series.subarray(starts[number], starts[number + 1]);
  }

  #postings(label: string): Postings {
    const known = this.#byLabel.get(label);
    if (known !== undefined) return known;
    const made = this.#index(label);
    this.#byLabel.set(label, made);
    return made;
  }

  #index(label: string): Postings {
    const numberOf = new Map([['', 0]]);
    const numberAt = new Uint32Array(this.#series.length);
    for (const [place, { labels }] of this.#series.entries()) {
      const value = labels.get(label);
      let number = numberOf.get(value);
      if (number === undefined) {
        number = numberOf.size;
        numberOf.set(value, number);
      }
      numberAt[place] = number;
    }
    const starts = new Uint32Array(numberOf.size + 1);
    for (const number of numberAt) starts[number + 1] = (starts[number + 1] ?? 0) + 1;
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    const next = starts.slice();
    const series = new Uint32Array(this.#series.length);
    for (const [place, number] of numberAt.entries()) {
      const at = next[number] ?? 0;
      series[at] = place;
      next[number] = at + 1;
    }
    return { values: [...numberOf.keys()], numberAt, numberOf, series, starts };
  }
}
