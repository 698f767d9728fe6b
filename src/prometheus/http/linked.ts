export interface Linked {
  readonly signal: AbortSignal;
  timedOut(): boolean;
  release(): void;
}

/** One signal of several and a time; `release` must be called, so that long-lived signals do not gather listeners. */
export function linked(signals: readonly (AbortSignal | undefined)[], timeoutMs?: number): Linked {
  const controller = new AbortController();
  let timedOut = false;
  const abort = (): void => controller.abort();
  const given = signals.filter((signal) => signal !== undefined);
  for (const signal of given) {
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  }
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = !controller.signal.aborted;
          abort();
        }, timeoutMs);
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    release: () => {
      clearTimeout(timer);
      for (const signal of given) signal.removeEventListener('abort', abort);
    },
  };
}
