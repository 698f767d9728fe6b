import type { Span } from '../../text/span.ts';
import type { ScalarSource, TextError } from '../scalar/source.ts';
import { scalarText } from '../scalar/text.ts';
import { untaggedScalar } from '../scalar/untagged.ts';
import type { ScalarStyle, YamlComment, YamlNode, YamlProblem } from '../tree.ts';
import { MapBuilder } from './map-builder.ts';
import { type MapNode, type ScalarNode, SequenceNode } from './nodes.ts';

export interface BlockDocument {
  readonly root: YamlNode | undefined;
  readonly problems: YamlProblem[];
  readonly comments: YamlComment[];
}

/** What only the library reads, wherever it stands. */
const UNUSUAL = /[\t\uFEFF\x85\u2028\u2029]|\r(?!\n)/;
/** Deeper documents are left to the library, which knows the limit. */
const MAX_BLOCK_DEPTH = 100;

const KEY = /(?:[A-Za-z0-9_$/][A-Za-z0-9_$./-]*|"[^"\\\n]*"|'[^'\n]*')(?=:(?:[ \r\n]|$))/y;
const BLOCK_HEADER = /[|>]-?(?= *(?: #[^\n]*)?(?:\r?\n|$))/y;
/** Unquoted text starts with nothing that means something to YAML. */
const PLAIN_START = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s,[\]{}])/y;
/** Inside of brackets also without the characters on which readers differ there. */
const FLOW_PLAIN = /(?:[A-Za-z0-9_./$]|-(?=[A-Za-z0-9_./]))[^\r\n,[\]{}:#?'"]*/y;

/**
 * Reads a document of the YAML that nearly all manifests are written in: block maps and lists with keys of one word,
 * scalars on one line, block scalars, collections in brackets. It is many times faster than the library's parser and
 * makes the same nodes. At anything else, and at the least doubt, it gives up (undefined) for the library to read the
 * document and to say what is wrong.
 */
export function readBlockDocument(file: string, { start, end }: Span): BlockDocument | undefined {
  if (UNUSUAL.test(file.slice(start, end))) return undefined;
  return new BlockReader(file, start, end).document();
}

class BlockReader {
  readonly #file: string;
  readonly #end: number;
  readonly #problems: YamlProblem[] = [];
  readonly #comments: YamlComment[] = [];
  /** The next character to read. */
  #at: number;
  /** The indentation of the current line; -1 at the end. */
  #indent = -1;
  #depth = 0;

  constructor(file: string, start: number, end: number) {
    this.#file = file.length === end ? file : file.slice(0, end);
    this.#at = start;
    this.#end = end;
  }

  document(): BlockDocument | undefined {
    this.#nextLine();
    if (this.#indent === 0 && this.#file.startsWith('---', this.#at)) {
      this.#at += 3;
      if (!this.#restOfLine()) return undefined;
      this.#nextLine();
    }
    const { problems, comments } = { problems: this.#problems, comments: this.#comments };
    if (this.#indent < 0) return { root: undefined, problems, comments };
    const first = this.#code();
    let root: YamlNode | undefined;
    if (first === OPEN_MAP || first === OPEN_SEQUENCE) {
      root = this.#flow(-1);
      if (!this.#restOfLine()) return undefined;
      this.#nextLine();
    } else {
      root = this.#block();
    }
    return root === undefined || this.#indent >= 0 ? undefined : { root, problems, comments };
  }

  #code(offset = 0): number {
    const code = this.#at + offset < this.#end ? this.#file.charCodeAt(this.#at + offset) : NEWLINE;
    return code === RETURN ? NEWLINE : code;
  }

  /** From the start of a line to the content of the next one that has any. */
  #nextLine(): void {
    const file = this.#file;
    let lineStart = this.#at;
    for (;;) {
      let at = lineStart;
      while (file.charCodeAt(at) === SPACE) at++;
      if (at >= this.#end) {
        this.#at = this.#end;
        this.#indent = -1;
        return;
      }
      const code = file.charCodeAt(at);
      if (code === HASH) at = this.#comment(at);
      else if (code === RETURN) at++;
      else if (code !== NEWLINE) {
        this.#at = at;
        this.#indent = at - lineStart;
        return;
      }
      lineStart = at + 1;
    }
  }

  /** Takes the comment at `at`; returns where its line ends. */
  #comment(at: number): number {
    const newline = this.#file.indexOf('\n', at);
    const lineEnd = newline < 0 ? this.#end : newline;
    const end = this.#file.charCodeAt(lineEnd - 1) === RETURN ? lineEnd - 1 : lineEnd;
    this.#comments.push({ span: { start: at, end }, text: this.#file.slice(at + 1, end) });
    return lineEnd;
  }

  /** Goes behind the end of the line if nothing but a comment stands before it. */
  #restOfLine(): boolean {
    const file = this.#file;
    let at = this.#at;
    while (file.charCodeAt(at) === SPACE) at++;
    if (at < this.#end && file.charCodeAt(at) === HASH) {
      if (at === this.#at) return false;
      at = this.#comment(at);
    } else if (file.charCodeAt(at) === RETURN) {
      at++;
    }
    if (at < this.#end && file.charCodeAt(at) !== NEWLINE) return false;
    this.#at = Math.min(at + 1, this.#end);
    return true;
  }

  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#file) ? pattern.lastIndex : -1;
  }

  /** The map or list whose first line is the current one. */
  #block(): YamlNode | undefined {
    const indent = this.#indent;
    return this.#code() === DASH && isBlank(this.#code(1)) ? this.#sequence(indent) : this.#map(indent);
  }

  #enter(): boolean {
    return ++this.#depth <= MAX_BLOCK_DEPTH;
  }

  #map(indent: number): MapNode | undefined {
    if (!this.#enter()) return undefined;
    const builder = new MapBuilder(this.#problems);
    const start = this.#at;
    let end = start;
    do {
      const keyEnd = this.#match(KEY);
      if (keyEnd < 0 || keyEnd - this.#at > 1000) return undefined;
      const key = this.#scalar(styleAt(this.#file, this.#at), this.#at, keyEnd, true);
      if (key === undefined) return undefined;
      this.#at = keyEnd + 1;
      const value = this.#value(indent, true);
      if (value === undefined) return undefined;
      end = Math.max(value.span.end, keyEnd + 1);
      builder.add(key, value, undefined);
    } while (this.#indent === indent);
    if (this.#indent > indent) return undefined;
    this.#depth--;
    return builder.build({ start, end }, false);
  }

  #sequence(indent: number): SequenceNode | undefined {
    if (!this.#enter()) return undefined;
    const items: YamlNode[] = [];
    const start = this.#at;
    let end = start;
    while (this.#indent === indent && this.#code() === DASH && isBlank(this.#code(1))) {
      const dash = this.#at++;
      const item = this.#item(indent, dash);
      if (item === undefined) return undefined;
      items.push(item);
      end = Math.max(item.span.end, dash + 1);
    }
    if (this.#indent > indent) return undefined;
    this.#depth--;
    return new SequenceNode({ start, end }, false, items, undefined);
  }

  #item(indent: number, dash: number): YamlNode | undefined {
    const file = this.#file;
    let at = this.#at;
    while (file.charCodeAt(at) === SPACE) at++;
    const isNested = file.charCodeAt(at) === DASH && isBlank(at + 1 < this.#end ? file.charCodeAt(at + 1) : NEWLINE);
    KEY.lastIndex = at;
    if (!isNested && !KEY.test(file)) return this.#value(indent, false);
    this.#at = at;
    this.#indent = indent + at - dash;
    return isNested ? this.#sequence(this.#indent) : this.#map(this.#indent);
  }

  /** The value behind `:` or `-`, in a collection of this indentation; goes on to the next line with content. */
  #value(indent: number, inMap: boolean): YamlNode | undefined {
    const indicatorEnd = this.#at;
    while (this.#file.charCodeAt(this.#at) === SPACE) this.#at++;
    const code = this.#code();
    if (code === NEWLINE || code === HASH) {
      this.#at = indicatorEnd;
      if (!this.#restOfLine()) return undefined;
      this.#nextLine();
      if (this.#indent > indent) return this.#block();
      const isList = inMap && this.#indent === indent && this.#code() === DASH && isBlank(this.#code(1));
      return isList ? this.#sequence(indent) : this.#scalar('plain', indicatorEnd, indicatorEnd, false);
    }
    let node: YamlNode | undefined;
    if (code === PIPE || code === GREATER) return this.#blockScalar(indent);
    if (code === OPEN_MAP || code === OPEN_SEQUENCE) {
      node = this.#flow(indent);
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      node = this.#quoted();
    } else {
      node = this.#plain();
    }
    if (node === undefined || !this.#restOfLine()) return undefined;
    this.#nextLine();
    return this.#indent > indent ? undefined : node;
  }

  #scalar(style: ScalarStyle, start: number, end: number, isKey: boolean, bodyStart = start): ScalarNode | undefined {
    const source: ScalarSource = { file: this.#file, start, end, style, bodyStart, parentIndent: 0 };
    if (style === 'plain') {
      const text = this.#file.slice(start, end);
      return isKey && text === '<<' ? undefined : untaggedScalar(source, text, isKey, this.#problems);
    }
    const errors: TextError[] = [];
    const text = scalarText(source, errors);
    return errors.length > 0 ? undefined : untaggedScalar(source, text, isKey, this.#problems);
  }

  /** Unquoted text up to the end of the line or a comment. */
  #plain(): ScalarNode | undefined {
    if (this.#match(PLAIN_START) < 0) return undefined;
    const file = this.#file;
    const start = this.#at;
    let end = start;
    for (let at = start; at < this.#end; at++) {
      const code = file.charCodeAt(at);
      if (code === NEWLINE || code === RETURN) break;
      if (code === SPACE) continue;
      if (code === HASH && end < at) break;
      if (code === COLON && (at + 1 >= this.#end || isBlank(file.charCodeAt(at + 1)))) return undefined;
      end = at + 1;
    }
    this.#at = end;
    return this.#scalar('plain', start, end, false);
  }

  #quoted(): ScalarNode | undefined {
    const file = this.#file;
    const start = this.#at;
    const quote = file.charCodeAt(start);
    for (let at = start + 1; at < this.#end; at++) {
      const code = file.charCodeAt(at);
      if (code === NEWLINE) return undefined;
      if (code === BACKSLASH && quote === DOUBLE_QUOTE) at++;
      else if (code === quote) {
        if (quote === SINGLE_QUOTE && file.charCodeAt(at + 1) === SINGLE_QUOTE) at++;
        else {
          this.#at = at + 1;
          return this.#scalar(quote === DOUBLE_QUOTE ? 'double' : 'single', start, at + 1, false);
        }
      }
    }
    return undefined;
  }

  #blockScalar(parentIndent: number): ScalarNode | undefined {
    const file = this.#file;
    const start = this.#at;
    const headerEnd = this.#match(BLOCK_HEADER);
    if (headerEnd < 0) return undefined;
    this.#at = headerEnd;
    if (!this.#restOfLine()) return undefined;
    const bodyStart = this.#at;
    let indent = -1;
    /** The widest of the lines without text since the last one with text. */
    let blank = 0;
    let end = bodyStart;
    for (let lineStart = bodyStart; lineStart < this.#end; ) {
      let at = lineStart;
      while (file.charCodeAt(at) === SPACE) at++;
      const width = at - lineStart;
      const newline = file.indexOf('\n', at);
      const next = newline < 0 ? this.#end : newline + 1;
      if (at >= this.#end || isBlank(file.charCodeAt(at))) {
        blank = Math.max(blank, width);
      } else {
        if (indent < 0) {
          if (width <= parentIndent || blank > width) return undefined;
          indent = width;
        } else if (width < indent) {
          break;
        }
        blank = 0;
        end = next;
      }
      lineStart = next;
    }
    // Without text, or with blanks at the end that are text: rare, and easy to get wrong.
    if (indent < 0 || blank > indent) return undefined;
    this.#at = end;
    const node = this.#scalar(file.charCodeAt(start) === PIPE ? 'literal' : 'folded', start, end, false, bodyStart);
    this.#nextLine();
    return this.#indent > parentIndent ? undefined : node;
  }

  /** A collection in brackets; its lines are indented deeper than `parentIndent`. */
  #flow(parentIndent: number): YamlNode | undefined {
    if (!this.#enter()) return undefined;
    const start = this.#at++;
    const isMap = this.#file.charCodeAt(start) === OPEN_MAP;
    if (isMap && this.#code() === OPEN_MAP) return undefined;
    const close = isMap ? CLOSE_MAP : CLOSE_SEQUENCE;
    const builder = new MapBuilder(this.#problems);
    const items: YamlNode[] = [];
    for (;;) {
      if (!this.#flowBlanks(parentIndent)) return undefined;
      if (this.#code() === close) break;
      const node = this.#flowNode(parentIndent, isMap);
      if (node === undefined) return undefined;
      if (isMap) {
        while (this.#code() === SPACE) this.#at++;
        if (node.kind !== 'scalar' || this.#code() !== COLON) return undefined;
        if (node.style === 'plain' && !isBlank(this.#code(1))) return undefined;
        this.#at++;
        if (!this.#flowBlanks(parentIndent)) return undefined;
        const value = this.#flowNode(parentIndent, false);
        if (value === undefined || !this.#flowBlanks(parentIndent)) return undefined;
        builder.add(node, value, undefined);
      } else {
        items.push(node);
        if (!this.#flowBlanks(parentIndent)) return undefined;
      }
      if (this.#code() === close) break;
      if (this.#code() !== COMMA) return undefined;
      this.#at++;
    }
    this.#at++;
    this.#depth--;
    const span = { start, end: this.#at };
    return isMap ? builder.build(span, true) : new SequenceNode(span, true, items, undefined);
  }

  #flowNode(parentIndent: number, isKey: boolean): YamlNode | undefined {
    const code = this.#code();
    if (code === OPEN_MAP || code === OPEN_SEQUENCE) return isKey ? undefined : this.#flow(parentIndent);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.#quoted();
    const matched = this.#match(FLOW_PLAIN);
    if (matched < 0) return undefined;
    const start = this.#at;
    let end = matched;
    while (this.#file.charCodeAt(end - 1) === SPACE) end--;
    this.#at = end;
    return this.#scalar('plain', start, end, isKey);
  }

  /** Skips blanks and line ends in brackets; false if a line is not indented enough. */
  #flowBlanks(parentIndent: number): boolean {
    const file = this.#file;
    for (;;) {
      while (file.charCodeAt(this.#at) === SPACE || file.charCodeAt(this.#at) === RETURN) this.#at++;
      if (this.#at >= this.#end) return false;
      if (file.charCodeAt(this.#at) !== NEWLINE) return true;
      const lineStart = this.#at + 1;
      let at = lineStart;
      while (file.charCodeAt(at) === SPACE) at++;
      if (at < this.#end && !isBlank(file.charCodeAt(at)) && at - lineStart <= parentIndent) return false;
      this.#at = at;
    }
  }
}

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const GREATER = 62;
const OPEN_SEQUENCE = 91;
const CLOSE_SEQUENCE = 93;
const OPEN_MAP = 123;
const BACKSLASH = 92;
const PIPE = 124;
const CLOSE_MAP = 125;

const isBlank = (code: number): boolean => code === SPACE || code === NEWLINE || code === RETURN;

function styleAt(file: string, at: number): ScalarStyle {
  const code = file.charCodeAt(at);
  return code === DOUBLE_QUOTE ? 'double' : code === SINGLE_QUOTE ? 'single' : 'plain';
}
