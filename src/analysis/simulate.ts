import { type Reconciled, reconcile, type World } from './reconcile.ts';
import { isCompleted, type Run } from './run.ts';

/** One pass that changed something. */
export interface Step extends Reconciled {
  readonly atMs: number;
}

export interface Simulation {
  readonly steps: readonly Step[];
  readonly run: Run;
  /** True if the horizon came before the end of the run. */
  readonly isCut: boolean;
}

export interface SimulateOptions {
  readonly startMs: number;
  /** Nothing is played from this time on. */
  readonly horizonMs: number;
  /** When somebody ends the run (`spec.terminate`). */
  readonly terminateAtMs?: number;
}

/** A clock that has just passed a time: the controller waits for *more* than an interval. */
const JUST_AFTER_MS = 1;

/** With an interval of less than a second the controller measures as fast as it can; here, that often a second. */
export const MOST_CHANGES_AT_ONCE = 10;

/**
 * Plays an AnalysisRun on virtual time: a change of its status is looked at again at once, as in a cluster; otherwise the
 * clock jumps to the next time at which the controller looks.
 */
export async function simulate(start: Run, world: World, options: SimulateOptions): Promise<Simulation> {
  const steps: Step[] = [];
  let run = start;
  let nowMs = options.startMs;
  let terminateAtMs = options.terminateAtMs;
  let changesAtOnce = 0;
  for (;;) {
    if (terminateAtMs !== undefined && nowMs >= terminateAtMs) {
      run = { ...run, spec: { ...run.spec, terminate: true } };
      terminateAtMs = undefined;
    }
    const pass = await reconcile(run, nowMs, world);
    const changed = pass.run.status !== run.status;
    run = pass.run;
    if (changed) steps.push({ ...pass, atMs: nowMs });
    nowMs = Math.max(nowMs, pass.endedAtMs);
    if (isCompleted(run.status.phase)) return { steps, run, isCut: false };
    if (changed && ++changesAtOnce < MOST_CHANGES_AT_ONCE) continue;
    changesAtOnce = 0;
    const nextSecondMs = Math.floor(nowMs / 1000) * 1000 + 1000;
    if (changed) {
      if (nextSecondMs >= options.horizonMs) return { steps, run, isCut: true };
      nowMs = nextSecondMs;
      continue;
    }
    const next = Math.min(pass.requeueAtMs ?? Number.POSITIVE_INFINITY, terminateAtMs ?? Number.POSITIVE_INFINITY);
    if (next >= options.horizonMs) return { steps, run, isCut: true };
    nowMs = next === terminateAtMs ? next : Math.max(next, nowMs) + JUST_AFTER_MS;
  }
}
