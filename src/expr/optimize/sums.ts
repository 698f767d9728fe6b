import type { Node } from '../ast.ts';
import { integer } from './fold.ts';
import type { Rewriter } from './rewriter.ts';

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

/** optimizer/sum_range.go: `sum(1..n)`, `sum(1..n, # * 2)` and `reduce(1..n, # + #acc)` are computed at once. */
export function sumOfRange(node: Node, rewriter: Rewriter): Node {
  if (node.kind !== 'builtin' || (node.name !== 'sum' && node.name !== 'reduce')) return node;
  const [range, predicate, initial] = node.args;
  if (range?.kind !== 'binary' || range.operator !== '..') return node;
  if (range.left.kind !== 'integer' || range.right.kind !== 'integer') return node;
  const from = range.left.value;
  const to = range.right.value;
  if (to < from) return node;
  const count = wrap(to - from + 1n);
  const total = wrap(count * wrap(from + to)) / 2n;
  if (node.name === 'sum') {
    const value = predicate === undefined ? total : applyToSum(total, count, predicate);
    return value === undefined ? node : integer(node, value, rewriter);
  }
  if (predicate === undefined || !addsToAccumulator(predicate)) return node;
  if (initial === undefined) return integer(node, total, rewriter);
  return initial.kind === 'integer' ? integer(node, initial.value + total, rewriter) : node;
}

const isPointer = (node: Node, name: string): boolean => node.kind === 'pointer' && node.name === name;

function addsToAccumulator(predicate: Node): boolean {
  if (predicate.kind !== 'predicate' || predicate.body.kind !== 'binary' || predicate.body.operator !== '+')
    return false;
  const { left, right } = predicate.body;
  return (isPointer(left, '') && isPointer(right, 'acc')) || (isPointer(left, 'acc') && isPointer(right, ''));
}

/** applySumPredicate: `#`, and `#` with a literal under `+ - *`. */
function applyToSum(total: bigint, count: bigint, predicate: Node): bigint | undefined {
  if (predicate.kind !== 'predicate') return undefined;
  const { body } = predicate;
  if (isPointer(body, '')) return total;
  if (body.kind !== 'binary') return undefined;
  const { left, right, operator } = body;
  const pointerFirst = isPointer(left, '') && right.kind === 'integer';
  const literal = pointerFirst ? right : left;
  if (literal.kind !== 'integer' || (!pointerFirst && !isPointer(right, ''))) return undefined;
  if (operator === '*') return literal.value * total;
  if (operator === '+') return total + count * literal.value;
  if (operator !== '-') return undefined;
  return pointerFirst ? total - count * literal.value : count * literal.value - total;
}

/** optimizer/sum_array.go: `sum([a, b, c])` is `a + (b + c)`. */
export function sumOfArray(node: Node, rewriter: Rewriter): Node {
  if (node.kind !== 'builtin' || node.name !== 'sum' || node.args.length !== 1) return node;
  const [array] = node.args;
  if (array?.kind !== 'array' || array.items.length < 2) return node;
  const { span, at } = node;
  const added = array.items.reduceRight((right, left) => ({ kind: 'binary', operator: '+', left, right, span, at }));
  return rewriter.retype(added, rewriter.typeOf(node));
}

/** optimizer/sum_map.go: `sum(map(a, f))` is `sum(a, f)`. */
export function sumOfMap(node: Node, rewriter: Rewriter): Node {
  if (node.kind !== 'builtin' || node.name !== 'sum' || node.args.length !== 1) return node;
  const [map] = node.args;
  if (map?.kind !== 'builtin' || map.name !== 'map' || map.args.length !== 2) return node;
  const { span, at } = node;
  return rewriter.retype({ kind: 'builtin', name: 'sum', args: map.args, span, at }, rewriter.typeOf(node));
}
