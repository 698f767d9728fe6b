import type { YamlNode } from './tree.ts';

/** What `&name` names. While the node is being composed, `node` is undefined: an alias to it would be a cycle. */
export interface Anchor {
  node: YamlNode | undefined;
  /** How many nodes the decoder visits in it, aliases followed. */
  size: number;
  /** How many levels of collections it has, aliases followed. */
  height: number;
}

/**
 * Counts what the decoder visits, as go.yaml.in/yaml/v2 decoder.unmarshal does, which refuses a document most of
 * which comes out of aliases: 99 % of a small one, down to 10 % of a large one.
 */
export class DecodeBudget {
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
