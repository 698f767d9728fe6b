import { objectOf, optionalInteger, textOf, type Value } from '../read.ts';

/** What the lifetime of an AnalysisRun depends on. */
export interface FinishedRun {
  readonly spec?: Value;
  readonly status?: Value;
}

const COMPLETED = new Set(['Successful', 'Failed', 'Error', 'Inconclusive']);

/**
 * The seconds that a completed run is kept, or undefined if it is kept for ever. Only Successful and Failed runs have
 * a setting of their own.
 */
export function ttlSeconds(run: FinishedRun): number | undefined {
  const strategy = objectOf(objectOf(run.spec)['ttlStrategy']);
  const phase = textOf(objectOf(run.status)['phase']);
  if (!COMPLETED.has(phase)) return undefined;
  const own =
    phase === 'Successful'
      ? strategy['secondsAfterSuccess']
      : phase === 'Failed'
        ? strategy['secondsAfterFailure']
        : undefined;
  return optionalInteger(own) ?? optionalInteger(strategy['secondsAfterCompletion']);
}

/** argo-rollouts analysis/analysis.go isAnalysisRunTtlExceeded. `now` is in milliseconds since 1970. */
export function isTtlExceeded(run: FinishedRun, now: number): boolean {
  const seconds = ttlSeconds(run);
  const completedAt = Date.parse(textOf(objectOf(run.status)['completedAt']));
  if (seconds === undefined || Number.isNaN(completedAt)) return false;
  return Math.trunc((now - completedAt) / 1000) > seconds;
}
