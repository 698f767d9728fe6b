/** True if a sample's start time says that counting began anew after the sample before (isStartTimestampReset). */
export function isStartReset(previousStart: number, previousTime: number, start: number, time: number): boolean {
  if (start === 0 || start >= time || start < previousTime) return false;
  if (start > previousTime) return true;
  // It counts from the sample before: a reset for deltas, none where the start is just not known.
  if (previousStart > previousTime) return false;
  return previousStart !== 0 && previousStart !== previousTime;
}

/** True if a start time lies before the sample before, and is not that one's start either (checkStartTimeOverlap). */
export const overlaps = (previousStart: number, previousTime: number, start: number): boolean =>
  start !== 0 && start < previousTime && start !== previousStart;
