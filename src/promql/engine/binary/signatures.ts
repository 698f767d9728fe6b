import type { StepSeries } from '../eval/series.ts';
import type { MatchingPlan } from '../plan/nodes.ts';

export interface Signatures {
  /** For each element of a side, the number of the labels by which it is matched. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly count: number;
}

/** Numbers the sets of labels by which elements of both sides find each other, once for all steps. */
export function matchSignatures(
  { on, labels }: MatchingPlan,
  lhs: readonly StepSeries[],
  rhs: readonly StepSeries[],
): Signatures {
  const numbers = new Map<string, number>();
  const numberOf = (series: StepSeries): number => {
    const { key } = series.labels.matchLabels(on, labels);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = numbers.size;
    numbers.set(key, number);
    return number;
  };
  const left = Int32Array.from(lhs, numberOf);
  const right = Int32Array.from(rhs, numberOf);
  return { left, right, count: numbers.size };
}
