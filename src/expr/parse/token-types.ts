import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { isNegatable } from './operators.ts';
import type { Token } from './token.ts';

/**
 * Chevrotain's names for our tokens. Our own lexer makes the tokens (expr-lang's has rules that no table of patterns
 * can say), so the patterns are never used.
 */
const define = (name: string, ...categories: TokenType[]): TokenType =>
  createToken({ name, pattern: Lexer.NA, categories });

/** What may follow a dot: identifiers and the operators that are words. */
export const Name = define('Name');
export const UnaryOperator = define('UnaryOperator');
export const Comparison = define('Comparison');
/** Binary operators other than comparisons and the pipe. */
export const Infix = define('Infix');
/** Operators that `not` may precede. */
export const Negatable = define('Negatable', Infix);
export const MapKey = define('MapKey');

export const Identifier = define('Identifier', Name, MapKey);
export const NumberLiteral = define('NumberLiteral', MapKey);
export const StringLiteral = define('StringLiteral', MapKey);
/** A string whose value is the word of an operator: expr-lang takes it for the operator after `not`. */
export const OperatorString = define('OperatorString', StringLiteral);
export const BytesLiteral = define('BytesLiteral');
export const UnknownOperator = define('UnknownOperator');

export const LeftParenthesis = define('LeftParenthesis');
export const RightParenthesis = define('RightParenthesis');
export const LeftBracket = define('LeftBracket');
export const RightBracket = define('RightBracket');
export const LeftBrace = define('LeftBrace');
export const RightBrace = define('RightBrace');
export const Comma = define('Comma');
export const Semicolon = define('Semicolon');
export const Colon = define('Colon');
export const DoubleColon = define('DoubleColon');
export const Question = define('Question');
export const Dot = define('Dot');
export const OptionalDot = define('OptionalDot');
export const Hash = define('Hash');
export const Assign = define('Assign');
export const Pipe = define('Pipe');
export const Not = define('Not', Name, UnaryOperator);
export const Let = define('Let', Name);
export const If = define('If', Name);
export const Else = define('Else', Name);

const OPERATORS: ReadonlyMap<string, TokenType> = new Map([
  ['(', LeftParenthesis],
  [')', RightParenthesis],
  ['[', LeftBracket],
  [']', RightBracket],
  ['{', LeftBrace],
  ['}', RightBrace],
  [',', Comma],
  [';', Semicolon],
  [':', Colon],
  ['::', DoubleColon],
  ['?', Question],
  ['.', Dot],
  ['?.', OptionalDot],
  ['#', Hash],
  ['=', Assign],
  ['|', Pipe],
  ['not', Not],
  ['let', Let],
  ['if', If],
  ['else', Else],
  ['!', define('Bang', UnaryOperator)],
  ['+', define('Plus', UnaryOperator, Infix)],
  ['-', define('Minus', UnaryOperator, Infix)],
  ['<', define('Less', Comparison)],
  ['>', define('Greater', Comparison)],
  ['<=', define('LessOrEqual', Comparison)],
  ['>=', define('GreaterOrEqual', Comparison)],
  ['or', define('Or', Name, Infix)],
  ['and', define('And', Name, Infix)],
  ['in', define('In', Name, Negatable)],
  ['matches', define('Matches', Name, Negatable)],
  ['contains', define('Contains', Name, Negatable)],
  ['startsWith', define('StartsWith', Name, Negatable)],
  ['endsWith', define('EndsWith', Name, Negatable)],
  ['||', define('OrSign', Infix)],
  ['&&', define('AndSign', Infix)],
  ['==', define('Equal', Infix)],
  ['!=', define('NotEqual', Infix)],
  ['..', define('Range', Infix)],
  ['*', define('Times', Infix)],
  ['/', define('Divide', Infix)],
  ['%', define('Modulo', Infix)],
  ['**', define('Power', Infix)],
  ['^', define('PowerSign', Infix)],
  ['??', define('Coalesce', Infix)],
]);

const LITERALS: Readonly<Record<string, TokenType>> = {
  Identifier,
  Number: NumberLiteral,
  String: StringLiteral,
  Bytes: BytesLiteral,
};

export const ALL_TOKEN_TYPES: TokenType[] = [
  Name,
  UnaryOperator,
  Comparison,
  Infix,
  Negatable,
  MapKey,
  Identifier,
  NumberLiteral,
  StringLiteral,
  OperatorString,
  BytesLiteral,
  UnknownOperator,
  ...OPERATORS.values(),
];

/** One of our tokens as Chevrotain passes it around. */
export interface GrammarToken extends IToken {
  readonly source: Token;
  readonly index: number;
}

export const isGrammarToken = (token: IToken): token is GrammarToken => 'source' in token;

function typeOfToken({ kind, value }: Token): TokenType {
  if (kind === 'String' && isNegatable(value)) return OperatorString;
  if (kind === 'Operator' || kind === 'Bracket') return OPERATORS.get(value) ?? UnknownOperator;
  return LITERALS[kind] ?? UnknownOperator;
}

export function toGrammarToken(source: Token, index: number): GrammarToken {
  const tokenType = typeOfToken(source);
  return {
    image: source.value,
    startOffset: source.span.start,
    endOffset: source.span.end - 1,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
    source,
    index,
  };
}
