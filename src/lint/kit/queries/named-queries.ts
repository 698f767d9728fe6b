import type { Span } from '../../../text/span.ts';

const FIRST = /^\s*\{\s*(?:(["'])([\w .-]+)\1|([A-Za-z_][\w-]*))\s*:(?=\s)/;
const FURTHER = /,\s*(?:(["'])([\w .-]+)\1|([A-Za-z_][\w-]*))\s*:(?=\s)/g;

/** The names of a query that is written as an object, `{"errors": …, "all": …}`, and the place of the first. */
export function namedQueries(query: string): { readonly names: readonly string[]; readonly first: Span } | undefined {
  const start = FIRST.exec(query);
  if (start === null) return undefined;
  const nameOf = ([, , quoted, plain]: RegExpMatchArray): string => quoted ?? plain ?? '';
  const from = start[0].search(/["'\w]/);
  const first = { start: from, end: start[0].lastIndexOf(':') };
  const further = [...query.slice(start[0].length).matchAll(FURTHER)].map(nameOf);
  return { names: [nameOf(start), ...further], first };
}
