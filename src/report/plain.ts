/** One line without control characters: text of the user's files must not steer the terminal that shows it. */
export const oneLine = (text: string): string =>
  text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\uFFFD');

/** Absolute path of a reported file; what is no path (`<stdin>`) stays. */
export function absolutePath(path: string, cwd: string | undefined): string {
  if (cwd === undefined || path.startsWith('<') || path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)) return path;
  const parts = cwd.replace(/\/+$/, '').split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
