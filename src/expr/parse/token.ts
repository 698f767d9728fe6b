import { quote } from '../../go/quote.ts';
import type { Span } from '../../text/span.ts';

export type TokenKind = 'Identifier' | 'Number' | 'String' | 'Bytes' | 'Operator' | 'Bracket' | 'EOF';

export interface Token {
  readonly kind: TokenKind;
  /** The text; for strings the value they stand for. */
  readonly value: string;
  readonly span: Span;
  /** The value of a bytes literal. */
  readonly bytes?: Uint8Array;
  /** A string between backquotes. */
  readonly raw?: true;
}

/** How expr-lang shows a token in messages: `Operator(">")`, `EOF`. */
export const describeToken = (token: Token): string =>
  token.value === '' ? token.kind : `${token.kind}(${quote(token.value)})`;
