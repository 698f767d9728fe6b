import { pow } from '../../go/math.ts';
import { concatStrings } from '../../go/utf8.ts';
import type { ArrayNode, BinaryNode, BuiltinNode, Node, UnaryNode } from '../ast.ts';
import { ANY_SLICE, BOOL, FLOAT64, INT, STRING } from '../types/go-type.ts';
import { anySlice, type GoValue } from '../values/value.ts';
import type { Rewriter } from './rewriter.ts';

/** optimizer/fold.go: an error instead of a tree, for a literal division by zero. */
export class FoldError extends Error {
  readonly node: Node;

  constructor(node: Node) {
    super('integer divide by zero');
    this.node = node;
  }
}

/** One round of constant folding. The optimizer repeats it until nothing changes. */
export function fold(node: Node, rewriter: Rewriter): Node {
  switch (node.kind) {
    case 'unary':
      return foldUnary(node, rewriter);
    case 'binary':
      return foldBinary(node, rewriter);
    case 'array':
      return foldArray(node, rewriter);
    case 'builtin':
      return mergeFilters(node, rewriter);
    default:
      return node;
  }
}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

function foldUnary(node: UnaryNode, rewriter: Rewriter): Node {
  const { operand, operator } = node;
  if (operand.kind === 'bool' && (operator === '!' || operator === 'not')) return bool(node, !operand.value, rewriter);
  if (operator === '-' || operator === '+') {
    const negative = operator === '-';
    if (operand.kind === 'integer') return integer(node, negative ? -operand.value : operand.value, rewriter);
    if (operand.kind === 'float') return float(node, negative ? -operand.value : operand.value, rewriter);
  }
  return node;
}

function foldBinary(node: BinaryNode, rewriter: Rewriter): Node {
  const { left, right, operator } = node;
  if (operator === 'and' || operator === '&&' || operator === 'or' || operator === '||') {
    return foldLogical(node, operator === 'and' || operator === '&&', rewriter);
  }
  if (operator === '==') {
    const literal = left.kind === 'integer' || left.kind === 'string' || left.kind === 'bool';
    const same = literal && left.kind === right.kind;
    return same && 'value' in right ? bool(node, left.value === right.value, rewriter) : node;
  }
  if (operator === '+' && left.kind === 'string' && right.kind === 'string') {
    const value = concatStrings(left.value, right.value);
    return rewriter.retype({ kind: 'string', value, span: node.span, at: node.at }, STRING);
  }
  if (left.kind === 'integer' && right.kind === 'integer') {
    const result = integerResult(node, left.value, right.value);
    if (result !== undefined) return integer(node, result, rewriter);
  }
  if ((left.kind === 'integer' || left.kind === 'float') && (right.kind === 'integer' || right.kind === 'float')) {
    const result = floatResult(operator, Number(left.value), Number(right.value));
    if (result !== undefined) return float(node, result, rewriter);
  }
  return node;
}

function integerResult(node: BinaryNode, a: bigint, b: bigint): bigint | undefined {
  switch (node.operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '%':
      if (b === 0n) throw new FoldError(node);
      return a % b;
    default:
      return undefined;
  }
}

function floatResult(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '**':
    case '^':
      return pow(a, b);
    default:
      return undefined;
  }
}

/** A literal on either side decides, whatever the other side would do. */
function foldLogical(node: BinaryNode, isAnd: boolean, rewriter: Rewriter): Node {
  const left = node.left.kind === 'bool' ? node.left.value : undefined;
  const right = node.right.kind === 'bool' ? node.right.value : undefined;
  const keep = (other: Node): Node => rewriter.retype({ ...other, at: node.at }, rewriter.typeOf(node));
  if (left === isAnd) return keep(node.right);
  if (right === isAnd) return keep(node.left);
  return left === !isAnd || right === !isAnd ? bool(node, !isAnd, rewriter) : node;
}

function foldArray(node: ArrayNode, rewriter: Rewriter): Node {
  const values: GoValue[] = [];
  for (const item of node.items) {
    if (item.kind !== 'integer' && item.kind !== 'float' && item.kind !== 'string' && item.kind !== 'bool') return node;
    values.push(item.value);
  }
  if (values.length === 0) return node;
  const { span, at } = node;
  return rewriter.retype({ kind: 'constant', value: anySlice(values), span, at }, ANY_SLICE);
}

/** `filter(filter(a, p), q)` is `filter(a, p && q)`. */
function mergeFilters(node: BuiltinNode, rewriter: Rewriter): Node {
  const [inner, outerPredicate] = node.args;
  if (node.name !== 'filter' || inner?.kind !== 'builtin' || inner.name !== 'filter') return node;
  const [collection, innerPredicate] = inner.args;
  if (collection === undefined || innerPredicate?.kind !== 'predicate' || outerPredicate?.kind !== 'predicate') {
    return node;
  }
  const { span, at } = node;
  const body: Node = {
    kind: 'binary',
    operator: '&&',
    left: innerPredicate.body,
    right: outerPredicate.body,
    span,
    at,
  };
  const merged: Node = {
    kind: 'builtin',
    name: 'filter',
    args: [collection, { kind: 'predicate', body, span, at }],
    span,
    at,
  };
  return rewriter.retype(merged, rewriter.typeOf(node));
}

export const integer = ({ span, at }: Node, value: bigint, rewriter: Rewriter): Node =>
  rewriter.retype({ kind: 'integer', value: wrap(value), span, at }, INT);

const float = ({ span, at }: Node, value: number, rewriter: Rewriter): Node =>
  rewriter.retype({ kind: 'float', value, span, at }, FLOAT64);

const bool = ({ span, at }: Node, value: boolean, rewriter: Rewriter): Node =>
  rewriter.retype({ kind: 'bool', value, span, at }, BOOL);
