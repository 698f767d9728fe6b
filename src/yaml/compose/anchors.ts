import type { Span } from '../../text/span.ts';
import type { YamlNode, YamlProblem } from '../tree.ts';

/**
 * How deep collections may nest, aliases followed. The deepest Kubernetes objects (schemas inside of
 * CustomResourceDefinitions) stay below 60.
 */
export const MAX_DEPTH = 200;

/** What `&name` names. While the node is being composed, `node` is undefined: an alias to it would be a cycle. */
interface Anchor {
  node: YamlNode | undefined;
  /** How many nodes the decoder visits in it, aliases followed. */
  size: number;
  /** How many levels of collections it has, aliases followed. */
  height: number;
}

/** The anchors of one document, with the limits to what their aliases may expand to. */
export class Anchors {
  readonly #problems: YamlProblem[];
  readonly #byName = new Map<string, Anchor>();
  readonly #budget = new DecodeBudget();
  #depth = 0;
  /** The deepest level seen since this was last reset. */
  #deepest = 0;
  #isOverBudget = false;

  constructor(problems: YamlProblem[]) {
    this.#problems = problems;
  }

  /** Counts a node. */
  visit(): void {
    this.#budget.visit();
  }

  /** A collection begins. */
  enter(): void {
    this.#depth++;
    this.#deepest = Math.max(this.#deepest, this.#depth);
  }

  leave(): void {
    this.#depth--;
  }

  /** Sets an anchor on the node last counted; the function that it gives takes the node once it is complete. */
  open(name: string): (node: YamlNode) => void {
    const anchor: Anchor = { node: undefined, size: 0, height: 0 };
    this.#byName.set(name, anchor);
    const visitedBefore = this.#budget.visited - 1;
    const deepestBefore = this.#deepest;
    this.#deepest = this.#depth;
    return (node) => {
      anchor.node = node;
      anchor.size = this.#budget.visited - visitedBefore;
      anchor.height = this.#deepest - this.#depth;
      this.#deepest = Math.max(this.#deepest, deepestBefore);
    };
  }

  /** The node that the alias at `span` stands for, or undefined (and a problem) where it cannot be followed. */
  follow(name: string, span: Span): YamlNode | undefined {
    const anchor = this.#byName.get(name);
    if (anchor === undefined) {
      this.#problems.push({
        code: 'unknown-anchor',
        span,
        message: `\`*${name}\` names an anchor that does not stand before it in this document`,
        help: `mark the value with \`&${name}\` before it is used; for the text, put it into quotes: \`"*${name}"\``,
      });
      return undefined;
    }
    if (anchor.node === undefined) {
      this.#problems.push({
        code: 'cyclic-alias',
        span,
        message: `\`*${name}\` stands inside the value that \`&${name}\` marks, so the value contains itself`,
      });
      return undefined;
    }
    if (this.#isOverBudget || !this.#budget.follow(anchor.size)) {
      if (!this.#isOverBudget) {
        this.#problems.push({
          code: 'excessive-aliases',
          span,
          message:
            'almost all of this document comes out of aliases, more than Kubernetes accepts; they are not followed from here on',
        });
      }
      this.#isOverBudget = true;
      return undefined;
    }
    if (this.#depth + anchor.height > MAX_DEPTH) {
      this.#problems.push({
        code: 'too-deep',
        span,
        message: `with \`*${name}\` the document nests deeper than ${MAX_DEPTH} levels; the alias is not followed`,
      });
      return undefined;
    }
    this.#deepest = Math.max(this.#deepest, this.#depth + anchor.height);
    return anchor.node;
  }
}

/**
 * Counts what the decoder visits, as go.yaml.in/yaml/v2 decoder.unmarshal does, which refuses a document most of
 * which comes out of aliases: 99 % of a small one, down to 10 % of a large one.
 */
class DecodeBudget {
  #visited = 0;
  #throughAliases = 0;

  get visited(): number {
    return this.#visited;
  }

  visit(): void {
    this.#visited++;
  }

  /** False if following an alias to a node of this size is more than the decoder stands. */
  follow(size: number): boolean {
    const visited = this.#visited + size;
    const throughAliases = this.#throughAliases + size;
    if (throughAliases > 100 && visited > 1000 && throughAliases / visited > allowedAliasRatio(visited)) return false;
    this.#visited = visited;
    this.#throughAliases = throughAliases;
    return true;
  }
}

const RATIO_RANGE_LOW = 400_000;
const RATIO_RANGE_HIGH = 4_000_000;

function allowedAliasRatio(visited: number): number {
  if (visited <= RATIO_RANGE_LOW) return 0.99;
  if (visited >= RATIO_RANGE_HIGH) return 0.1;
  return 0.99 - 0.89 * ((visited - RATIO_RANGE_LOW) / (RATIO_RANGE_HIGH - RATIO_RANGE_LOW));
}
