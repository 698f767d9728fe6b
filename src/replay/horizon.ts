import type { ReplayOptions } from './replay.ts';

const DAY_MS = 86_400_000;

export interface Horizon {
  readonly horizonMs: number;
  /** True if it is there because the recording ends. */
  readonly isRecordingEnd: boolean;
}

/** How long is played: as asked; else to the last sample of the recording, or a day. */
export function horizonOf({ startMs, horizonMs, recording }: ReplayOptions): Horizon {
  if (horizonMs !== undefined) return { horizonMs, isRecordingEnd: false };
  const lastMs = recording?.lastMs;
  // A measurement at the time of the last sample still sees it.
  return lastMs === undefined || lastMs < startMs
    ? { horizonMs: startMs + DAY_MS, isRecordingEnd: false }
    : { horizonMs: lastMs + 1000, isRecordingEnd: true };
}
