import type { Node } from '../ast.ts';
import { FLOAT64 } from '../types/go-type.ts';
import {
  anyInsteadOfCount,
  combinePredicates,
  countInsteadOfFilter,
  countThresholds,
  findInsteadOfFilter,
  findLastInsteadOfFilter,
  mapWhileFiltering,
} from './collections.ts';
import { fold } from './fold.ts';
import { compareWithRange, lookUpInSet } from './membership.ts';
import type { Pass, Rewriter } from './rewriter.ts';
import { sumOfArray, sumOfMap, sumOfRange } from './sums.ts';

const PASSES: readonly Pass[] = [
  compareWithRange,
  mapWhileFiltering,
  countInsteadOfFilter,
  findLastInsteadOfFilter,
  findInsteadOfFilter,
  combinePredicates,
  sumOfRange,
  sumOfArray,
  sumOfMap,
  anyInsteadOfCount,
];

/** optimizer.go: more rounds than this do not happen. */
const MAX_ROUNDS = 1_001;

/**
 * expr-lang optimizer/optimizer.go. Its rewritings are part of the language: they decide which errors appear and what
 * is evaluated. `floats` are the integer literals that the checker turned into floats. Throws FoldError.
 */
export function optimize(root: Node, rewriter: Rewriter, floats: ReadonlySet<Node>): Node {
  let node =
    floats.size === 0 ? root : rewriter.run(root, (each) => (floats.has(each) ? asFloat(each, rewriter) : each));
  node = rewriter.run(node, lookUpInSet);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const folded = rewriter.run(node, fold);
    if (folded === node) break;
    node = folded;
  }
  for (const pass of PASSES) node = rewriter.run(node, pass);
  const thresholds = countThresholds(node);
  if (thresholds.size === 0) return node;
  const limited = new Map<Node, Node>();
  return rewriter.run(node, (each, _rewriter, original) => {
    const threshold = thresholds.get(original);
    if (threshold === undefined || each.kind !== 'builtin') return each;
    const known = limited.get(original);
    if (known !== undefined) return known;
    const made = rewriter.retype({ ...each, threshold }, rewriter.typeOf(each));
    limited.set(original, made);
    return made;
  });
}

const asFloat = (node: Node, rewriter: Rewriter): Node =>
  node.kind === 'integer' ? rewriter.retype({ ...node, kind: 'float', value: Number(node.value) }, FLOAT64) : node;
