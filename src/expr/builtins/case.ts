/**
 * strings.ToUpper and ToLower: character by character with Unicode's simple mappings, never one character to several.
 * Bytes that are no UTF-8 become U+FFFD.
 */
export function changeCase(text: string, to: 'upper' | 'lower'): string {
  if (!/[^\0-\x7f]/.test(text)) return to === 'upper' ? text.toUpperCase() : text.toLowerCase();
  let changed = '';
  for (const character of text) {
    if (/\p{Surrogate}/u.test(character)) changed += '\ufffd';
    else changed += to === 'upper' ? upperOf(character) : lowerOf(character);
  }
  return changed;
}

const isOne = (text: string): boolean => text.length === String.fromCodePoint(text.codePointAt(0) ?? 0).length;

function upperOf(character: string): string {
  const upper = character.toUpperCase();
  if (isOne(upper)) return upper;
  // Greek with iota subscript has a capital of its own; all others with a longer capital stay as they are.
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9);
  return character;
}

function lowerOf(character: string): string {
  const lower = character.toLowerCase();
  return isOne(lower) ? lower : character === '\u0130' ? 'i' : character;
}
