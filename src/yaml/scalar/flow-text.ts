import { breakEnd, type Runs } from './runs.ts';
import type { TextError } from './source.ts';

const isBlank = (code: number): boolean => code === 32 || code === 9;

/** Decodes the text of a plain or quoted scalar, without its quotes. */
export function decodeFlow(
  file: string,
  from: number,
  end: number,
  style: 'plain' | 'single' | 'double',
  out: Runs,
  errors: TextError[],
): void {
  /** Where the text that is not yet written starts; blanks before it are never dropped. */
  let pending = from;
  let at = from;
  while (at < end) {
    const code = file.charCodeAt(at);
    if (code === 10 || code === 13) {
      let textEnd = at;
      while (textEnd > pending && isBlank(file.charCodeAt(textEnd - 1))) textEnd--;
      out.verbatim(pending, textEnd);
      pending = at = fold(file, at, end, out);
    } else if (style === 'single' && code === 39) {
      out.verbatim(pending, at);
      const doubled = at + 1 < end && file.charCodeAt(at + 1) === 39;
      out.other("'", at, doubled ? at + 2 : at + 1);
      pending = at = doubled ? at + 2 : at + 1;
    } else if (style === 'double' && code === 92) {
      out.verbatim(pending, at);
      pending = at = decodeEscape(file, at, end, out, errors);
    } else {
      at++;
    }
  }
  out.verbatim(pending, end);
}

/** Folds the line breaks from `at`: one is a blank, n are n - 1 breaks. Returns where the text goes on. */
function fold(file: string, at: number, end: number, out: Runs): number {
  const firstEnd = breakEnd(file, at, end);
  let next = skipBlanks(file, firstEnd, end);
  if (breakEnd(file, next, end) === next) {
    out.other(' ', at, firstEnd);
    return next;
  }
  for (let to = breakEnd(file, next, end); to > next; to = breakEnd(file, next, end)) {
    out.lineBreak(next, to);
    next = skipBlanks(file, to, end);
  }
  return next;
}

function skipBlanks(file: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(file.charCodeAt(at))) at++;
  return at;
}

const ESCAPES: { readonly [character: string]: string } = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};

/** Returns where the text goes on after the escape at `at`. */
function decodeEscape(file: string, at: number, end: number, out: Runs, errors: TextError[]): number {
  const next = at + 1 < end ? (file[at + 1] ?? '') : '';
  if (next === '\n' || next === '\r') {
    // The break vanishes with the indentation after it, but the empty lines that follow are kept, as libyaml has it.
    let line = skipBlanks(file, breakEnd(file, at + 1, end), end);
    for (let to = breakEnd(file, line, end); to > line; to = breakEnd(file, line, end)) {
      out.lineBreak(line, to);
      line = skipBlanks(file, to, end);
    }
    return line;
  }
  const digits = next === 'x' ? 2 : next === 'u' ? 4 : next === 'U' ? 8 : 0;
  if (digits > 0) {
    const to = at + 2 + digits;
    const hex = file.slice(at + 2, to);
    const code = to <= end && /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : Number.POSITIVE_INFINITY;
    if (code <= 0x10ffff) {
      if (code >= 0xd800 && code <= 0xdfff) errors.push({ kind: 'json-escape', start: at, end: to });
      out.other(String.fromCodePoint(code), at, to);
      return to;
    }
  } else {
    const plain = Object.hasOwn(ESCAPES, next) ? ESCAPES[next] : undefined;
    if (plain !== undefined) {
      if (next === '/') errors.push({ kind: 'json-escape', start: at, end: at + 2 });
      out.other(plain, at, at + 2);
      return at + 2;
    }
  }
  const to = Math.min(at + 2, end);
  errors.push({ kind: 'escape', start: at, end: to });
  out.verbatim(at, to);
  return to;
}
