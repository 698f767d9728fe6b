import type { Evaluator } from '../eval/evaluator.ts';
import { ABSENT, copySample, newSeries, type StepSeries } from '../eval/series.ts';
import type { BinaryPlan } from '../plan/nodes.ts';
import { matchSignatures } from './signatures.ts';

/** `and`, `or`, `unless`: by what is there at a step, whatever its value. */
export function evaluateSetOperator(
  ev: Evaluator,
  { op, matching }: BinaryPlan,
  lhs: readonly StepSeries[],
  rhs: readonly StepSeries[],
): StepSeries[] {
  const { steps } = ev;
  const { left, right, count } = matchSignatures(matching, lhs, rhs);
  /** Which signatures a side has at which step. */
  const presence = (side: readonly StepSeries[], signatures: Int32Array): Uint8Array => {
    const present = new Uint8Array(count * steps);
    for (const [i, { kinds }] of side.entries()) {
      const offset = (signatures[i] ?? 0) * steps;
      for (let step = 0; step < steps; step++) if (kinds[step] !== ABSENT) present[offset + step] = 1;
    }
    return present;
  };
  const filter = (
    side: readonly StepSeries[],
    signatures: Int32Array,
    present: Uint8Array,
    wanted: number,
  ): StepSeries[] =>
    side.map((series, i) => {
      const out = newSeries(series.labels, series.dropName, steps);
      const offset = (signatures[i] ?? 0) * steps;
      for (let step = 0; step < steps; step++) {
        if (series.kinds[step] !== ABSENT && present[offset + step] === wanted) copySample(series, out, step);
      }
      return out;
    });
  if (op === 'or') return ev.unite([...lhs, ...filter(rhs, right, presence(lhs, left), 0)]);
  return ev.unite(filter(lhs, left, presence(rhs, right), op === 'and' ? 1 : 0));
}
