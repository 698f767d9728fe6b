import type { BinaryOperator, UnaryOperator } from '../ast.ts';

/** expr-lang parser/operator: how tightly operators bind. */
export const UNARY_PRECEDENCE: Readonly<Record<UnaryOperator, number>> = { not: 50, '!': 50, '-': 90, '+': 90 };

export const BINARY_PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: 10,
  '||': 10,
  and: 15,
  '&&': 15,
  '==': 20,
  '!=': 20,
  '<': 20,
  '>': 20,
  '>=': 20,
  '<=': 20,
  in: 20,
  matches: 20,
  contains: 20,
  startsWith: 20,
  endsWith: 20,
  '..': 25,
  '+': 30,
  '-': 30,
  '*': 60,
  '/': 60,
  '%': 60,
  '**': 100,
  '^': 100,
  '??': 500,
};

export const isBinaryOperator = (text: string): text is BinaryOperator => Object.hasOwn(BINARY_PRECEDENCE, text);
export const isUnaryOperator = (text: string): text is UnaryOperator => Object.hasOwn(UNARY_PRECEDENCE, text);

export const isRightAssociative = (operator: BinaryOperator): boolean => operator === '**' || operator === '^';
export const isComparison = (operator: string): operator is '<' | '>' | '>=' | '<=' =>
  operator === '<' || operator === '>' || operator === '>=' || operator === '<=';
export const isLogical = (operator: string): boolean =>
  operator === 'and' || operator === 'or' || operator === '&&' || operator === '||';

/** The operators that `not` may precede, as in `a not in b`. */
export const isNegatable = (operator: string): operator is 'in' | 'matches' | 'contains' | 'startsWith' | 'endsWith' =>
  operator === 'in' ||
  operator === 'matches' ||
  operator === 'contains' ||
  operator === 'startsWith' ||
  operator === 'endsWith';

/** The builtins whose second argument is a predicate, with their parameters (parser.go predicates). */
export const PREDICATE_CALLS: ReadonlyMap<string, PredicateCall> = new Map([
  ...calls(['all', 'none', 'any', 'one', 'filter', 'map', 'find', 'findIndex'], {}),
  ...calls(['findLast', 'findLastIndex', 'groupBy'], {}),
  ...calls(['count', 'sum'], { predicateOptional: true }),
  ...calls(['sortBy', 'reduce'], { hasThird: true, count: 3 }),
]);

interface PredicateCall {
  readonly predicateOptional: boolean;
  /** Whether an optional third argument may follow. */
  readonly hasThird: boolean;
  /** All parameters. */
  readonly count: number;
}

function calls(names: readonly string[], different: Partial<PredicateCall>): [string, PredicateCall][] {
  return names.map((name) => [name, { predicateOptional: false, hasThird: false, count: 2, ...different }]);
}
