import { type BuiltinNode, type Node, walk } from '../ast.ts';
import { isLogical } from '../parse/operators.ts';
import { printForComparison } from '../print.ts';
import type { Rewriter } from './rewriter.ts';

const asBuiltin = (node: Node | undefined, name: string, argCount: number): BuiltinNode | undefined =>
  node?.kind === 'builtin' && node.name === name && node.args.length === argCount ? node : undefined;

/** optimizer/filter_map.go: `map(filter(a, p), f)` is one loop, unless f asks for the index. */
export function mapWhileFiltering(node: Node, rewriter: Rewriter): Node {
  const call = asBuiltin(node, 'map', 2);
  const [filter, predicate] = call?.args ?? [];
  if (predicate?.kind !== 'predicate' || filter?.kind !== 'builtin' || filter.name !== 'filter') return node;
  if (filter.map !== undefined || usesIndex(predicate)) return node;
  return rewriter.retype({ ...filter, span: node.span, at: node.at, map: predicate.body }, rewriter.typeOf(node));
}

function usesIndex(node: Node): boolean {
  let found = false;
  walk(node, (each) => {
    if (each.kind === 'pointer' && each.name === 'index') found = true;
    return !found;
  });
  return found;
}

/** optimizer/filter_len.go: `len(filter(a, p))` is `count(a, p)`. */
export function countInsteadOfFilter(node: Node, rewriter: Rewriter): Node {
  const filter = asBuiltin(asBuiltin(node, 'len', 1)?.args[0], 'filter', 2);
  if (filter === undefined) return node;
  const { span, at } = node;
  return rewriter.retype({ kind: 'builtin', name: 'count', args: filter.args, span, at }, rewriter.typeOf(node));
}

/** optimizer/filter_last.go: `filter(a, p)[-1]` and `last(filter(a, p))` search from the end. */
export const findLastInsteadOfFilter = (node: Node, rewriter: Rewriter): Node =>
  findInstead(node, rewriter, -1n, 'last', 'findLast');

/** optimizer/filter_first.go: `filter(a, p)[0]` and `first(filter(a, p))` stop at the first match. */
export const findInsteadOfFilter = (node: Node, rewriter: Rewriter): Node =>
  findInstead(node, rewriter, 0n, 'first', 'find');

function findInstead(node: Node, rewriter: Rewriter, index: bigint, picker: string, name: string): Node {
  const indexed =
    node.kind === 'member' && !node.optional && node.property.kind === 'integer' && node.property.value === index;
  const filter = asBuiltin(indexed ? node.object : asBuiltin(node, picker, 1)?.args[0], 'filter', 2);
  if (filter === undefined) return node;
  const { span, at } = node;
  const found: Node = {
    kind: 'builtin',
    name,
    args: filter.args,
    span,
    at,
    ...(indexed && { throws: true }),
    ...(filter.map && { map: filter.map }),
  };
  return rewriter.retype(found, rewriter.typeOf(node));
}

/** optimizer/predicate_combination.go: `all(x, p) && all(x, q)` is `all(x, p && q)`. */
export function combinePredicates(node: Node, rewriter: Rewriter): Node {
  if (node.kind !== 'binary' || !isLogical(node.operator)) return node;
  const { left, right } = node;
  if (left.kind !== 'builtin' || right.kind !== 'builtin' || left.name !== right.name) return node;
  const operator = combinedOperator(left.name, node.operator);
  const [a, p] = left.args;
  const [b, q] = right.args;
  if (operator === undefined || a === undefined || b === undefined) return node;
  if (p?.kind !== 'predicate' || q?.kind !== 'predicate') return node;
  if (rewriter.typeOf(a) !== rewriter.typeOf(b) || !printAlike(a, b)) return node;
  const { span, at } = node;
  const joined: Node = { kind: 'binary', operator, left: p.body, right: q.body, span, at };
  const predicate: Node = { kind: 'predicate', body: combinePredicates(joined, rewriter), span, at };
  return rewriter.retype({ kind: 'builtin', name: left.name, args: [a, predicate], span, at }, rewriter.typeOf(node));
}

function combinedOperator(name: string, operator: string): '&&' | '||' | 'and' | 'or' | undefined {
  const isAnd = operator === 'and' || operator === '&&';
  const isWord = operator === 'and' || operator === 'or';
  if (name === 'all' && isAnd) return isWord ? 'and' : '&&';
  if ((name === 'any' && !isAnd) || (name === 'none' && isAnd)) return isWord ? 'or' : '||';
  return undefined;
}

function printAlike(a: Node, b: Node): boolean {
  try {
    return a === b || printForComparison(a) === printForComparison(b);
  } catch (error) {
    // Too long to be a string.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** optimizer/count_any.go: `count(a, p) > 0` is `any(a, p)`. */
export function anyInsteadOfCount(node: Node, rewriter: Rewriter): Node {
  if (node.kind !== 'binary' || node.right.kind !== 'integer') return node;
  const count = asBuiltin(node.left, 'count', 2);
  const { value } = node.right;
  const asksForOne = (node.operator === '>' && value === 0n) || (node.operator === '>=' && value === 1n);
  if (count === undefined || !asksForOne) return node;
  const { span, at } = node;
  return rewriter.retype({ kind: 'builtin', name: 'any', args: count.args, span, at }, rewriter.typeOf(node));
}

/**
 * optimizer/count_threshold.go: how far counts that are compared with a literal need to go. Upstream writes into the
 * node, which in a chain of comparisons stands in two places; hence by node.
 */
export function countThresholds(root: Node): ReadonlyMap<Node, bigint> {
  const thresholds = new Map<Node, bigint>();
  walk(root, (node) => {
    if (node.kind !== 'binary' || node.right.kind !== 'integer' || node.right.value < 0n) return true;
    const count = asBuiltin(node.left, 'count', 2);
    if (count === undefined || !/^[<>]=?$/.test(node.operator)) return true;
    const { value } = node.right;
    const threshold = BigInt.asIntN(64, node.operator === '>' || node.operator === '<=' ? value + 1n : value);
    if (threshold > 1n) thresholds.set(count, threshold);
    return true;
  });
  return thresholds;
}
