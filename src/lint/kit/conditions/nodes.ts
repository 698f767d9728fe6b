import { type BinaryNode, childrenOf, type MemberNode, type Node, walk } from '../../../expr/index.ts';

export const isResult = (node: Node): boolean => node.kind === 'identifier' && node.name === 'result';

/** All nodes of a kind below (and with) `node`, parents first. */
export function nodesOf<K extends Node['kind']>(node: Node, kind: K): readonly Extract<Node, { kind: K }>[] {
  const found: Extract<Node, { kind: K }>[] = [];
  walk(node, (each) => {
    if (isKind(each, kind)) found.push(each);
    return true;
  });
  return found;
}

const isKind = <K extends Node['kind']>(node: Node, kind: K): node is Extract<Node, { kind: K }> => node.kind === kind;

/** The constant index of `result[k]`; undefined for everything else. */
export function indexOfResult(node: Node): number | undefined {
  if (node.kind !== 'member' || !isResult(node.object)) return undefined;
  const number = numberOf(node.property);
  return number !== undefined && Number.isInteger(number) ? number : undefined;
}

/** All `result[k]` with a constant k. */
export const indexesOfResult = (ast: Node): readonly MemberNode[] =>
  nodesOf(ast, 'member').filter((node) => indexOfResult(node) !== undefined);

/** The value of a number literal, with its sign; undefined for everything else. */
export function numberOf(node: Node): number | undefined {
  if (node.kind === 'integer') return Number(node.value);
  if (node.kind === 'float') return node.value;
  if (node.kind === 'unary' && (node.operator === '-' || node.operator === '+')) {
    const inner = numberOf(node.operand);
    return inner === undefined ? undefined : node.operator === '-' ? -inner : inner;
  }
  return undefined;
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
export const isComparison = (node: Node): node is BinaryNode =>
  node.kind === 'binary' && COMPARISONS.has(node.operator);

/** The calls of a function of the environment or of a builtin, by name. */
export function callsOf(
  ast: Node,
  ...names: readonly string[]
): readonly { node: Node; name: string; args: readonly Node[] }[] {
  const found: { node: Node; name: string; args: readonly Node[] }[] = [];
  walk(ast, (node) => {
    const name = calledName(node);
    if (name !== undefined && names.includes(name)) found.push({ node, name, args: childrenOfCall(node) });
    return true;
  });
  return found;
}

export function calledName(node: Node): string | undefined {
  if (node.kind === 'builtin') return node.name;
  return node.kind === 'call' && node.callee.kind === 'identifier' ? node.callee.name : undefined;
}

const childrenOfCall = (node: Node): readonly Node[] =>
  node.kind === 'builtin' || node.kind === 'call' ? node.args : [];

/** True if the condition asks how many elements there are, or gives a value for a missing one: the author thought of it. */
export const minds = (ast: Node): boolean =>
  callsOf(ast, 'len', 'get', 'first', 'last', 'count').some(({ args }) => args.some(mentionsResult)) ||
  nodesOf(ast, 'binary').some(({ operator }) => operator === '??');

export function mentionsResult(node: Node): boolean {
  let found = false;
  walk(node, (each) => {
    found ||= isResult(each) || (each.kind === 'identifier' && each.name === '$env');
    return !found;
  });
  return found;
}

/** Every node with its parent, each place once. */
export function placesOf(ast: Node): readonly { readonly node: Node; readonly parent: Node | undefined }[] {
  const places: { node: Node; parent: Node | undefined }[] = [];
  const pending: { node: Node; parent: Node | undefined }[] = [{ node: ast, parent: undefined }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    places.push(next);
    if (places.length > MAX_PLACES) return places;
    for (const child of childrenOf(next.node)) pending.push({ node: child, parent: next.node });
  }
  return places;
}

const MAX_PLACES = 2_000;
