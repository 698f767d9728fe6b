import { LabelSet } from '../../../promql/engine/labels.ts';
import { PlainNames } from './plain-names.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** What is wrong with the name of a series, and at which byte. */
export class SeriesNameError extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

export const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

export function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(bytes[at])) at++;
  return at;
}

/** Where the name of a series and its labels end. */
export function endOfSeries(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && !isBlank(bytes[at]) && bytes[at] !== OPEN) at++;
  const brace = skipBlanks(bytes, at, to);
  if (bytes[brace] !== OPEN || brace >= to) return at;
  let quoted = false;
  for (at = brace + 1; at < to; at++) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === CLOSE) return at + 1;
  }
  throw new SeriesNameError(brace, quoted ? 'a quoted text is not closed' : 'the labels are not closed with `}`');
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Reads `name{a="b"}` and `{"name",a="b","c.d"="e"}` (textparse parseLVals). */
export class SeriesNames {
  readonly #plain = new PlainNames();

  /** Throws `SeriesNameError`. */
  read(bytes: Uint8Array, from: number, to: number): LabelSet {
    const plain = this.#plain.read(bytes, from, to);
    if (plain !== undefined) return plain;
    let text: string;
    try {
      text = decoder.decode(bytes.subarray(from, to));
    } catch {
      throw new SeriesNameError(from, 'invalid UTF-8 in the name of a series');
    }
    try {
      return new SeriesName(text).read();
    } catch (error) {
      if (!(error instanceof SeriesNameError)) throw error;
      throw new SeriesNameError(from + new TextEncoder().encode(text.slice(0, error.at)).length, error.message);
    }
  }
}

/** Reads one name of a series; places in its errors are those of its text. */
class SeriesName {
  readonly #text: string;
  #at = 0;
  readonly #labels = new Map<string, string>();

  constructor(text: string) {
    this.#text = text;
  }

  read(): LabelSet {
    const open = this.#text.indexOf('{');
    const name = (open < 0 ? this.#text : this.#text.slice(0, open)).trimEnd();
    if (name !== '') {
      if (!NAME.test(name)) throw new SeriesNameError(0, 'expected the name of a metric');
      this.#labels.set('__name__', name);
    }
    if (open >= 0) {
      this.#at = open + 1;
      while (!this.#takes('}')) this.#label();
    }
    if (!this.#labels.has('__name__')) throw new SeriesNameError(0, 'the series has no metric name');
    return LabelSet.of(this.#labels);
  }

  #label(): void {
    const where = this.#at;
    const quoted = this.#quoted();
    const name = quoted ?? this.#plainName();
    if (name === '' && quoted === undefined) throw new SeriesNameError(where, 'expected label name');
    if (this.#takes('=')) {
      this.#skipBlanks();
      const value = this.#quoted();
      if (value === undefined) throw new SeriesNameError(this.#at, 'expected label value in double quotes');
      this.#set(name, value, where);
    } else if (quoted !== undefined) {
      this.#set('__name__', name, where);
    } else {
      throw new SeriesNameError(this.#at, 'expected equal');
    }
    if (this.#takes(',')) return;
    if (this.#text.charAt(this.#at) !== '}') throw new SeriesNameError(this.#at, 'expected comma or brace close');
  }

  #set(name: string, value: string, where: number): void {
    if (this.#labels.has(name)) {
      throw new SeriesNameError(where, name === '__name__' ? 'metric name already set' : 'label name is not unique');
    }
    this.#labels.set(name, value);
  }

  #takes(character: string): boolean {
    this.#skipBlanks();
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    this.#skipBlanks();
    return true;
  }

  #skipBlanks(): void {
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #plainName(): string {
    const pattern = /[a-zA-Z_][a-zA-Z0-9_]*/y;
    pattern.lastIndex = this.#at;
    const name = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += name.length;
    return name;
  }

  #quoted(): string | undefined {
    if (this.#text.charAt(this.#at) !== '"') return undefined;
    for (let end = this.#at + 1; end < this.#text.length; end++) {
      const character = this.#text.charCodeAt(end);
      if (character === BACKSLASH) end++;
      else if (character === QUOTE) {
        const inside = this.#text.slice(this.#at + 1, end);
        this.#at = end + 1;
        return withoutEscapes(inside);
      }
    }
    throw new SeriesNameError(this.#at, 'a quoted text is not closed');
  }
}

/** Other escapes stay as they are (textparse lvalReplacer). */
const withoutEscapes = (text: string): string =>
  text.includes('\\') ? text.replaceAll(/\\(["\\n])/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped)) : text;
