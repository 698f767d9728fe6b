import { type CST, Lexer, Parser } from 'yaml';
import type { YamlComment } from '../tree.ts';
import { MAX_DEPTH } from './anchors.ts';

export interface Tokens {
  readonly tokens: readonly CST.Token[];
  readonly comments: readonly YamlComment[];
  /** Tabs on lines without content that Kubernetes' decoder trips over. */
  readonly tabs: readonly number[];
  /** Where the nesting limit was passed; the tokens end there. */
  readonly tooDeepAt: number | undefined;
}

/** What the lexer puts before a plain scalar or the body of a block scalar. */
const SCALAR_FOLLOWS = '\x1f';
/** What the lexer puts where brackets end by force. */
const FLOW_BROKEN = '\x18';

/** The library's concrete syntax tree of a text that starts at `offset` of its file. */
export function readTokens(text: string, offset: number): Tokens {
  const tokens: CST.Token[] = [];
  const comments: YamlComment[] = [];
  const tabs = new TabWatch();
  const parser = new Parser();
  parser.offset = offset;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (isScalar) {
      tabs.scalar(lexeme, parser);
      isScalar = false;
    } else {
      if (lexeme === SCALAR_FOLLOWS) {
        isScalar = true;
      } else {
        if (lexeme.charCodeAt(0) === 35) {
          const start = parser.offset;
          comments.push({ span: { start, end: start + lexeme.length }, text: lexeme.slice(1) });
        }
        tabs.token(lexeme, parser.offset);
      }
    }
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The parser's stack also holds the document and a scalar.
    if (parser.stack.length > MAX_DEPTH + 2) {
      return { tokens, comments, tabs: [], tooDeepAt: parser.offset - lexeme.length };
    }
  }
  for (const token of parser.end()) tokens.push(token);
  tabs.end();
  return { tokens, comments, tabs: tabs.found, tooDeepAt: undefined };
}

/**
 * Finds tabs in the blanks before a comment or line end. libyaml takes them nowhere but in brackets
 * (yaml_parser_scan_to_next_token) and, if deep enough, on the lines after unquoted text, whose end it seeks there
 * (yaml_parser_scan_plain_scalar).
 */
class TabWatch {
  readonly found: number[] = [];
  /** How far the line is blank: its columns so far, or undefined behind content. */
  #blanks: number | undefined = 0;
  #tabAt: number | undefined;
  #flowDepth = 0;
  /** The indentation of the collection that holds the unquoted text before this. */
  #plainIndent: number | undefined;

  scalar(lexeme: string, parser: Parser): void {
    this.#tabAt = undefined;
    const isBody = parser.stack.at(-1)?.type === 'block-scalar';
    this.#blanks = isBody ? 0 : undefined;
    this.#plainIndent = isBody || lexeme === '' ? undefined : innermostIndent(parser.stack);
  }

  token(lexeme: string, offset: number): void {
    switch (lexeme.charCodeAt(0)) {
      case 32: // space
      case 9: // tab
        this.#blank(lexeme, offset);
        return;
      case 10: // \n
      case 13: // \r
        this.end();
        this.#blanks = 0;
        return;
      case 35: // #
        this.end();
        this.#plainIndent = undefined;
        break;
      case 91: // [
      case 123: // {
        this.#flowDepth++;
        this.#plainIndent = undefined;
        break;
      case 93: // ]
      case 125: // }
        this.#flowDepth = Math.max(0, this.#flowDepth - 1);
        this.#plainIndent = undefined;
        break;
      default:
        if (lexeme === FLOW_BROKEN) this.#flowDepth = 0;
        this.#plainIndent = undefined;
    }
    this.#tabAt = undefined;
    this.#blanks = undefined;
  }

  #blank(lexeme: string, offset: number): void {
    if (this.#blanks === undefined) return;
    const tab = this.#flowDepth > 0 ? -1 : lexeme.indexOf('\t');
    if (tab >= 0 && (this.#plainIndent === undefined || this.#blanks + tab <= this.#plainIndent)) {
      this.#tabAt ??= offset + tab;
    }
    this.#blanks += lexeme.length;
  }

  /** The line, or the text, ends. */
  end(): void {
    if (this.#tabAt !== undefined) this.found.push(this.#tabAt);
    this.#tabAt = undefined;
  }
}

function innermostIndent(stack: readonly CST.Token[]): number {
  for (let i = stack.length - 1; i >= 0; i--) {
    const token = stack[i];
    if (token?.type === 'block-map' || token?.type === 'block-seq') return token.indent;
  }
  return -1;
}
