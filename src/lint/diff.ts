/**
 * The change from `before` to `after` as a unified diff with three lines of context; empty where nothing changed.
 * Lines keep their ends; what both texts begin and end with is skipped before anything is compared.
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const a = splitLines(before);
  const b = splitLines(after);
  const hunks = groupChanges(changesBetween(a, b), a.length);
  let text = `--- a/${file}\n+++ b/${file}\n`;
  for (const hunk of hunks) text += printHunk(hunk, a, b);
  return text;
}

/** Lines `[aStart, aEnd)` of the old text became `[bStart, bEnd)` of the new one. */
interface Change {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

const CONTEXT = 3;
/** Above this many compared pairs of lines a change is shown as one block. */
const MAX_PAIRS = 4_000_000;

const splitLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function changesBetween(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let aEnd = a.length;
  let bEnd = b.length;
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  const rows = aEnd - start;
  const columns = bEnd - start;
  if (rows * columns > MAX_PAIRS) return [{ aStart: start, aEnd, bStart: start, bEnd }];
  const width = columns + 1;
  // Length of the longest common subsequence of what is left from (i, j) on.
  const common = new Uint32Array((rows + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      common[i * width + j] =
        a[start + i] === b[start + j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changes: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && a[start + i] === b[start + j]) {
      i++;
      j++;
      continue;
    }
    const from = { i, j };
    while ((i < rows || j < columns) && !(i < rows && j < columns && a[start + i] === b[start + j])) {
      if (j >= columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) i++;
      else j++;
    }
    changes.push({ aStart: start + from.i, aEnd: start + i, bStart: start + from.j, bEnd: start + j });
  }
  return changes;
}

/** Changes that share context lines. */
function groupChanges(changes: readonly Change[], length: number): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const end = last?.at(-1)?.aEnd ?? -length;
    if (last !== undefined && change.aStart - end <= CONTEXT * 2) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function printHunk(changes: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const first = changes[0];
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return '';
  const lead = Math.min(CONTEXT, first.aStart);
  const tail = Math.min(CONTEXT, a.length - last.aEnd);
  const aCount = last.aEnd + tail - first.aStart + lead;
  const bCount = last.bEnd + tail - first.bStart + lead;
  let text = `@@ -${range(first.aStart - lead, aCount)} +${range(first.bStart - lead, bCount)} @@\n`;
  let at = first.aStart - lead;
  for (const change of changes) {
    for (; at < change.aStart; at++) text += line(' ', a[at]);
    for (; at < change.aEnd; at++) text += line('-', a[at]);
    for (let j = change.bStart; j < change.bEnd; j++) text += line('+', b[j]);
  }
  for (const end = at + tail; at < end; at++) text += line(' ', a[at]);
  return text;
}

const range = (start: number, count: number): string => `${count === 0 ? start : start + 1},${count}`;

const line = (sign: string, text = ''): string =>
  `${sign}${text}${text.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`;
