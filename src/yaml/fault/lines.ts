/** Where the line that holds `from` ends, its break excluded; looks no further than `limit` characters. */
export function lineEnd(file: string, from: number, limit = Number.POSITIVE_INFINITY): number {
  const end = Math.min(file.length, from + limit);
  let at = from;
  while (at < end && file.charCodeAt(at) !== 10 && file.charCodeAt(at) !== 13) at++;
  return at;
}

/** Where the line that holds `from` starts; looks no further than `limit` characters. */
export function lineStart(file: string, from: number, limit = Number.POSITIVE_INFINITY): number {
  const start = Math.max(0, from - limit);
  let at = from;
  while (at > start && file.charCodeAt(at - 1) !== 10 && file.charCodeAt(at - 1) !== 13) at--;
  return at;
}
