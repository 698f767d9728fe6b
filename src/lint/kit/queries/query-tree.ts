import {
  type Call,
  children,
  type Expr,
  type MatrixSelector,
  type SubqueryExpr,
  unparen,
} from '../../../promql/index.ts';

/** An expression with what stands above it. */
export interface Branch<Node extends Expr = Expr> {
  readonly node: Node;
  readonly above: Branch | undefined;
}

/** Every expression of a tree with its way to the root, parents first, left to right. */
export function branchesOf(root: Expr): readonly Branch[] {
  const branches: Branch[] = [];
  const pending: Branch[] = [{ node: root, above: undefined }];
  for (let branch = pending.pop(); branch !== undefined; branch = pending.pop()) {
    branches.push(branch);
    const below = children(branch.node);
    for (let i = below.length - 1; i >= 0; i--) {
      const node = below[i];
      if (node !== undefined) pending.push({ node, above: branch });
    }
  }
  return branches;
}

/** Every expression of one kind, with its way to the root. */
export function branchesOfKind<Kind extends Expr['kind']>(
  root: Expr,
  kind: Kind,
): readonly Branch<Extract<Expr, { kind: Kind }>>[] {
  return branchesOf(root).filter(
    (branch): branch is Branch<Extract<Expr, { kind: Kind }>> => branch.node.kind === kind,
  );
}

/** What stands above an expression, nearest first. */
export function* ancestorsOf(branch: Branch): Iterable<Branch> {
  for (let above = branch.above; above !== undefined; above = above.above) yield above;
}

/** True if `expr` is a call of one of these functions. */
export const isCallOf = (expr: Expr, names: ReadonlySet<string>): expr is Call =>
  expr.kind === 'Call' && names.has(expr.name.text);

/** The range that a function works on, parentheses aside. */
export function rangeOf(call: Call): MatrixSelector | SubqueryExpr | undefined {
  for (const arg of call.args) {
    const inner = unparen(arg);
    if (inner.kind === 'MatrixSelector' || inner.kind === 'SubqueryExpr') return inner;
  }
  return undefined;
}
