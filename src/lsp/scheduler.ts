import type { Timers } from './host.ts';

/** Runs work for a key once things have been quiet for a while; asking again starts the wait anew. */
export class Scheduler<Key> {
  readonly #timers: Timers;
  readonly #work: (key: Key) => void;
  readonly #waiting = new Map<Key, () => void>();

  constructor(timers: Timers, work: (key: Key) => void) {
    this.#timers = timers;
    this.#work = work;
  }

  schedule(key: Key, delayMs: number): void {
    this.#waiting.get(key)?.();
    const cancel = this.#timers.after(delayMs, () => {
      this.#waiting.delete(key);
      this.#work(key);
    });
    this.#waiting.set(key, cancel);
  }

  cancelAll(): void {
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
