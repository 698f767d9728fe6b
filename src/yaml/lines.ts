/** Where the line that holds `from` ends, its break excluded. */
export function lineEnd(file: string, from: number): number {
  let at = from;
  while (at < file.length && file.charCodeAt(at) !== 10 && file.charCodeAt(at) !== 13) at++;
  return at;
}

/** Where the line that holds `from` starts. */
export function lineStart(file: string, from: number): number {
  let at = from;
  while (at > 0 && file.charCodeAt(at - 1) !== 10 && file.charCodeAt(at - 1) !== 13) at--;
  return at;
}
