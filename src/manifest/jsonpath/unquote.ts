const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * k8s.io/client-go/util/jsonpath UnquoteExtend: a Go string literal in double or single quotes. Undefined for what Go
 * refuses. Bytes above 0x7f that escapes give are read as Latin-1, not as parts of UTF-8.
 */
export function unquote(literal: string): string | undefined {
  const quote = literal.charAt(0);
  const text = literal.slice(1, -1);
  if (literal.length < 2 || !/^["']$/.test(quote) || !literal.endsWith(quote)) return undefined;
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    if (character === quote) return undefined;
    if (character !== '\\') {
      plain += character;
      at++;
      continue;
    }
    const read = readEscape(text, at + 1, quote);
    if (read === undefined) return undefined;
    plain += read.text;
    at = read.end;
  }
  return plain;
}

/** strconv.UnquoteChar, after the backslash. */
function readEscape(
  text: string,
  at: number,
  quote: string,
): { readonly text: string; readonly end: number } | undefined {
  const letter = text.charAt(at);
  if (letter === quote) return { text: quote, end: at + 1 };
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { text: simple, end: at + 1 };
  const digits = DIGITS[letter];
  if (digits !== undefined) {
    const end = at + 1 + digits;
    const hex = text.slice(at + 1, end);
    if (hex.length < digits || !/^[0-9a-f]+$/i.test(hex)) return undefined;
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff || (letter !== 'x' && code >= 0xd800 && code <= 0xdfff)
      ? undefined
      : { text: String.fromCodePoint(code), end };
  }
  const octal = /^[0-7]{3}/.exec(text.slice(at, at + 3))?.[0];
  if (octal === undefined || Number.parseInt(octal, 8) > 255) return undefined;
  return { text: String.fromCodePoint(Number.parseInt(octal, 8)), end: at + 3 };
}
