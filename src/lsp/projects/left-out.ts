import path from 'node:path';
import { enterFolder, isIgnored, stackAbove } from '../../workspace/disk/ignore.node.ts';
import type { Roots } from '../../workspace/disk/roots.node.ts';

const NEVER_ENTERED = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** True for a file below `root` that linting the whole of `root` would not come by: git ignores it, or it is not the user's. */
export function isLeftOut(absolute: string, root: string, roots: Roots): boolean {
  const folders = path.relative(root, path.dirname(absolute)).split(path.sep);
  if (folders.some((name) => NEVER_ENTERED.has(name))) return true;
  const gitRoot = roots.gitRootOf(root);
  if (gitRoot === undefined) return false;
  const folder = path.dirname(absolute);
  const stack = enterFolder(stackAbove(folder, gitRoot), folder);
  if (isIgnored(stack, absolute, false)) return true;
  for (let at = folder; at !== root && path.dirname(at) !== at; at = path.dirname(at)) {
    if (isIgnored(stack, at, true)) return true;
  }
  return false;
}
