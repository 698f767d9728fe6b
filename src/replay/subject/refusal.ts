/** Why nothing can be played. */
export interface Refusal {
  readonly ok: false;
  readonly problem: ReplayProblem;
}

export type ReplayProblemCode =
  | 'conflict'
  | 'ambiguous'
  | 'missing'
  | 'nothing'
  | 'template-missing'
  | 'template-cycle'
  | 'templates-conflict'
  | 'argument-unknown'
  | 'argument-missing'
  | 'hash-missing'
  | 'hash-ambiguous'
  | 'time-missing'
  | 'not-covered';

export interface ReplayProblem {
  readonly code: ReplayProblemCode;
  /** One line: what is wrong, and what to write instead. */
  readonly text: string;
}

export const problem = (code: ReplayProblemCode, text: string): Refusal => ({ ok: false, problem: { code, text } });
