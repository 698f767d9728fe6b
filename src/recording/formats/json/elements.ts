import { RecordingError } from '../../error.ts';
import type { FormatReader } from '../reader.ts';

/** Takes what `Elements` finds. */
export interface ElementSink {
  /** True for the places whose values are wanted whole: `['data', 'result', '*']`; a list's items are `*`. */
  wants(path: readonly string[]): boolean;
  /** @param start Where it begins. */
  element(path: readonly string[], value: unknown, start: { readonly line: number; readonly column: number }): void;
  /** A whole value of the outermost level has ended. */
  endOfDocument(): void;
}

const MAX_ELEMENT = 256e6;
const MAX_DEPTH = 64;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

interface Level {
  readonly list: boolean;
  key: string;
  /** In an object: what comes next is a key. */
  beforeKey: boolean;
}

/**
 * Walks through JSON of any length, one or several values after each other, and decodes only the parts that are wanted,
 * each by itself: the whole text is never held.
 */
export class Elements implements FormatReader {
  readonly #path: string;
  readonly #sink: ElementSink;
  readonly #levels: Level[] = [];
  #inText = false;
  #escaped = false;
  /** What is being gathered: a key, or a wanted value. */
  #gathers: 'key' | 'value' | undefined;
  #gathersFrom = 0;
  #gatheredLevels = 0;
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #line = 1;
  #lineFrom = 0;
  #before = 0;
  #start = { line: 1, column: 1 };
  #started = false;

  constructor(path: string, sink: ElementSink) {
    this.#path = path;
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    if (this.#gathers !== undefined) this.#gathersFrom = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#endText(bytes, at + 1);
        continue;
      }
      switch (byte) {
        case NEWLINE:
          this.#endLiteral(bytes, at);
          this.#line++;
          this.#lineFrom = this.#before + at + 1;
          break;
        case 0x20:
        case 0x09:
        case 0x0d:
          this.#endLiteral(bytes, at);
          break;
        case QUOTE:
          this.#startText(at);
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          this.#startValue(at);
          if (this.#levels.length >= MAX_DEPTH) throw this.#error(`nested more than ${MAX_DEPTH} deep`, at);
          this.#levels.push({ list: byte === OPEN_BRACKET, key: '*', beforeKey: byte === OPEN_BRACE });
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          this.#endLiteral(bytes, at);
          this.#close(bytes, at, byte === CLOSE_BRACKET);
          break;
        case COMMA:
          this.#endLiteral(bytes, at);
          this.#comma(at);
          break;
        case COLON:
          break;
        default:
          this.#literal(byte, at);
      }
    }
    if (this.#gathers !== undefined) this.#keep(bytes, this.#gathersFrom, bytes.length);
    this.#before += bytes.length;
  }

  end(): void {
    if (this.#levels.length > 0 || this.#inText) throw this.#error('the JSON is cut off', 0);
    if (!this.#started) throw this.#error('there is no JSON', 0);
  }

  #here(): string[] {
    return this.#levels.map(({ list, key }) => (list ? '*' : key));
  }

  #startValue(at: number): void {
    this.#started = true;
    if (this.#gathers !== undefined) return;
    const level = this.#levels.at(-1);
    if (level?.beforeKey === true) throw this.#error('expected a key', at);
    if (!this.#sink.wants(this.#here())) return;
    this.#start = { line: this.#line, column: this.#before + at - this.#lineFrom + 1 };
    this.#gather('value', at);
  }

  #gather(what: 'key' | 'value', at: number): void {
    this.#gathers = what;
    this.#gathersFrom = at;
    this.#gatheredLevels = this.#levels.length;
  }

  #startText(at: number): void {
    this.#inText = true;
    if (this.#gathers !== undefined) return;
    const level = this.#levels.at(-1);
    if (level === undefined) throw this.#error('expected an object or a list', at);
    if (level.beforeKey) this.#gather('key', at);
    else this.#startValue(at);
  }

  #endText(bytes: Uint8Array, end: number): void {
    this.#inText = false;
    if (this.#gathers === 'key') {
      const level = this.#levels.at(-1);
      const key = this.#take(bytes, end);
      if (level !== undefined && typeof key === 'string') {
        level.key = key;
        level.beforeKey = false;
      }
    } else {
      this.#endValue(bytes, end);
    }
  }

  /** Numbers, `true`, `false` and `null` end where something else begins. */
  #endLiteral(bytes: Uint8Array, end: number): void {
    if (this.#gathers === 'value' && this.#isLiteral) {
      this.#isLiteral = false;
      this.#endValue(bytes, end);
    }
  }
  #isLiteral = false;

  #literal(byte: number, at: number): void {
    const plausible =
      (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || '+-.E'.includes(String.fromCharCode(byte));
    if (!plausible || this.#levels.length === 0) {
      throw this.#error(`unexpected ${JSON.stringify(String.fromCharCode(byte))} in JSON`, at);
    }
    if (this.#gathers !== undefined) return;
    this.#startValue(at);
    this.#isLiteral = this.#gathers === 'value';
  }

  #comma(at: number): void {
    const level = this.#levels.at(-1);
    if (level === undefined) throw this.#error('unexpected "," in JSON', at);
    if (!level.list) level.beforeKey = true;
  }

  #close(bytes: Uint8Array, at: number, list: boolean): void {
    const level = this.#levels.pop();
    if (level?.list !== list) throw this.#error(`unexpected ${list ? ']' : '}'} in JSON`, at);
    this.#endValue(bytes, at + 1);
    if (this.#levels.length === 0) this.#sink.endOfDocument();
  }

  #endValue(bytes: Uint8Array, end: number): void {
    if (this.#gathers !== 'value' || this.#levels.length !== this.#gatheredLevels) return;
    const path = this.#here();
    const start = this.#start;
    this.#sink.element(path, this.#take(bytes, end), start);
  }

  #take(bytes: Uint8Array, end: number): unknown {
    this.#keep(bytes, this.#gathersFrom, end);
    const whole = new Uint8Array(this.#restLength);
    let at = 0;
    for (const part of this.#rest) {
      whole.set(part, at);
      at += part.length;
    }
    const { line, column } = this.#gathers === 'key' ? { line: this.#line, column: undefined } : this.#start;
    this.#rest = [];
    this.#restLength = 0;
    this.#gathers = undefined;
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(whole));
    } catch (error) {
      const why = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
      throw new RecordingError(this.#path, `invalid JSON: ${why}`, { line, column });
    }
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    this.#restLength += to - from;
    if (this.#restLength > MAX_ELEMENT) {
      throw new RecordingError(this.#path, `one series has more than ${MAX_ELEMENT / 1e6} MB: ask for a shorter time`, {
        line: this.#line,
      });
    }
    this.#rest.push(bytes.slice(from, to));
  }

  #error(what: string, at: number): RecordingError {
    return new RecordingError(this.#path, what, { line: this.#line, column: this.#before + at - this.#lineFrom + 1 });
  }
}
