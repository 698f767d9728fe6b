import { applyFixes } from '../../lint/fixes.ts';
import type { Edit } from '../../text/finding.ts';
import type { Snapshot } from '../projects/snapshot.ts';

/** A fix may make room for the next; a rule whose fix is never enough ends here. */
const MAX_ROUNDS = 10;

/** The edit that applies all safe fixes of one file, until none is left; undefined where there is none. */
export async function fixAllEdit(snapshot: Snapshot, file: string): Promise<Edit | undefined> {
  const before = snapshot.file(file)?.text;
  if (before === undefined) return undefined;
  let text = before;
  let findings = snapshot.findingsIn(file);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const current = text;
    const { texts } = applyFixes(findings, (path) => (path === file ? current : undefined), { unsafe: false });
    const fixed = texts.get(file);
    if (fixed === undefined || fixed === text) break;
    text = fixed;
    findings = (await snapshot.relint(new Map([[file, text]]))).filter(({ at }) => at.file === file);
  }
  return text === before ? undefined : { file, ...replacement(before, text) };
}

/** What has to be replaced to make one text of the other: everything between the lines that both begin and end with. */
export function replacement(before: string, after: string): Pick<Edit, 'span' | 'text'> {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  while (start > 0 && before[start - 1] !== '\n') start--;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  while (tail > 0 && before[before.length - tail - 1] !== '\n') tail--;
  return {
    span: { start, end: before.length - tail },
    text: after.slice(start, after.length - tail),
  };
}
