import type { Span } from '../../../text/span.ts';
import type { ErrorList, PromqlError } from '../errors.ts';
import { isKeyword, type Token, type TokenKind } from '../lexical/token.ts';

/** The tokens of a query and a place among them. */
export class TokenCursor {
  readonly source: string;
  readonly errors: ErrorList;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #index = 0;

  constructor(source: string, tokens: readonly Token[], errors: ErrorList) {
    this.source = source;
    this.errors = errors;
    this.#tokens = tokens;
    const last = tokens[tokens.length - 1];
    this.#end = last ?? { kind: 'eof', start: source.length, end: source.length, text: '', holes: [] };
  }

  /** The current token; `eof` for ever at the end. */
  get token(): Token {
    return this.#tokens[this.#index] ?? this.#end;
  }

  peek(ahead = 1): Token {
    return this.#tokens[this.#index + ahead] ?? this.#end;
  }

  /** Where the last token that was taken ends. */
  get lastEnd(): number {
    return this.#tokens[this.#index - 1]?.end ?? 0;
  }

  next(): Token {
    const token = this.token;
    if (this.#index < this.#tokens.length) this.#index++;
    return token;
  }

  is(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  isWord(...words: readonly string[]): boolean {
    return isKeyword(this.token, ...words);
  }

  take(kind: TokenKind): Token | undefined {
    return this.token.kind === kind ? this.next() : undefined;
  }

  /** Reports a mistake at the current token. */
  fail(error: PromqlError): void {
    this.errors.add(Math.max(error.span.end, this.lastEnd), error);
  }

  /** How a token is called in a message. */
  describe(token: Token): string {
    if (token.kind === 'eof') return 'the end of the query';
    const text = this.source.slice(token.start, token.end);
    return `\`${text.length > 40 ? `${text.slice(0, 37)}...` : text}\``;
  }

  spanOf(token: Token): Span {
    return { start: token.start, end: token.end };
  }
}

/** Reports the bracket at `open`, of which the end is missing at `at`; `more` others around it are open too. */
export function reportUnclosed(cursor: TokenCursor, open: Span, at: Token, more = 0): void {
  const bracket = cursor.source.charAt(open.start);
  const end = cursor.source.length;
  const others = more > 0 ? ` (nor ${more === 1 ? 'is the one' : `are the ${more}`} around it)` : '';
  const where = at.kind === 'eof' ? '' : `: expected its end before ${cursor.describe(at)}`;
  cursor.errors.add(end, {
    span: { start: open.start, end: open.end },
    code: 'unclosed-bracket',
    message: `this \`${bracket}\` is never closed${others}${where}`,
    upstream: bracket === '[' ? 'unclosed left bracket' : 'unclosed left parenthesis',
    upstreamSpan: { start: end, end },
  });
}
