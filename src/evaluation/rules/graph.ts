import { METRIC_NAME } from '../../promql/index.ts';
import { asksFor, type Condition, conditionsIn } from './asks.ts';
import type { RecordingRule, RuleGroup } from './read.ts';

/** A rule and the group that it is evaluated with. */
export interface PlacedRule {
  readonly rule: RecordingRule;
  readonly group: RuleGroup;
  /** In the order of evaluation: of the groups, then of the rules in a group. */
  readonly index: number;
}

/** Which rules read what other rules record. */
export class RuleGraph {
  readonly rules: readonly PlacedRule[];
  readonly #byName = new Map<string, PlacedRule[]>();
  readonly #reach = new Map<PlacedRule, ReadonlySet<PlacedRule>>();
  #edges: ReadonlyMap<PlacedRule, ReadonlySet<PlacedRule>> | undefined;

  constructor(groups: readonly RuleGroup[]) {
    const placed = groups.flatMap((group) => group.rules.map((rule) => ({ rule, group })));
    this.rules = placed.map((one, index) => ({ ...one, index }));
    for (const one of this.rules) {
      const { name } = one.rule;
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), one]);
    }
  }

  /** The rules that may record what a selector asks for, in order of evaluation. */
  asked(conditions: readonly Condition[]): readonly PlacedRule[] {
    const exact = conditions.find(({ label, op }) => label === METRIC_NAME && op === '=');
    const candidates = exact === undefined ? this.rules : (this.#byName.get(exact.value) ?? []);
    return candidates.filter(({ rule }) => asksFor(conditions, rule));
  }

  /**
   * The rules that can be evaluated only together with this one, step by step, itself among them: each reads the others,
   * or reads in its own group what a later rule records, and so what that recorded the time before. Empty for a rule
   * that can be evaluated by itself.
   */
  circle(placed: PlacedRule): readonly PlacedRule[] {
    const reached = this.#reachOf(placed);
    return reached.has(placed) ? [...reached].filter((one) => this.#reachOf(one).has(placed)).sort(byIndex) : [];
  }

  #reachOf(placed: PlacedRule): ReadonlySet<PlacedRule> {
    let reached = this.#reach.get(placed);
    if (reached === undefined) {
      const edges = this.#allEdges();
      const seen = new Set<PlacedRule>();
      const pending = [...(edges.get(placed) ?? [])];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        pending.push(...(edges.get(next) ?? []));
      }
      reached = seen;
      this.#reach.set(placed, reached);
    }
    return reached;
  }

  #allEdges(): ReadonlyMap<PlacedRule, ReadonlySet<PlacedRule>> {
    if (this.#edges !== undefined) return this.#edges;
    const edges = new Map(this.rules.map((one) => [one, new Set<PlacedRule>()]));
    for (const reader of this.rules) {
      for (const read of conditionsIn(reader.rule.expr).flatMap((conditions) => this.asked(conditions))) {
        edges.get(reader)?.add(read);
        if (read.group === reader.group && read.index > reader.index) edges.get(read)?.add(reader);
      }
    }
    this.#edges = edges;
    return edges;
  }
}

const byIndex = (a: PlacedRule, b: PlacedRule): number => a.index - b.index;
