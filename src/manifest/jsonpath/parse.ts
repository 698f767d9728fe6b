import { formatUnicode } from '../../go/quote.ts';
import { atoi, parseFloat64 } from '../../go/strconv.ts';
import type { JsonPathNode, JsonPathResult, SlicePart } from './ast.ts';
import { unquote } from './unquote.ts';

/**
 * k8s.io/client-go/util/jsonpath Parse: `{.a.b[0]}` between text. The error is client-go's text. Filters and keys in
 * quotes are parsed by themselves; they cannot nest deeper than their own text allows, which is two levels.
 */
export function parseJsonPath(text: string): JsonPathResult {
  try {
    return { ok: true, nodes: new Parser(text).parse() };
  } catch (error) {
    if (error instanceof JsonPathError) return { ok: false, error: error.message };
    throw error;
  }
}

class JsonPathError extends Error {}

const fail = (message: string): never => {
  throw new JsonPathError(message);
};

const END = '';

class Parser {
  readonly #text: string;
  #at = 0;
  /** Where the text that was not taken yet begins. */
  #start = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): readonly JsonPathNode[] {
    const nodes: JsonPathNode[] = [];
    for (;;) {
      const brace = this.#text.indexOf('{', this.#at);
      this.#at = brace < 0 ? this.#text.length : brace;
      if (this.#at > this.#start) nodes.push({ kind: 'text', text: this.#take() });
      if (brace < 0) return nodes;
      this.#at++;
      this.#take();
      nodes.push({ kind: 'action', nodes: this.#action() });
    }
  }

  /** Up to and with the closing brace. */
  #action(): readonly JsonPathNode[] {
    const nodes: JsonPathNode[] = [];
    for (;;) {
      if (this.#startsWith('}')) {
        this.#at++;
        this.#take();
        return nodes;
      }
      if (this.#startsWith('[?(')) nodes.push(this.#filter());
      else if (this.#startsWith('..')) this.#recursive(nodes);
      else this.#part(nodes);
    }
  }

  #part(nodes: JsonPathNode[]): void {
    const character = this.#next();
    if (character === END || isEndOfLine(character)) fail('unclosed action');
    if (character === ' ' || character === '@' || character === '$') this.#take();
    else if (character === '[') nodes.push(...this.#array());
    else if (character === '"' || character === "'") nodes.push(this.#quoted(character));
    else if (character === '.') nodes.push(this.#field());
    else if (/^(?:[+-]|\p{Nd})$/u.test(character)) nodes.push(this.#number(character));
    else if (isAlphaNumeric(character)) nodes.push(this.#identifier());
    else fail(`unrecognized character in action: ${formatUnicode(character)}`);
  }

  #identifier(): JsonPathNode {
    for (;;) {
      const character = this.#next();
      if (!isTerminator(character)) continue;
      this.#at -= character.length;
      break;
    }
    const name = this.#take();
    return name === 'true' || name === 'false'
      ? { kind: 'bool', value: name === 'true' }
      : { kind: 'identifier', name };
  }

  #recursive(nodes: JsonPathNode[]): void {
    if (nodes.at(-1)?.kind === 'recursive') fail('invalid multiple recursive descent');
    this.#at += 2;
    this.#take();
    nodes.push({ kind: 'recursive' });
    const character = this.#next();
    this.#at -= character.length;
    if (isAlphaNumeric(character)) nodes.push(this.#field());
  }

  #number(first: string): JsonPathNode {
    if (!/^[+-]$/.test(first)) this.#at -= first.length;
    for (;;) {
      const character = this.#next();
      if (character === '.' || /^\p{Nd}$/u.test(character)) continue;
      this.#at -= character.length;
      break;
    }
    const written = this.#take();
    const whole = atoi(written);
    if (whole.ok) return { kind: 'number', value: Number(whole.value), isInteger: true };
    const float = parseFloat64(written);
    return float.ok ? { kind: 'number', value: float.value, isInteger: false } : fail(`cannot parse number ${written}`);
  }

  /** `[0]`, `[1:3]`, `[*]`, `['key']`, `[0,'key']`; its bracket is consumed. */
  #array(): readonly JsonPathNode[] {
    for (;;) {
      const character = this.#next();
      if (character === END || character === '\n') fail('unterminated array');
      if (character === ']') break;
    }
    const inner = this.#take().slice(1, -1);
    const text = inner === '*' ? ':' : inner;
    const parts = text.split(',');
    if (parts.length > 1) {
      return [{ kind: 'union', parts: parts.map((part) => parseAction(`[${part.replace(/^ +| +$/g, '')}]`)) }];
    }
    const key = /^'([^']*)'$/.exec(text)?.[1];
    if (key !== undefined) return parseAction(`.${key}`);
    return [arrayNode(text)];
  }

  #filter(): JsonPathNode {
    this.#at += 3;
    this.#take();
    let quote = '';
    let isClosed = false;
    for (;;) {
      const character = this.#next();
      if (character === END || character === '\n') fail('unterminated filter');
      if (character === '"' || character === "'") {
        // Only the first quote of a filter is followed to its end.
        if (quote === '') quote = character;
        else if (this.#text[this.#at - 2] !== '\\' && character === quote) isClosed = true;
      } else if (character === ')' && (quote !== '') === isClosed) break;
    }
    if (this.#next() !== ']') fail('unclosed array expect ]');
    const text = this.#take().slice(0, -2);
    const parts = /^([^!<>=]+)([!<>=]+)([^\n]+)$/.exec(text);
    if (parts === null) return { kind: 'filter', left: parseAction(text), operator: 'exists', right: [] };
    const [, left = '', operator = '', right = ''] = parts;
    return { kind: 'filter', left: parseAction(left), operator, right: parseAction(right) };
  }

  #quoted(quote: string): JsonPathNode {
    for (;;) {
      const character = this.#next();
      if (character === END || character === '\n') fail('unterminated quoted string');
      if (character === quote && this.#text[this.#at - 2] !== '\\') break;
    }
    const written = this.#take();
    const text = unquote(written);
    return text === undefined ? fail(`unquote string ${written} error invalid syntax`) : { kind: 'text', text };
  }

  #field(): JsonPathNode {
    this.#take();
    for (;;) {
      const character = this.#next();
      if (character === '\\') {
        this.#next();
      } else if (isTerminator(character)) {
        this.#at -= character.length;
        break;
      }
    }
    const name = this.#take();
    return name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') };
  }

  /** The next character, which may be two code units; an empty text at the end. */
  #next(): string {
    const codePoint = this.#text.codePointAt(this.#at);
    if (codePoint === undefined) return END;
    const character = String.fromCodePoint(codePoint);
    this.#at += character.length;
    return character;
  }

  #take(): string {
    const taken = this.#text.slice(this.#start, this.#at);
    this.#start = this.#at;
    return taken;
  }

  #startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }
}

/** jsonpath.parseAction: the first action of the text in braces; what a brace in it leaves over is dropped. */
function parseAction(text: string): readonly JsonPathNode[] {
  const [first] = new Parser(`{${text}}`).parse();
  return first?.kind === 'action' ? first.nodes : [];
}

function arrayNode(text: string): JsonPathNode {
  const parts = /^(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?$/.exec(text);
  if (parts === null) return fail(`invalid array index ${text}`);
  const [, first = '', second = '', third = ''] = parts;
  const start = first === '' ? OPEN : index(first);
  const end = second === '' ? { value: start.value + 1, known: true, derived: true } : indexAfterColon(second);
  return { kind: 'array', start, end, step: third === '' ? OPEN : indexAfterColon(third) };
}

const OPEN: SlicePart = { value: 0, known: false, derived: false };

const indexAfterColon = (text: string): SlicePart => (text === ':' ? OPEN : index(text.slice(1)));

function index(text: string): SlicePart {
  const number = atoi(text);
  return number.ok
    ? { value: Number(number.value), known: true, derived: false }
    : fail(`array index ${text} is not a number`);
}

const isEndOfLine = (character: string): boolean => character === '\r' || character === '\n';

const isAlphaNumeric = (character: string): boolean => /^(?:_|\p{L}|\p{Nd})$/u.test(character);

const isTerminator = (character: string): boolean => character === END || /^[ \t\r\n.,[\]$@{}]$/.test(character);
