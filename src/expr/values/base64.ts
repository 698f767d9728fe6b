const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** base64.StdEncoding.EncodeToString */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < 4; k++) text += k <= left ? ALPHABET.charAt((group >> (18 - 6 * k)) & 63) : '=';
  }
  return text;
}

/** base64.StdEncoding.DecodeString; `error` is the offset of the offending byte. Line ends are skipped. */
export function decodeBase64(input: Uint8Array): { readonly bytes: Uint8Array } | { readonly error: number } {
  const bytes: number[] = [];
  let at = 0;
  const skipLineEnds = (): void => {
    while (input[at] === 10 || input[at] === 13) at++;
  };
  while (at < input.length) {
    const group: number[] = [];
    while (group.length < 4) {
      skipLineEnds();
      if (at >= input.length) {
        // encoding/base64 decodeQuantum: the group began here.
        if (group.length === 0) return { bytes: Uint8Array.from(bytes) };
        return { error: at - group.length };
      }
      const byte = input[at] ?? 0;
      at++;
      const value = byte === 61 ? -1 : ALPHABET.indexOf(String.fromCharCode(byte));
      if (byte !== 61 && value < 0) return { error: at - 1 };
      if (byte !== 61) {
        group.push(value);
        continue;
      }
      if (group.length < 2) return { error: at - 1 };
      if (group.length === 2) {
        skipLineEnds();
        if (at >= input.length) return { error: input.length };
        if (input[at] !== 61) return { error: at - 1 };
        at++;
      }
      skipLineEnds();
      const rest = at < input.length ? { error: at } : undefined;
      push(bytes, group);
      return rest ?? { bytes: Uint8Array.from(bytes) };
    }
    push(bytes, group);
  }
  return { bytes: Uint8Array.from(bytes) };
}

function push(bytes: number[], group: readonly number[]): void {
  const [a = 0, b = 0, c = 0, d = 0] = group;
  const value = (a << 18) | (b << 12) | (c << 6) | d;
  bytes.push((value >> 16) & 255);
  if (group.length > 2) bytes.push((value >> 8) & 255);
  if (group.length > 3) bytes.push(value & 255);
}
