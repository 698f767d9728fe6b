import { isObject, isSet } from '../../../manifest/controller/read.ts';
import { isTimedPause, pauseSeconds } from '../../../manifest/controller/scalars/pause.ts';
import type { StepView } from '../rollout.ts';

/** How long steps take at least, as far as the manifest says. */
export interface Schedule {
  /** The sum of the timed pauses. */
  readonly pauseSeconds: number;
  /** True if a step waits for something whose length the manifest does not say: a human, an analysis, an experiment, a plugin. */
  readonly isOpen: boolean;
}

/** The steps from `from` (an index from 0) on. Waiting for pods to become ready is not counted. */
export function scheduleOf(steps: readonly StepView[], from = 0): Schedule {
  let total = 0;
  let isOpen = false;
  for (const { step, index } of steps) {
    if (index < from) continue;
    if (isObject(step.pause)) {
      if (isTimedPause(step.pause)) total += Math.max(0, pauseSeconds(step.pause));
      else isOpen = true;
    }
    if (isSet(step.analysis) || isSet(step.experiment) || isSet(step.plugin)) isOpen = true;
  }
  return { pauseSeconds: total, isOpen };
}

/** `90s` as `1m30s`: a length in seconds as people write it. */
export function formatSeconds(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Math.round(seconds % 60);
  const text = [hours > 0 ? `${hours}h` : '', minutes > 0 ? `${minutes}m` : '', rest > 0 ? `${rest}s` : ''].join('');
  return text === '' ? '0s' : text;
}
