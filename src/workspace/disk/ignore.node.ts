import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Ignore rules of one folder; `base` is absolute. */
interface Rules {
  readonly base: string;
  readonly rules: Ignore;
}

/** What git ignores below a folder: the rules of that folder and of those above it, nearest first. */
export type IgnoreStack = readonly Rules[];

/** The stack with the rules of `folder` on top, if it has a `.gitignore`. */
export function enterFolder(stack: IgnoreStack, folder: string): IgnoreStack {
  const rules = readRules(path.join(folder, '.gitignore'));
  return rules === undefined ? stack : [{ base: folder, rules }, ...stack];
}

/** What holds for `folder` before it is entered: the rules of git's own file and of the folders from its root down. */
export function stackAbove(folder: string, gitRoot: string | undefined): IgnoreStack {
  if (gitRoot === undefined) return [];
  let stack: IgnoreStack = [];
  const exclude = readRules(path.join(gitFolder(gitRoot), 'info', 'exclude'));
  if (exclude !== undefined) stack = [{ base: gitRoot, rules: exclude }];
  const below = path.relative(gitRoot, folder).split(path.sep).filter(Boolean);
  for (let depth = 0; depth < below.length; depth++) {
    stack = enterFolder(stack, path.join(gitRoot, ...below.slice(0, depth)));
  }
  return stack;
}

/** True if the rules ignore an entry whose folders they do not ignore. */
export function isIgnored(stack: IgnoreStack, absolute: string, isFolder: boolean): boolean {
  for (const { base, rules } of stack) {
    const relative = path.relative(base, absolute).split(path.sep).join('/');
    if (relative === '' || relative.startsWith('../') || !ignore.isPathValid(relative)) continue;
    const { ignored, unignored } = rules.checkIgnore(isFolder ? `${relative}/` : relative);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

const newRules = (): Ignore => ignore({ ignorecase: false });

/**
 * For git `a/*` and `a/**` mean what is in `a`, so that `!a/b/` can bring a part back; the library would ignore the very
 * folder. The same patterns, asking for at least one character, mean the same in both.
 */
const insideOnly = (pattern: string): string =>
  pattern.replace(/(^|[^\\])\/\*\*\s*$/, '$1/**/?*').replace(/(^|[^\\])\/\*\s*$/, '$1/?*');

function readRules(file: string): Ignore | undefined {
  try {
    return newRules().add(readFileSync(file, 'utf8').split(/\r?\n/).map(insideOnly));
  } catch {
    return undefined;
  }
}

/** Where git keeps its own files: in a worktree or submodule `.git` is a file that names the folder. */
function gitFolder(gitRoot: string): string {
  const entry = path.join(gitRoot, '.git');
  try {
    if (statSync(entry).isDirectory()) return entry;
    const named = /^gitdir:\s*(.+?)\s*$/m.exec(readFileSync(entry, 'utf8'))?.[1];
    const folder = path.resolve(gitRoot, named ?? '.git');
    return commonFolder(folder);
  } catch {
    return entry;
  }
}

function commonFolder(folder: string): string {
  try {
    return path.resolve(folder, readFileSync(path.join(folder, 'commondir'), 'utf8').trim());
  } catch {
    return folder;
  }
}
