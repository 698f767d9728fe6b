/** Paths as reports show them: `/` between segments, perhaps `../` in front, perhaps absolute. Nothing touches a disk. */

/** The folder of a path; empty for a name without one. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** `relative` as seen from `folder`, without `.` and `..` in between. */
export function joinPath(folder: string, relative: string): string {
  const absolute = relative.startsWith('/');
  const parts: string[] = [];
  for (const part of `${absolute ? '' : folder}/${relative}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  const rooted = absolute || folder.startsWith('/');
  return `${rooted ? '/' : ''}${parts.join('/')}`;
}

/** The folder and those above it, nearest first, down to the empty one. */
export function* foldersUpwards(folder: string): Generator<string> {
  for (let at = folder; at !== ''; at = folderOf(at)) yield at;
  yield '';
}

/** How many folders two folders share from the top. */
export function commonDepth(a: readonly string[], b: readonly string[]): number {
  let depth = 0;
  while (depth < a.length && depth < b.length && a[depth] === b[depth]) depth++;
  return depth;
}

/** By UTF-16 code units, the same everywhere. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
