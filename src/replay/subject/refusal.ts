import { nearest } from '../../text/nearest.ts';

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
  | 'setting';

export interface ReplayProblem {
  readonly code: ReplayProblemCode;
  /** One line: what is wrong, and what to write instead. */
  readonly text: string;
}

export const problem = (code: ReplayProblemCode, text: string): Refusal => ({ ok: false, problem: { code, text } });

/** For a value that is given to an argument that `title` does not have. */
export function unknownArgument(title: string, name: string, names: readonly string[]): Refusal {
  const near = nearest(name, names);
  const known = names.length === 0 ? 'it takes none' : `it takes ${names.join(', ')}`;
  const advice = near === undefined ? known : `did you mean ${near}?`;
  return problem('argument-unknown', `--arg ${name}: ${title} takes no such argument; ${advice}`);
}
