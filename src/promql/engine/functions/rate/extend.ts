import type { Window } from '../../eval/window.ts';
import { floatEnds } from './extended-rate.ts';

/** What `x[5m] anchored` and `x[5m] smoothed` show: samples at both ends of the range, and those between (extendFloats). */
export function extendFloats(
  window: Window,
  smoothed: boolean,
): { readonly timestampsMs: Float64Array; readonly values: Float64Array } {
  const { floatTimes, floats, rangeStartMs, rangeEndMs } = window;
  const ends = window.floatCount === 0 ? undefined : floatEnds(window, smoothed, false);
  if (ends === undefined) return { timestampsMs: new Float64Array(0), values: new Float64Array(0) };
  const times = [rangeStartMs];
  const values = [ends.left];
  for (let i = ends.first; i <= ends.last; i++) {
    const time = floatTimes[i] ?? NaN;
    if (time <= rangeStartMs || time >= rangeEndMs) continue;
    times.push(time);
    values.push(floats[i] ?? NaN);
  }
  times.push(rangeEndMs);
  values.push(ends.right);
  return { timestampsMs: Float64Array.from(times), values: Float64Array.from(values) };
}
