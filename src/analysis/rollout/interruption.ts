/** How long the event loop may wait for a play, in milliseconds. */
const PATIENCE_MS = 50;

/**
 * Lets somebody end a play while it goes on. A world that answers at once never gives way to timers and key presses,
 * which is when a signal comes: so the play gives way itself, now and then. Without a signal it does not.
 */
export class Interruption {
  readonly #signal: AbortSignal | undefined;
  #gaveWayMs = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Throws an error named `AbortError`, whose cause is the signal's reason, once the signal has come. */
  async check(): Promise<void> {
    if (this.#signal === undefined) return;
    this.#throwIfAborted();
    if (performance.now() - this.#gaveWayMs < PATIENCE_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#gaveWayMs = performance.now();
    this.#throwIfAborted();
  }

  #throwIfAborted(): void {
    if (this.#signal?.aborted !== true) return;
    const error = new Error('the play of the rollout was ended before it was done', { cause: this.#signal.reason });
    error.name = 'AbortError';
    throw error;
  }
}
