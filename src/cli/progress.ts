import type { Io } from './io.ts';

/** What a bar shows. */
export interface Step {
  readonly done: number;
  /** Undefined where nobody knows. */
  readonly total: number | undefined;
  /** Behind the bar: `1.2 million samples`. */
  readonly text: string;
}

export interface Progress {
  show(step: Step): void;
  /** Takes the bar away. Does nothing the second time. */
  clear(): void;
}

/** What is over sooner needs no bar. */
const PATIENCE_MS = 1_000;
const BETWEEN_MS = 100;
const WIDTH = 24;

/** A bar on stderr for work that takes longer than a second; nothing where stderr is no terminal. */
export function progressBar(io: Pick<Io, 'stderr' | 'now'>, title: string): Progress {
  if (!io.stderr.isTTY) return { show() {}, clear() {} };
  const started = io.now();
  let shown = -Infinity;
  let isDrawn = false;
  return {
    show(step) {
      const now = io.now();
      if (now - started < PATIENCE_MS || now - shown < BETWEEN_MS) return;
      shown = now;
      isDrawn = true;
      const columns = io.stderr.columns ?? 80;
      io.stderr.write(`\r${lineOf(title, step).slice(0, columns - 1)}\u001b[K`);
    },
    clear() {
      if (isDrawn) io.stderr.write('\r\u001b[K');
      isDrawn = false;
    },
  };
}

function lineOf(title: string, { done, total, text }: Step): string {
  if (total === undefined || !(total > 0)) return `${title}  ${text}`;
  const share = Math.min(1, done / total);
  const full = Math.round(share * WIDTH);
  const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
  return `${title} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${text}`;
}
