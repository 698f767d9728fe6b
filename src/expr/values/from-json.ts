import { quote } from '../../go/quote.ts';
import { toBytes } from '../../go/utf8.ts';
import { fromJson, type GoValue } from './value.ts';

/** Deeper values would overflow the stack of whoever walks them. Go allows ten thousand. */
const MAX_DEPTH = 1_000;

export type DecodedJson = { readonly value: GoValue } | { readonly error: string };

/** json.Unmarshal into an `interface {}`, with encoding/json's error texts. */
export function decodeJson(text: string): DecodedJson {
  const error = new JsonScanner(toBytes(text)).scan();
  if (error !== undefined) return { error };
  const wellFormed = text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  const parsed: unknown = JSON.parse(wellFormed, (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/\p{Surrogate}/gu, '\ufffd') : value,
  );
  const huge = hugeNumber(wellFormed);
  if (huge !== undefined) return { error: `json: cannot unmarshal number ${huge} into Go value of type float64` };
  return { value: fromJson(parsed) };
}

/** A number beyond float64, which JavaScript reads as infinity. */
function hugeNumber(text: string): string | undefined {
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
    if (!token.startsWith('"') && !Number.isFinite(Number(token))) return token;
  }
  return undefined;
}

type Container = 'array' | 'object';

/** encoding/json scanner.go, as far as it finds errors. */
class JsonScanner {
  readonly #bytes: Uint8Array;
  readonly #open: Container[] = [];
  #at = 0;
  #error: string | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  scan(): string | undefined {
    let next: 'value' | 'valueOrClose' | 'keyOrClose' | 'key' | 'after' = 'value';
    while (this.#error === undefined) {
      this.#skipBlanks();
      if (this.#at >= this.#bytes.length) {
        return next === 'after' && this.#open.length === 0 ? undefined : 'unexpected end of JSON input';
      }
      const character = this.#current();
      if (next === 'after') {
        const container = this.#open.at(-1);
        if (container === undefined) return this.#invalid('after top-level value');
        this.#at++;
        if (character === (container === 'array' ? ']' : '}')) this.#open.pop();
        else if (character === ',') next = container === 'array' ? 'value' : 'key';
        else {
          this.#at--;
          return this.#invalid(container === 'array' ? 'after array element' : 'after object key:value pair');
        }
        continue;
      }
      if (next === 'keyOrClose' || next === 'key') {
        if (next === 'keyOrClose' && character === '}') {
          this.#at++;
          this.#open.pop();
          next = 'after';
          continue;
        }
        if (character !== '"') return this.#invalid('looking for beginning of object key string');
        if (!this.#string() || !this.#colon()) break;
        next = 'value';
        continue;
      }
      if (next === 'valueOrClose' && character === ']') {
        this.#at++;
        this.#open.pop();
        next = 'after';
        continue;
      }
      if (character === '[' || character === '{') {
        this.#at++;
        this.#open.push(character === '[' ? 'array' : 'object');
        if (this.#open.length > MAX_DEPTH) return 'exceeded max depth';
        next = character === '[' ? 'valueOrClose' : 'keyOrClose';
        continue;
      }
      this.#scalar(character);
      next = 'after';
    }
    return this.#error;
  }

  #scalar(character: string): void {
    if (character === '"') this.#string();
    else if (character === '-' || /[0-9]/.test(character)) this.#number();
    else if (character === 't') this.#literal('true');
    else if (character === 'f') this.#literal('false');
    else if (character === 'n') this.#literal('null');
    else this.#invalid('looking for beginning of value');
  }

  #literal(word: string): void {
    for (const letter of word) {
      if (this.#current() !== letter) {
        this.#invalid(`in literal ${word} (expecting '${letter}')`);
        return;
      }
      this.#at++;
    }
  }

  #number(): void {
    if (this.#current() === '-') {
      this.#at++;
      if (!this.#expectDigit('in numeric literal')) return;
    }
    if (this.#current() === '0') this.#at++;
    else this.#digits();
    if (this.#current() === '.') {
      this.#at++;
      if (!this.#expectDigit('after decimal point in numeric literal')) return;
      this.#digits();
    }
    if (/[eE]/.test(this.#current())) {
      this.#at++;
      if (/[+-]/.test(this.#current())) this.#at++;
      if (!this.#expectDigit('in exponent of numeric literal')) return;
      this.#digits();
    }
  }

  #expectDigit(context: string): boolean {
    if (/[0-9]/.test(this.#current())) return true;
    this.#invalid(context);
    return false;
  }

  #digits(): void {
    while (/[0-9]/.test(this.#current())) this.#at++;
  }

  #string(): boolean {
    for (this.#at++; this.#at < this.#bytes.length; this.#at++) {
      const byte = this.#bytes[this.#at] ?? 0;
      if (byte === 34) {
        this.#at++;
        return true;
      }
      if (byte < 0x20) {
        this.#invalid('in string literal');
        return false;
      }
      if (byte === 92 && !this.#escape()) return false;
    }
    this.#error ??= 'unexpected end of JSON input';
    return false;
  }

  #escape(): boolean {
    this.#at++;
    const character = this.#current();
    if (character === 'u') {
      for (let i = 0; i < 4; i++) {
        this.#at++;
        if (!/[0-9a-fA-F]/.test(this.#current())) {
          this.#invalid('in \\u hexadecimal character escape');
          return false;
        }
      }
      return true;
    }
    if (/["\\/bfnrt]/.test(character)) return true;
    this.#invalid('in string escape code');
    return false;
  }

  #colon(): boolean {
    this.#skipBlanks();
    if (this.#at >= this.#bytes.length) {
      this.#error ??= 'unexpected end of JSON input';
      return false;
    }
    if (this.#current() !== ':') {
      this.#invalid('after object key');
      return false;
    }
    this.#at++;
    return true;
  }

  #skipBlanks(): void {
    while (/[ \t\r\n]/.test(this.#at < this.#bytes.length ? this.#current() : '')) this.#at++;
  }

  /** The byte here as a character; behind the end a blank, which is how the scanner asks whether it may end. */
  #current(): string {
    return String.fromCharCode(this.#bytes[this.#at] ?? 32);
  }

  #invalid(context: string): string {
    const character = this.#current();
    const quoted = character === "'" ? "'\\''" : character === '"' ? `'"'` : `'${quote(character).slice(1, -1)}'`;
    this.#error ??= `invalid character ${quoted} ${context}`;
    return this.#error;
  }
}
