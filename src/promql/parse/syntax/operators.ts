import type { BinaryOp } from '../../ast.ts';
import { isAggregateOp } from '../../functions.ts';
import { canNameMetric, type Token } from '../lexical/token.ts';

/** True if an operand can start with the token; signs aside, which may be operators as well. */
export function startsOperand(token: Token): boolean {
  switch (token.kind) {
    case 'number':
    case 'duration':
    case 'string':
    case '{':
    case '(':
    case 'hole':
    case 'identifier':
    case 'metric':
      return true;
    case 'keyword':
      return canNameMetric(token) && operatorOf(token) === undefined && !SUFFIX_WORDS.has(token.text);
    default:
      return false;
  }
}

const SUFFIX_WORDS: ReadonlySet<string> = new Set(['offset', 'anchored', 'smoothed', 'by', 'without']);

/** An operator of the same precedence that the grammar reads without further ado. */
export const SKELETON_OPERATOR: Readonly<Record<BinaryOp, string>> = {
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '*',
  '%': '*',
  '^': '^',
  atan2: '*',
  '==': '==',
  '!=': '==',
  '<': '==',
  '>': '==',
  '<=': '==',
  '>=': '==',
  '</': '==',
  '>/': '==',
  and: ' and ',
  unless: ' and ',
  or: ' or ',
};

/** The binary operator that a token is. */
export function operatorOf(token: Token): BinaryOp | undefined {
  switch (token.kind) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '^':
    case '==':
    case '!=':
    case '<':
    case '>':
    case '<=':
    case '>=':
    case '</':
    case '>/':
      return token.kind;
    case 'keyword':
      return token.text === 'and' || token.text === 'or' || token.text === 'unless' || token.text === 'atan2'
        ? token.text
        : undefined;
    default:
      return undefined;
  }
}

/** What to write where an operator is missing before `token`. */
export function operatorHelp(token: Token): string | undefined {
  if (token.kind === 'keyword' && isAggregateOp(token.text)) return 'write an operator between the two expressions';
  if (token.kind === 'string') return 'label values stand between braces: `name{label="value"}`';
  return undefined;
}
