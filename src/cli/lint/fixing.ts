import { unifiedDiff } from '../../lint/diff.ts';
import { applyFixes } from '../../lint/fixes.ts';
import type { LintResult } from '../../lint/result.ts';
import type { Finding } from '../../text/finding.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** A workspace and what the rules say about it. */
export interface Linted {
  readonly workspace: Workspace;
  readonly result: LintResult;
}

export interface Fixed extends Linted {
  /** The new texts of changed files. */
  readonly changed: ReadonlyMap<string, string>;
  readonly mended: number;
}

/** A fix may make room for the next; a rule whose fix is never enough ends here. */
const MAX_ROUNDS = 10;

/**
 * Applies fixes and lints again until nothing is left to fix. Only findings of `counting` are fixed: what the baseline
 * holds back stays as it is.
 */
export async function fixAll(
  first: Linted,
  unsafe: boolean,
  counting: (result: LintResult) => readonly Finding[],
  relint: (changed: ReadonlyMap<string, string>) => Promise<Linted>,
): Promise<Fixed> {
  const changed = new Map<string, string>();
  let current = first;
  let mended = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { result } = current;
    const texts = new Map(result.files.map(({ path, text }) => [path, text]));
    const fixes = applyFixes(counting(result), (path) => texts.get(path), { unsafe });
    if (fixes.texts.size === 0) break;
    for (const [path, text] of fixes.texts) changed.set(path, text);
    mended += fixes.mended.length;
    current = await relint(changed);
  }
  return { ...current, changed, mended };
}

/** The changes as one text that `git apply` takes. */
export function diffOf(first: Linted, changed: ReadonlyMap<string, string>): string {
  const before = new Map(first.result.files.map(({ path, text }) => [path, text]));
  return [...changed].map(([path, text]) => unifiedDiff(path, before.get(path) ?? '', text)).join('');
}
