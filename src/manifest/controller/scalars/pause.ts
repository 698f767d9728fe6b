import { parseDuration } from '../../../go/duration.ts';
import { parseInt64 } from '../../../go/strconv.ts';
import { objectOf, optionalInteger, type Value } from '../read.ts';

const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;

/**
 * argo-rollouts pkg/apis/rollouts/v1alpha1/types.go RolloutPause.DurationSeconds: whole seconds, truncated; -1 for
 * what is no duration, 0 for none. `pause` is the step's object (`{duration: 5m}`).
 */
export function pauseSeconds(pause: Value): number {
  const duration = objectOf(pause)['duration'];
  if (typeof duration !== 'string') return optionalInteger(duration) ?? 0;
  const seconds = parseInt64(duration);
  if (seconds.ok && seconds.value >= MIN_INT32 && seconds.value <= MAX_INT32) return Number(seconds.value);
  const parsed = parseDuration(duration);
  if (!parsed.ok) return -1;
  const whole = Number(parsed.nanoseconds / 1_000_000_000n);
  // The conversion to int32 gives the smallest one for whatever does not fit.
  return whole > MAX_INT32 || whole < MIN_INT32 ? MIN_INT32 : whole;
}

/** True if the pause ends by itself; otherwise it waits for somebody to promote. */
export const isTimedPause = (pause: Value): boolean => {
  const duration = objectOf(pause)['duration'];
  return duration !== undefined && duration !== null;
};
