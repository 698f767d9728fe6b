import { compareStrings } from '../../../go/utf8.ts';
import { LabelSet } from '../../../promql/engine/labels.ts';
import { Texts } from './texts.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const EQUAL = 0x3d;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

const START = 1;
const INSIDE = 2;
/** By byte, whether a label name may begin with it, and have it inside. */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[a-zA-Z_]/.test(character)) return START | INSIDE;
  return /[0-9]/.test(character) ? INSIDE : 0;
});
const COLON = 0x3a;

/** The names of labels that series were written with, and how they are sorted. */
interface Schema {
  readonly written: readonly string[];
  readonly sorted: readonly string[];
  /** Where the value of a sorted name stands among the written ones. */
  readonly places: readonly number[];
}

/**
 * Reads names of series as they nearly always are: `name{a="b",c="d"}` without blanks, escapes and empty values. Series
 * with the same names of labels share them.
 */
export class PlainNames {
  readonly #texts = new Texts();
  readonly #schemas = new Map<string, Schema>();
  #last: Schema = { written: [], sorted: [], places: [] };
  #at = 0;
  #names: string[] = [];

  /** Undefined where the name is written in another way, or is none. */
  read(bytes: Uint8Array, from: number, to: number): LabelSet | undefined {
    const nameTo = endOfName(bytes, from, to, true);
    if (nameTo === from) return undefined;
    this.#names = ['__name__'];
    this.#at = nameTo;
    const values: string[] = [];
    try {
      values.push(this.#texts.of(bytes, from, nameTo));
      if (nameTo < to && (bytes[nameTo] !== OPEN || !this.#labels(bytes, to, values))) return undefined;
    } catch {
      // It is not UTF-8, which others say.
      return undefined;
    }
    const schema = this.#schemaOf(this.#names);
    if (schema === undefined) return undefined;
    return LabelSet.ofSorted(
      schema.sorted,
      schema.places.map((place) => values[place] ?? ''),
    );
  }

  #labels(bytes: Uint8Array, to: number, values: string[]): boolean {
    let at = this.#at + 1;
    for (;;) {
      const nameTo = endOfName(bytes, at, to, false);
      if (nameTo === at || bytes[nameTo] !== EQUAL || bytes[nameTo + 1] !== QUOTE) return false;
      this.#names.push(this.#texts.of(bytes, at, nameTo));
      const valueFrom = nameTo + 2;
      let valueTo = valueFrom;
      while (valueTo < to && bytes[valueTo] !== QUOTE && bytes[valueTo] !== BACKSLASH) valueTo++;
      if (valueTo === valueFrom || bytes[valueTo] !== QUOTE) return false;
      values.push(this.#texts.of(bytes, valueFrom, valueTo));
      at = valueTo + 2;
      const after = bytes[valueTo + 1];
      if (after === CLOSE) return at === to;
      if (after !== COMMA) return false;
    }
  }

  /** Undefined where a name is there twice. */
  #schemaOf(written: readonly string[]): Schema | undefined {
    if (sameTexts(written, this.#last.written)) return this.#last;
    const key = written.join();
    let schema = this.#schemas.get(key);
    if (schema === undefined) {
      const sorted = [...new Set(written)].sort(compareStrings);
      if (sorted.length < written.length) return undefined;
      schema = { written, sorted, places: sorted.map((name) => written.indexOf(name)) };
      if (this.#schemas.size < MAX_SCHEMAS) this.#schemas.set(key, schema);
    }
    this.#last = schema;
    return schema;
  }
}

/** More than the metrics of one place have. */
const MAX_SCHEMAS = 10_000;

function endOfName(bytes: Uint8Array, from: number, to: number, ofMetric: boolean): number {
  let at = from;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    const kind = ofMetric && byte === COLON ? START | INSIDE : (KIND[byte] ?? 0);
    if ((kind & (at === from ? START : INSIDE)) === 0) break;
    at++;
  }
  return at;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
