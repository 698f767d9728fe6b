import type { AnyRule } from '../lint/rule.ts';

/** What the server takes from the world around it; tests give their own. */
export interface Host {
  readonly rules: readonly AnyRule[];
  /** The day that `until=` of suppressions is compared with, `2026-03-31`. */
  readonly today: () => string;
  readonly timers: Timers;
}

export interface Timers {
  /** Calls back once after a delay; gives the function that prevents it. */
  after(delayMs: number, callback: () => void): () => void;
}

export const REAL_TIMERS: Timers = {
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
