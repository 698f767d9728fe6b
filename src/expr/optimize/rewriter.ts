import { mapChildren, type Node } from '../ast.ts';
import { ANY, type GoType } from '../types/go-type.ts';
import type { Nature } from '../types/nature.ts';

/** A rewriting pass: what to put in the place of a node whose children have been rewritten; `original` is as it was. */
export type Pass = (node: Node, rewriter: Rewriter, original: Node) => Node;

/** Rewrites trees bottom up and keeps the natures of nodes (expr-lang ast.Walk and optimizer.go patch functions). */
export class Rewriter {
  readonly natures: Map<Node, Nature>;

  constructor(natures: ReadonlyMap<Node, Nature>) {
    this.natures = new Map(natures);
  }

  run(root: Node, pass: Pass): Node {
    const rebuilt = new Map<Node, Node>();
    const visit = (node: Node): Node => {
      let next = rebuilt.get(node);
      if (next === undefined) {
        next = mapChildren(node, visit);
        if (next !== node) this.#copyNature(node, next);
        rebuilt.set(node, next);
      }
      return pass(next, this, node);
    };
    return visit(root);
  }

  /** Node.Type: `interface {}` where nothing better is known. */
  typeOf(node: Node): GoType {
    return this.natures.get(node)?.type ?? ANY;
  }

  /** patchWithType and patchCopyType: the new node has this type and nothing else is known of it. */
  retype(node: Node, type: GoType): Node {
    this.natures.set(node, { type, patched: true });
    return node;
  }

  #copyNature(from: Node, to: Node): void {
    const nature = this.natures.get(from);
    if (nature !== undefined) this.natures.set(to, nature);
  }
}
