import type { IParserErrorMessageProvider, IToken } from 'chevrotain';
import type { Span } from '../../text/span.ts';
import { describeToken, type Token } from './token.ts';

/** A place where the text is no expression. */
export interface SyntaxProblem {
  readonly message: string;
  /** The offending text. */
  readonly span: Span;
  /** Index of the token that expr-lang's parser looks at when it reports this. */
  readonly tokenIndex: number;
  /** Closing brackets that the parser still waits for, innermost last. */
  readonly awaited: readonly string[];
  /** The condition was complete before this token. */
  readonly isRest?: true;
}

const MAP_KEY_TEXT =
  'a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses';

export const nameExpected = ({ kind }: Token): string =>
  kind === 'EOF' ? 'unexpected end of expression' : 'expected name';

const unexpected = (token: Token): string => `unexpected token ${describeToken(token)}`;

/** Chevrotain asks for the text when an error happens: the moment to note what the parser was waiting for. */
export function messageProvider(
  report: (token: IToken, message: (token: Token) => string, isRest?: true) => void,
): IParserErrorMessageProvider {
  const note = (token: IToken | undefined, message: (token: Token) => string, isRest?: true): string => {
    if (token !== undefined) report(token, message, isRest);
    return '';
  };
  return {
    buildMismatchTokenMessage: ({ actual, ruleName }) => note(actual, messageFor(ruleName)),
    buildNotAllInputParsedMessage: ({ firstRedundant }) => note(firstRedundant, unexpected, true),
    buildNoViableAltMessage: ({ actual, ruleName }) => note(actual[0], messageFor(ruleName)),
    buildEarlyExitMessage: ({ actual }) => note(actual[0], unexpected),
  };
}

function messageFor(ruleName: string): (token: Token) => string {
  if (ruleName === 'memberName' || ruleName === 'postfix') return nameExpected;
  if (ruleName === 'mapKey') return (token) => `${MAP_KEY_TEXT} (${unexpected(token)})`;
  return unexpected;
}
