import { compareStrings } from '../../../go/utf8.ts';
import { EvaluationError } from '../errors.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { ABSENT, histogramAt, newSeries, type StepSeries, setFloat, setHistogram } from '../eval/series.ts';
import type { FloatHistogram } from '../histogram/histogram.ts';
import type { LabelSet } from '../labels.ts';
import type { BinaryPlan } from '../plan/nodes.ts';
import { changesMetric, combineSamples, LastRemark, Outcome } from './operations.ts';
import { matchSignatures } from './signatures.ts';

/** Arithmetic and comparison between two vectors (VectorBinop). */
export function evaluateVectors(
  ev: Evaluator,
  plan: BinaryPlan,
  lhs: readonly StepSeries[],
  rhs: readonly StepSeries[],
): StepSeries[] {
  const { fillLeft, fillRight } = plan.matching;
  if (fillLeft === undefined && fillRight === undefined && (lhs.length === 0 || rhs.length === 0)) return [];
  return new VectorOperation(ev, plan, lhs, rhs).run();
}

class VectorOperation {
  readonly #ev: Evaluator;
  readonly #plan: BinaryPlan;
  /** The side that may have many elements with the same signature, and the one that may not. */
  readonly #many: readonly StepSeries[];
  readonly #one: readonly StepSeries[];
  readonly #manySignatures: Int32Array;
  readonly #oneSignatures: Int32Array;
  readonly #signatures: number;
  /** The "one" side is on the left. */
  readonly #swapped: boolean;
  readonly #fillMany: number | undefined;
  readonly #fillOne: number | undefined;
  readonly #outputs: StepSeries[] = [];
  /** In a range, results with the same labels are one series. */
  readonly #outputByLabels = new Map<string, number>();
  /** Outputs by pair of elements; -1 in place of one that is filled. */
  readonly #outputByPair = new Map<number, number>();
  readonly #outcome = new Outcome();
  readonly #remarks = new LastRemark();

  constructor(ev: Evaluator, plan: BinaryPlan, lhs: readonly StepSeries[], rhs: readonly StepSeries[]) {
    this.#ev = ev;
    this.#plan = plan;
    const { left, right, count } = matchSignatures(plan.matching, lhs, rhs);
    const { card, fillLeft, fillRight } = plan.matching;
    this.#swapped = card === 'one-to-many';
    this.#many = this.#swapped ? rhs : lhs;
    this.#one = this.#swapped ? lhs : rhs;
    this.#manySignatures = this.#swapped ? right : left;
    this.#oneSignatures = this.#swapped ? left : right;
    // Upstream swaps the sides but not what they are filled with.
    this.#fillOne = fillRight;
    this.#fillMany = fillLeft;
    this.#signatures = count;
  }

  run(): StepSeries[] {
    const { steps, context } = this.#ev;
    const partner = new Int32Array(this.#signatures);
    const oneToOne = this.#plan.matching.card === 'one-to-one';
    const matched = new Uint8Array(this.#signatures);
    for (let step = 0; step < steps; step++) {
      context.tick();
      partner.fill(-1);
      matched.fill(0);
      const filling = this.#fillMany !== undefined || this.#fillOne !== undefined;
      const manyPresent = this.#many.some(({ kinds }) => kinds[step] !== ABSENT);
      const onePresent = this.#one.some(({ kinds }) => kinds[step] !== ABSENT);
      if (filling ? !manyPresent && !onePresent : !manyPresent || !onePresent) continue;
      this.#findPartners(step, partner);
      /** Results of a signature, so that each is there once. */
      const results = oneToOne ? undefined : new Set<number>();
      for (let i = 0; i < this.#many.length; i++) {
        if (this.#many[i]?.kinds[step] === ABSENT) continue;
        const signature = this.#manySignatures[i] ?? 0;
        const j = partner[signature] ?? -1;
        if (j < 0 && this.#fillOne === undefined) continue;
        this.#pair(step, i, j, signature, matched, results);
      }
      if (this.#fillMany !== undefined) {
        for (let j = 0; j < this.#one.length; j++) {
          const signature = this.#oneSignatures[j] ?? 0;
          if (this.#one[j]?.kinds[step] === ABSENT || matched[signature] === 1) continue;
          this.#pair(step, -1, j, signature, matched, results);
        }
      }
      this.#remarks.flush(context.annotations, this.#plan.position);
    }
    return this.#ev.unite(this.#outputs);
  }

  #findPartners(step: number, partner: Int32Array): void {
    for (let j = 0; j < this.#one.length; j++) {
      const series = this.#one[j];
      if (series === undefined || series.kinds[step] === ABSENT) continue;
      const signature = this.#oneSignatures[j] ?? 0;
      const other = this.#one[partner[signature] ?? -1];
      if (other !== undefined) this.#refuseSecond(series, other);
      partner[signature] = j;
    }
  }

  #refuseSecond(series: StepSeries, other: StepSeries): never {
    const { on, labels } = this.#plan.matching;
    const group = series.labels.matchLabels(on, labels);
    const [first, second] = [series.labels.toString(), other.labels.toString()].sort(compareStrings);
    throw new EvaluationError(
      `found duplicate series for the match group ${group} on the ${this.#swapped ? 'left' : 'right'} hand-side of the ` +
        `operation: [${first}, ${second}];many-to-many matching not allowed: matching labels must be unique on one side`,
    );
  }

  #pair(
    step: number,
    i: number,
    j: number,
    signature: number,
    matched: Uint8Array,
    results: Set<number> | undefined,
  ): void {
    const { op, returnBool } = this.#plan;
    const many = this.#many[i];
    const one = this.#one[j];
    const valueMany = many === undefined ? (this.#fillMany ?? NaN) : (many.values[step] ?? NaN);
    const valueOne = one === undefined ? (this.#fillOne ?? NaN) : (one.values[step] ?? NaN);
    const histogramMany = many && histogramAt(many, step);
    const histogramOne = one && histogramAt(one, step);
    const outcome = this.#outcome;
    const done = this.#swapped
      ? combineSamples(op, valueOne, valueMany, histogramOne, histogramMany, outcome, this.#remarks)
      : combineSamples(op, valueMany, valueOne, histogramMany, histogramOne, outcome, this.#remarks);
    if (!done) return;
    const output = this.#outputOf(i, j);
    if (results === undefined) {
      if (matched[signature] === 1) {
        throw new EvaluationError(
          'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
        );
      }
    } else {
      const result = signature * 2 ** 26 + this.#labelNumber(output);
      if (results.has(result)) {
        throw new EvaluationError('multiple matches for labels: grouping labels must ensure unique matches');
      }
      results.add(result);
    }
    matched[signature] = 1;
    if (!outcome.keep && !returnBool) return;
    this.#put(
      output,
      step,
      returnBool ? Number(outcome.keep) : outcome.value,
      returnBool ? undefined : outcome.histogram,
    );
  }

  /** Where the results of a pair go. */
  #outputOf(i: number, j: number): number {
    const pair = (i + 1) * (this.#one.length + 1) + j + 1;
    const known = this.#outputByPair.get(pair);
    if (known !== undefined) return known;
    const labels = this.#resultLabels(
      this.#labelsOf(this.#many, i, this.#one, j),
      this.#labelsOf(this.#one, j, this.#many, i),
    );
    const number = this.#addOutput(labels);
    this.#outputByPair.set(pair, number);
    return number;
  }

  #addOutput(labels: LabelSet): number {
    const same = this.#outputByLabels.get(labels.key);
    if (same !== undefined && this.#ev.steps > 1) return same;
    const number = this.#outputs.length;
    this.#outputs.push(newSeries(labels, this.#plan.returnBool, this.#ev.steps));
    if (same === undefined) this.#outputByLabels.set(labels.key, number);
    return number;
  }

  /** Equal for outputs with equal labels. */
  #labelNumber(output: number): number {
    return this.#outputByLabels.get(this.#outputs[output]?.labels.key ?? '') ?? output;
  }

  #put(output: number, step: number, value: number, histogram: FloatHistogram | undefined): void {
    let series = this.#outputs[output];
    if (series === undefined) return;
    if (series.kinds[step] !== ABSENT) {
      // A duplicate: the whole step's result has it twice, which `unite` judges.
      series = newSeries(series.labels, series.dropName, this.#ev.steps);
      this.#outputs.push(series);
    }
    if (histogram === undefined) setFloat(series, step, value);
    else setHistogram(series, step, histogram);
  }

  #labelsOf(side: readonly StepSeries[], index: number, other: readonly StepSeries[], otherIndex: number): LabelSet {
    const series = side[index];
    if (series !== undefined) return series.labels;
    const { on, labels } = this.#plan.matching;
    const partner = other[otherIndex];
    if (partner === undefined) throw new EvaluationError('an element without a partner has nothing to be filled from');
    return partner.labels.matchLabels(on, labels);
  }

  /** resultMetric: the labels of the "many" side, or those matched on, and what `group_left` takes over. */
  #resultLabels(many: LabelSet, one: LabelSet): LabelSet {
    const { op, returnBool, matching } = this.#plan;
    const dropsName = (returnBool && !this.#ev.context.settings.delayedNameRemoval) || changesMetric(op);
    let labels = dropsName ? many.withoutMetadata : many;
    if (matching.card === 'one-to-one') {
      labels = labels.filter((name) => matching.labels.includes(name) === matching.on);
    }
    if (matching.include.length === 0) return labels;
    return labels.with(new Map(matching.include.map((name) => [name, one.get(name)])));
  }
}
