import type { BinaryNode, BinaryOperator, Node } from '../ast.ts';
import { EMPTY_STRUCT, INT, mapOf, STRING } from '../types/go-type.ts';
import { keyOf } from '../values/key.ts';
import { type GoMap, type GoValue, zeroOf } from '../values/value.ts';
import type { Rewriter } from './rewriter.ts';

const INT_SET = mapOf(INT, EMPTY_STRUCT);
const STRING_SET = mapOf(STRING, EMPTY_STRUCT);

/** optimizer/in_array.go: `x in ["a", "b"]` looks up in a set, which accepts only the element type. */
export function lookUpInSet(node: Node, rewriter: Rewriter): Node {
  if (node.kind !== 'binary' || node.operator !== 'in' || node.right.kind !== 'array') return node;
  const { items } = node.right;
  if (items.length === 0) return node;
  const integers = rewriter.typeOf(node.left).kind === 'int' && items.every(({ kind }) => kind === 'integer');
  if (!integers && !items.every(({ kind }) => kind === 'string')) return node;
  const set = setOf(
    integers,
    items.map((item) => (item.kind === 'integer' || item.kind === 'string' ? item.value : null)),
  );
  const { span, at } = node.right;
  const right = rewriter.retype({ kind: 'constant', value: set, span, at }, set.type);
  return rewriter.retype({ ...node, right }, rewriter.typeOf(node));
}

function setOf(integers: boolean, values: readonly GoValue[]): GoMap {
  const type = integers ? INT_SET : STRING_SET;
  const member = zeroOf(EMPTY_STRUCT);
  const entries = new Map(values.map((key) => [keyOf(type, key), { key, value: member }]));
  return { kind: 'map', type, entries, isNil: false };
}

/** optimizer/in_range.go: `x in 1..9` is `x >= 1 and x <= 9` for an x known to be an int. */
export function compareWithRange(node: Node, rewriter: Rewriter): Node {
  if (node.kind !== 'binary' || node.operator !== 'in' || rewriter.typeOf(node.left).kind !== 'int') return node;
  const range = node.right;
  if (range.kind !== 'binary' || range.operator !== '..') return node;
  if (range.left.kind !== 'integer' || range.right.kind !== 'integer') return node;
  const compare = (operator: BinaryOperator, right: Node): BinaryNode => ({
    kind: 'binary',
    operator,
    left: node.left,
    right,
    span: node.span,
    at: node.at,
  });
  const both: Node = { ...compare('and', node), left: compare('>=', range.left), right: compare('<=', range.right) };
  return rewriter.retype(both, rewriter.typeOf(node));
}
