import { escapedByte } from './utf8.ts';

const SHORT_ESCAPES = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x0c, '\\f'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
  [0x0b, '\\v'],
]);

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export const isPrintable = (character: string): boolean => PRINTABLE.test(character);

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');

/** strconv.Quote: the text as a Go string literal, `"` `\` control and unprintable characters escaped (`%q`, `%#v`). */
export function quote(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += escapeCharacter(character, '"');
  return `${quoted}"`;
}

/** fmt's `%q` of a rune: the character as a Go rune literal in single quotes. */
export const quoteRune = (character: string): string => `'${escapeCharacter(character, "'")}'`;

/** fmt's `%#U`: `U+0040 '@'`; the quoted part only for printable characters. */
export function formatUnicode(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  return isPrintable(character) ? `${name} '${character}'` : name;
}

function escapeCharacter(character: string, delimiter: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const byte = escapedByte(codePoint);
  if (byte !== undefined) return `\\x${hex(byte, 2)}`;
  if (character === delimiter || character === '\\') return `\\${character}`;
  if (isPrintable(character)) return character;
  const short = SHORT_ESCAPES.get(codePoint);
  if (short !== undefined) return short;
  if (codePoint < 0x20 || codePoint === 0x7f) return `\\x${hex(codePoint, 2)}`;
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return '\\ufffd';
  return codePoint < 0x10000 ? `\\u${hex(codePoint, 4)}` : `\\U${hex(codePoint, 8)}`;
}
