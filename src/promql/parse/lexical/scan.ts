/** The classes of characters, a bit each. */
export const BLANK = 1;
export const DIGIT = 2;
export const LETTER = 4;

/** What each ASCII character is; the underscore counts as a letter. */
const CLASS: Uint8Array = (() => {
  const table = new Uint8Array(128);
  for (const code of [9, 10, 13, 32]) table[code] = BLANK;
  for (let code = 48; code <= 57; code++) table[code] = DIGIT;
  for (let code = 65; code <= 90; code++) table[code] = table[code + 32] = LETTER;
  table[95] = LETTER;
  return table;
})();

/** 0 for what has no class. */
export const classOf = (code: number): number => (code < 128 ? (CLASS[code] ?? 0) : 0);
/** True for letters, digits and the underscore. */
export const isWord = (code: number): boolean => (classOf(code) & (DIGIT | LETTER)) !== 0;

/** lex.go scanNumber, with its oddities: `0.5.` passes here, `0xeee` does not. */
export function scanNumber(text: string, start: number): { readonly end: number; readonly valid: boolean } {
  let at = start;
  let hex = false;
  if (text.charCodeAt(at) === ZERO) {
    at++;
    hex = text.charAt(at) === 'x' || text.charAt(at) === 'X';
    if (hex) {
      at++;
      if (text.charCodeAt(at) === UNDERSCORE) at++;
    }
  }
  const isDigit = (code: number): boolean =>
    classOf(code) === DIGIT || (hex && ((code >= 97 && code <= 102) || (code >= 65 && code <= 70)));
  /** Neither may follow an exponent's letter or an underscore directly; nor may the text end there. */
  const breaksOff = (code: number): boolean => code === DOT || code === UNDERSCORE || isExponent(code);
  if (text.charCodeAt(at) === DOT) at++;
  if (isDigit(text.charCodeAt(at))) at++;
  let dot = false;
  let exponent = false;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      at++;
      if (dot) return { end: at, valid: false };
      dot = true;
      const next = text.charCodeAt(at);
      if (next === UNDERSCORE || next === DOT) return { end: at + 1, valid: false };
      if (hex) return { end: at, valid: false };
    } else if (isExponent(code) || code === UNDERSCORE) {
      at++;
      if (code !== UNDERSCORE) {
        if (exponent) return { end: at, valid: false };
        exponent = true;
        const sign = text.charCodeAt(at);
        if (sign === PLUS || sign === MINUS) at++;
      }
      if (at >= text.length) return { end: at, valid: false };
      if (breaksOff(text.charCodeAt(at))) return { end: at + 1, valid: false };
    } else if (isDigit(code)) {
      while (isDigit(text.charCodeAt(at))) at++;
    } else break;
  }
  return { end: at, valid: at > start && !isWord(text.charCodeAt(at)) };
}

const isExponent = (code: number): boolean => code === 101 || code === 69;

/** lex.go acceptRemainingDuration: the digits before `at` have been read. */
export function scanDuration(text: string, from: number): { readonly end: number; readonly valid: boolean } {
  let at = from;
  if (!'smhdwy'.includes(text.charAt(at) || ' ')) return { end: at, valid: false };
  at++;
  if (text.charAt(at) === 's') at++;
  while (classOf(text.charCodeAt(at)) === DIGIT) {
    while (classOf(text.charCodeAt(at)) === DIGIT) at++;
    if (!'smhdw'.includes(text.charAt(at) || ' ')) return { end: at, valid: false };
    at++;
    if (text.charAt(at) === 's') at++;
  }
  return isWord(text.charCodeAt(at)) ? { end: at + 1, valid: false } : { end: at, valid: true };
}

const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const UNDERSCORE = 95;
