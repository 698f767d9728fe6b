import { fromBytes, toBytes } from '../../go/utf8.ts';

const SIMPLE = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);

const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gsu;
const MAX_CODE_POINT = 0x10ffff;

class BadEscape extends Error {}

/**
 * The value of a quoted literal without its quotes, or undefined where expr-lang says "unable to unescape string"
 * (parser/lexer/utils.go unescape). The lexer has already seen that every escape is complete.
 */
export function unescapeString(body: string): string | undefined {
  let hasRawBytes = false;
  const value = replaceEscapes(body, (codePoint, isLong) => {
    // Go computes in int32: with the top bit set the number is negative and its low byte is written as it is.
    if (isLong && codePoint > 0x7fffffff) {
      hasRawBytes = true;
      const byte = codePoint % 256;
      return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
    }
    if (codePoint > MAX_CODE_POINT) throw new BadEscape();
    return codePoint >= 0xd800 && codePoint <= 0xdfff ? '\ufffd' : String.fromCodePoint(codePoint);
  });
  return hasRawBytes && value !== undefined ? fromBytes(toBytes(value)) : value;
}

/** The bytes of a `b"..."` literal without `b` and quotes; Unicode escapes are not allowed (unescapeBytes). */
export function unescapeBytes(body: string): Uint8Array | undefined {
  const value = replaceEscapes(body, (codePoint, _isLong, isByte) => {
    if (!isByte) throw new BadEscape();
    return codePoint < 0x80 ? String.fromCharCode(codePoint) : String.fromCharCode(0xdc00 + codePoint);
  });
  return value === undefined ? undefined : toBytes(value);
}

function replaceEscapes(
  body: string,
  encode: (codePoint: number, isLong: boolean, isByte: boolean) => string,
): string | undefined {
  const normalized = body.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  if (!normalized.includes('\\')) return normalized;
  try {
    return normalized.replace(ESCAPE, (_all, braced, byte, short, long, octal, simple) => {
      if (octal !== undefined) {
        if (octal > '377') throw new BadEscape();
        return encode(Number.parseInt(octal, 8), false, true);
      }
      if (byte !== undefined) return encode(Number.parseInt(byte, 16), false, true);
      const digits: unknown = braced ?? short ?? long;
      if (typeof digits === 'string') return encode(Number.parseInt(digits, 16), long !== undefined, false);
      const character = SIMPLE.get(simple);
      if (character === undefined) throw new BadEscape();
      return character;
    });
  } catch (error) {
    if (error instanceof BadEscape) return undefined;
    throw error;
  }
}
