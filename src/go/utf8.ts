/**
 * Go strings are bytes, JavaScript's are UTF-16. Here a Go string is a JavaScript string in which every byte that is
 * not part of valid UTF-8 stands as the lone low surrogate U+DC00 + byte (U+DC80 to U+DCFF). Valid UTF-8 never
 * decodes to a surrogate, so the two cannot be confused, and ordinary text is simply itself.
 */
const ESCAPE_BASE = 0xdc00;

const encoder = new TextEncoder();
const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** The byte that a code point of a Go string stands for when it is an escaped byte, else undefined. */
export function escapedByte(codePoint: number): number | undefined {
  return codePoint >= ESCAPE_BASE + 0x80 && codePoint <= ESCAPE_BASE + 0xff ? codePoint - ESCAPE_BASE : undefined;
}

/** True if the Go string is valid UTF-8. */
export const isValidUtf8 = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** The bytes of a Go string. Lone surrogates that are no escaped byte become U+FFFD, as everywhere in JavaScript. */
export function toBytes(text: string): Uint8Array {
  if (isValidUtf8(text)) return encoder.encode(text);
  const parts: number[] = [];
  for (const character of text) {
    const byte = escapedByte(character.codePointAt(0) ?? 0);
    if (byte === undefined) parts.push(...encoder.encode(character));
    else parts.push(byte);
  }
  return Uint8Array.from(parts);
}

/** The Go string of some bytes. */
export function fromBytes(bytes: Uint8Array): string {
  let text = '';
  let chunk: number[] = [];
  const flush = (): void => {
    if (chunk.length > 0) text += String.fromCharCode(...chunk);
    chunk = [];
  };
  for (let i = 0; i < bytes.length; ) {
    const { codePoint, size } = decodeRune(bytes, i);
    if (codePoint > 0xffff) {
      chunk.push(0xd800 + ((codePoint - 0x10000) >> 10), 0xdc00 + ((codePoint - 0x10000) & 0x3ff));
    } else chunk.push(codePoint);
    if (chunk.length > 4096) flush();
    i += size;
  }
  flush();
  return text;
}

/** unicode/utf8 DecodeRune at `at`; an invalid byte gives its escape and size 1. */
function decodeRune(bytes: Uint8Array, at: number): { readonly codePoint: number; readonly size: number } {
  const first = bytes[at] ?? 0;
  const invalid = { codePoint: ESCAPE_BASE + first, size: 1 };
  if (first < 0x80) return { codePoint: first, size: 1 };
  if (first < 0xc2 || first > 0xf4) return invalid;
  const continuation = (offset: number): number => {
    const byte = bytes[at + offset] ?? 0;
    return (byte & 0xc0) === 0x80 ? byte & 0x3f : -1;
  };
  const second = continuation(1);
  if (second < 0) return invalid;
  if (first < 0xe0) return { codePoint: ((first & 0x1f) << 6) | second, size: 2 };
  const third = continuation(2);
  if (first < 0xf0) {
    const codePoint = ((first & 0x0f) << 12) | (second << 6) | third;
    if (third < 0 || codePoint < 0x800 || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return invalid;
    return { codePoint, size: 3 };
  }
  const fourth = continuation(3);
  if (third < 0 || fourth < 0) return invalid;
  const codePoint = ((first & 0x07) << 18) | (second << 12) | (third << 6) | fourth;
  return codePoint < 0x10000 || codePoint > 0x10ffff ? invalid : { codePoint, size: 4 };
}

/** The length of a Go string in bytes. */
export function byteLength(text: string): number {
  if (isAscii(text)) return text.length;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (code >= 0xd800 && code <= 0xdbff && isLowSurrogate(text.charCodeAt(i + 1))) {
      length += 4;
      i++;
    } else length += escapedByte(code) === undefined ? 3 : 1;
  }
  return length;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/** Two Go strings joined: bytes that only together are valid UTF-8 become characters. */
export function concatStrings(left: string, right: string): string {
  const joined = left + right;
  return isValidUtf8(left) || isValidUtf8(right) ? joined : fromBytes(toBytes(joined));
}

/** The order of two Go strings: that of their bytes. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const end = Math.min(left.length, right.length);
  let at = 0;
  while (at < end && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  if (at === end) return Math.sign(left.length - right.length);
  // Only surrogates, which stand for bytes or for what lies behind the other units, are in another order than their bytes.
  const one = left.charCodeAt(at);
  const other = right.charCodeAt(at);
  if (one < 0xd800 && other < 0xd800) return Math.sign(one - other);
  const a = toBytes(left);
  const b = toBytes(right);
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(a.length - b.length);
}

/** The bytes `from` to `to` (exclusive) of a Go string; cuts inside characters give escaped bytes. */
export function sliceBytes(text: string, from: number, to: number): string {
  return isAscii(text) ? text.slice(from, to) : fromBytes(toBytes(text).subarray(from, to));
}
