import { isAlike } from '../../../replay/measurement/insight.ts';
import type { ReplayedMeasurement } from '../../../replay/measurement/log.ts';

/** Measurements that are shown one by one, or as a number. */
export type Stretch =
  | { readonly kind: 'one'; readonly one: ReplayedMeasurement }
  | { readonly kind: 'many'; readonly many: readonly ReplayedMeasurement[] };

/** Fewer than these are not worth a summary. */
const FEWEST = 3;

/**
 * The measurements with what repeats itself taken together: of alike ones in a row the first is shown, of failures the
 * last as well, since that is the one that decides.
 */
export function stretches(measurements: readonly ReplayedMeasurement[], verbose: boolean): readonly Stretch[] {
  if (verbose) return measurements.map((one) => ({ kind: 'one', one }));
  const all: Stretch[] = [];
  for (const streak of streaksOf(measurements)) {
    const isSuccess = streak[0]?.measurement.phase === 'Successful';
    const head = streak.slice(0, isSuccess ? 1 : 2);
    const tail = isSuccess ? [] : streak.slice(Math.max(head.length, streak.length - 1));
    const middle = streak.slice(head.length, streak.length - tail.length);
    for (const one of head) all.push({ kind: 'one', one });
    if (middle.length >= FEWEST) all.push({ kind: 'many', many: middle });
    else for (const one of middle) all.push({ kind: 'one', one });
    for (const one of tail) all.push({ kind: 'one', one });
  }
  return all;
}

function streaksOf(measurements: readonly ReplayedMeasurement[]): readonly (readonly ReplayedMeasurement[])[] {
  const streaks: ReplayedMeasurement[][] = [];
  for (const one of measurements) {
    const streak = streaks.at(-1);
    const before = streak?.at(-1);
    if (streak === undefined || before === undefined || one.insight !== undefined || !isAlike(before, one))
      streaks.push([one]);
    else streak.push(one);
  }
  return streaks;
}
