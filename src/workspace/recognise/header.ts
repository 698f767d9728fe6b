import type { Span } from '../../text/span.ts';

/** What a document says of itself, read from its text without parsing it. */
export interface DocumentHeader {
  readonly span: Span;
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** False where the text is not plain enough (flow style, JSON, anchors, tags, lists of objects): only a parser can tell. */
  readonly certain: boolean;
  /** True if there is no mapping with both `apiVersion` and `kind`: not an object, whatever it is. */
  readonly empty: boolean;
}

const SPACE = 32;
const TAB = 9;
const HASH = 35;
const PERCENT = 37;
const DASH = 45;
const NEWLINE = 10;
const RETURN = 13;

const NEXT_TOP_LINE = /\n(?=[^ \t\r\n#])/g;
const TOP_KEY = /(apiVersion|kind|metadata)[ \t]*:(?:[ \t]+(.*))?$/y;
const ANY_QUOTED_OR_FLOW = /["'[{?&*!|>]/y;
const NAME_KEY = /(name|namespace)[ \t]*:(?:[ \t]+(.*))?$/y;

/**
 * Reads `apiVersion`, `kind` and the name of the document at `span`: the keys of the outermost mapping in block style,
 * whatever its indentation. Anything else than plain or simply quoted values makes the answer uncertain.
 */
export function readHeader(text: string, span: Span): DocumentHeader {
  const found = new Scan(text, span).run();
  return {
    span,
    apiVersion: found.apiVersion,
    kind: found.kind,
    name: found.name,
    namespace: found.namespace,
    certain: found.certain,
    empty: found.certain && (found.apiVersion === undefined || found.kind === undefined),
  };
}

class Scan {
  apiVersion: string | undefined;
  kind: string | undefined;
  name: string | undefined;
  namespace: string | undefined;
  certain = true;
  readonly #text: string;
  readonly #end: number;
  #at: number;

  constructor(text: string, span: Span) {
    this.#text = text;
    // The byte order mark stands before the first key.
    this.#at = text.charCodeAt(span.start) === 0xfeff ? span.start + 1 : span.start;
    this.#end = span.end;
  }

  run(): this {
    const text = this.#text;
    let base = -1;
    /** Indentation of the children of `metadata`, -1 before the first of them, -2 outside `metadata`. */
    let inner = -2;
    while (this.#at < this.#end) {
      const start = this.#at;
      let next = text.indexOf('\n', start);
      if (next === -1 || next >= this.#end) next = this.#end;
      this.#at = next + 1;

      let first = start;
      while (first < next && text.charCodeAt(first) === SPACE) first++;
      const code = first < next ? text.charCodeAt(first) : NEWLINE;
      if (code === NEWLINE || code === RETURN || code === HASH) continue;
      const indent = first - start;

      if (base === -1) {
        if (indent === 0 && this.#isMarker(start, next)) {
          if (!this.#readMarkerRest(start, next)) return this;
          continue;
        }
        if (code === PERCENT || text.startsWith('...', first)) continue;
        base = indent;
        if (code === DASH || code === TAB) return this.#giveUp(code === TAB);
      }
      if (indent > base) {
        if (inner === -1) inner = indent;
        if (inner === indent) this.#readName(first, next);
        continue;
      }
      if (indent < base) {
        // A document cannot dedent below its first key: the text is broken, or an end marker.
        continue;
      }
      inner = this.#readKey(first, next);
      if (inner === -2 && base === 0) {
        // Nothing indented counts from here on: most of a document is passed over at once.
        NEXT_TOP_LINE.lastIndex = next;
        this.#at = NEXT_TOP_LINE.test(text) ? NEXT_TOP_LINE.lastIndex : this.#end;
      }
    }
    return this;
  }

  #isMarker(start: number, next: number): boolean {
    const text = this.#text;
    return next - start >= 3 && text.startsWith('---', start);
  }

  /** `--- {a: 1}`, `--- !tag`, `--- # comment`: true if the marker line holds no content. */
  #readMarkerRest(start: number, next: number): boolean {
    const rest = this.#text.slice(start + 3, next).trim();
    if (rest === '' || rest.startsWith('#')) return true;
    this.certain = false;
    return false;
  }

  #giveUp(unclear: boolean): this {
    this.certain = !unclear;
    return this;
  }

  /** One line of the outermost mapping; the new state of `inner`. */
  #readKey(first: number, next: number): number {
    const line = trimEnd(this.#text, first, next);
    TOP_KEY.lastIndex = 0;
    const match = TOP_KEY.exec(line);
    if (match === null) {
      ANY_QUOTED_OR_FLOW.lastIndex = 0;
      if (ANY_QUOTED_OR_FLOW.test(line) || line.startsWith('<<')) this.certain = false;
      return -2;
    }
    const key = match[1];
    if (key === 'metadata') {
      this.name = undefined;
      this.namespace = undefined;
      if (plainValue(match[2]) === '') return -1;
      this.certain = false;
      return -2;
    }
    const value = plainValue(match[2]);
    if (value === undefined) this.certain = false;
    if (key === 'kind') this.kind = value || undefined;
    else this.apiVersion = value || undefined;
    if (key === 'kind' && value?.endsWith('List')) this.certain = false;
    return -2;
  }

  #readName(first: number, next: number): void {
    const code = this.#text.charCodeAt(first);
    // `n` starts both keys; a quoted or merged key needs the parser.
    if (code !== 110) {
      if (code === 34 || code === 39 || code === 60 || code === 123 || code === 42 || code === 38) this.certain = false;
      return;
    }
    NAME_KEY.lastIndex = 0;
    const match = NAME_KEY.exec(trimEnd(this.#text, first, next));
    if (match === null) return;
    const value = plainValue(match[2]);
    if (value === undefined) this.certain = false;
    else if (match[1] === 'name') this.name = value || undefined;
    else this.namespace = value || undefined;
  }
}

function trimEnd(text: string, start: number, end: number): string {
  return text.slice(start, text.charCodeAt(end - 1) === RETURN ? end - 1 : end);
}

/** A plain or simply quoted value without its comment; empty for none; undefined where it takes a parser. */
function plainValue(raw: string | undefined): string | undefined {
  const text = raw?.trim() ?? '';
  if (text === '' || text.startsWith('#')) return '';
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1);
    if (end === -1) return undefined;
    const value = text.slice(1, end);
    const rest = text.slice(end + 1);
    if (value.includes('\\') || !/^\s*(?:#.*)?$/.test(rest)) return undefined;
    return value;
  }
  if ('[{&*!|>@`%'.includes(quote ?? '')) return undefined;
  const comment = text.search(/\s#/);
  return comment === -1 ? text : text.slice(0, comment).trimEnd();
}
