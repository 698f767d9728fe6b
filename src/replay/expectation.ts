import { isWorse, type Phase } from '../analysis/run.ts';
import type { Replay, Verdict } from './model.ts';
import type { SubjectKind } from './subject/select.ts';

const RUN_VERDICTS = ['Successful', 'Failed', 'Error', 'Inconclusive'] as const;
const ROLLOUT_VERDICTS = ['healthy', 'aborted', 'paused', 'degraded', 'progressing'] as const;

export type Expectation =
  | { readonly ok: true; readonly verdict: Verdict }
  /** What to write instead. */
  | { readonly ok: false; readonly problem: string };

/**
 * The verdict that somebody asks for, in any case of letters; without a word, a good end. A Rollout may be held to the
 * phase of its analyses as well (`Failed`).
 */
export function expectationFor(kind: SubjectKind, word: string | undefined): Expectation {
  const isRollout = kind === 'rollout';
  if (word === undefined) return { ok: true, verdict: isRollout ? 'healthy' : 'Successful' };
  const known: readonly Verdict[] = isRollout ? [...ROLLOUT_VERDICTS, ...RUN_VERDICTS] : RUN_VERDICTS;
  const verdict = known.find((each) => each.toLowerCase() === word.toLowerCase());
  return verdict === undefined ? { ok: false, problem: `write one of ${known.join(', ')}` } : { ok: true, verdict };
}

/** True if a replay came to what was expected. */
export function isMet({ verdict, runs, subject }: Replay, expected: Verdict): boolean {
  if (verdict === expected) return true;
  if (subject.kind !== 'rollout' || !RUN_VERDICTS.some((each) => each === expected)) return false;
  if (expected === 'Successful') return verdict === 'healthy';
  const phases = runs.flatMap(({ run }): Phase[] => (run.status.phase === '' ? [] : [run.status.phase]));
  return phases.reduce((left, right) => (isWorse(left, right) ? right : left), 'Successful' as Phase) === expected;
}
