/** expr-lang parser/utils: what the lexer takes for letters, digits and white space (Go's unicode tables). */

const LETTER = /^[\p{L}_$]$/u;
const LETTER_OR_DIGIT = /^[\p{L}\p{Nd}_$]$/u;
const WHITE_SPACE = /^\p{White_Space}$/u;

export function isLetter(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 128) return isAsciiLetter(code);
  return LETTER.test(character);
}

export function isLetterOrDigit(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 128) return isAsciiLetter(code) || (code >= 48 && code <= 57);
  return LETTER_OR_DIGIT.test(character);
}

export const isSpace = (character: string): boolean => WHITE_SPACE.test(character);

const isAsciiLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36;

/** utils.IsValidIdentifier: a name that may follow a dot. */
export function isIdentifier(text: string): boolean {
  let first = true;
  for (const character of text) {
    if (first ? !isLetter(character) : !isLetterOrDigit(character)) return false;
    first = false;
  }
  return !first;
}
