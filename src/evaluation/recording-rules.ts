import { PromqlEngine } from '../promql/engine/engine.ts';
import type { EngineSettings } from '../promql/engine/settings.ts';
import type { SampleSeries, SeriesMatcher, Storage } from '../promql/engine/storage.ts';
import { namedExactly } from './rules/asks.ts';
import { type PlacedRule, RuleGraph } from './rules/graph.ts';
import type { RuleGroup } from './rules/read.ts';
import { ChunkedSource, Circle, type RuleSource, type RuleWorld } from './rules/sources.ts';

/** Raw series, and when they begin and end. */
export interface RawStorage extends Storage {
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
}

export interface RuleSettings {
  /** For groups without one (`evaluation_interval`), in milliseconds; default a minute. */
  readonly evaluationIntervalMs?: number;
  readonly engine?: Partial<EngineSettings>;
}

/** Raw series with those that rules record. */
export interface RuledStorage extends Storage {
  /** What was found out so far, one sentence each: names that the recording has already, and rules that failed. */
  notes(): readonly string[];
}

/**
 * The recording with the series of recording rules, as a server that has the rules would have recorded them. A rule is
 * evaluated when a selector asks for its name (`job:errors:rate5m`, `{__name__=~"job:.+"}`; not `{job="x"}` alone), and
 * over the time that is asked for. Where the recording has series of that name already, they are taken instead.
 *
 * A server evaluates each group at multiples of its interval, shifted by a hash of its name and the path of its file
 * there, and groups at the same time as others. Here the times are the multiples themselves, and a rule that reads what
 * another group records sees what that recorded up to the very time: as old as a server's at best, and younger by an
 * interval at most. Within a group a rule sees what those before it have just recorded, and what those after it
 * recorded the time before. Evaluations begin with the first sample, and end when the last one is as old as the look-back.
 *
 * `preparePromql` must have been awaited.
 */
export function recordingRules(
  raw: RawStorage,
  groups: readonly RuleGroup[],
  settings: RuleSettings = {},
): RuledStorage {
  return new Ruled(raw, groups, settings);
}

class Ruled implements RuledStorage {
  readonly #raw: RawStorage;
  readonly #graph: RuleGraph;
  readonly #world: RuleWorld;
  readonly #sources = new Map<PlacedRule, RuleSource>();
  readonly #isRaw = new Map<string, boolean>();
  readonly #notes: string[] = [];
  readonly #failures = new Map<PlacedRule, { readonly first: string; count: number }>();
  readonly #merged = new WeakMap<readonly SampleSeries[], WeakMap<readonly SampleSeries[], readonly SampleSeries[]>>();

  constructor(raw: RawStorage, groups: readonly RuleGroup[], settings: RuleSettings) {
    this.#raw = raw;
    this.#graph = new RuleGraph(groups);
    const engine = new PromqlEngine(settings.engine);
    this.#world = {
      engine,
      storage: this,
      defaultIntervalMs: settings.evaluationIntervalMs ?? 60_000,
      firstMs: raw.firstMs ?? Infinity,
      lastMs: (raw.lastMs ?? -Infinity) + engine.settings.lookbackMs,
      failed: (placed, timeMs, message) => this.#fail(placed, timeMs, message),
    };
  }

  select(matchers: readonly SeriesMatcher[], minTimeMs: number, maxTimeMs: number): readonly SampleSeries[] {
    const found = this.#raw.select(matchers, minTimeMs, maxTimeMs);
    const asked = this.#graph.asked(matchers).filter(({ rule }) => !this.#isRecorded(rule.name));
    if (asked.length === 0) return found;
    let recorded: readonly SampleSeries[] = [];
    for (const placed of asked) {
      const series = this.#sourceOf(placed).between(minTimeMs, maxTimeMs);
      recorded = recorded.length === 0 ? series : this.#merge(recorded, series);
    }
    const matching = recorded.filter(({ labels }) =>
      matchers.every((matcher) => matcher.matches(labels.get(matcher.label))),
    );
    return found.length === 0 ? matching : [...found, ...matching];
  }

  notes(): readonly string[] {
    const failures = [...this.#failures].map(([{ rule }, { first, count }]) => {
      const more = count === 1 ? '' : `, and ${count - 1} more`;
      return `${rule.place}: the rule ${rule.name} records nothing where it fails: ${first}${more}`;
    });
    return [...this.#notes, ...failures];
  }

  #isRecorded(name: string): boolean {
    let isRaw = this.#isRaw.get(name);
    if (isRaw === undefined) {
      isRaw = this.#raw.select([namedExactly(name)], -Infinity, Infinity).length > 0;
      this.#isRaw.set(name, isRaw);
      const rule = this.#graph.rules.find((one) => one.rule.name === name)?.rule;
      if (isRaw && rule !== undefined) {
        this.#notes.push(`${rule.place}: the recording has series ${name} of its own; the rule is not evaluated`);
      }
    }
    return isRaw;
  }

  #sourceOf(placed: PlacedRule): RuleSource {
    const known = this.#sources.get(placed);
    if (known !== undefined) return known;
    const members = this.#graph.circle(placed);
    if (members.length === 0) {
      const source = new ChunkedSource(placed, this.#world);
      this.#sources.set(placed, source);
      return source;
    }
    const circle = new Circle(members, this.#world);
    for (const member of members) this.#sources.set(member, circle.sourceOf(member));
    return circle.sourceOf(placed);
  }

  /** Of samples at the same time the rule counts that was evaluated first. */
  #merge(first: readonly SampleSeries[], second: readonly SampleSeries[]): readonly SampleSeries[] {
    const known = this.#merged.get(first)?.get(second);
    if (known !== undefined) return known;
    const byKey = new Map(first.map((one) => [one.labels.key, one]));
    for (const one of second) {
      const other = byKey.get(one.labels.key);
      byKey.set(one.labels.key, other === undefined ? one : interleave(other, one));
    }
    const merged = [...byKey.values()];
    const bySecond = this.#merged.get(first) ?? new WeakMap<readonly SampleSeries[], readonly SampleSeries[]>();
    this.#merged.set(first, bySecond.set(second, merged));
    return merged;
  }

  #fail(placed: PlacedRule, timeMs: number, message: string): void {
    const known = this.#failures.get(placed);
    if (known !== undefined) known.count++;
    else this.#failures.set(placed, { first: `${message} at ${new Date(timeMs).toISOString()}`, count: 1 });
  }
}

function interleave(first: SampleSeries, second: SampleSeries): SampleSeries {
  const rows: { readonly from: SampleSeries; readonly row: number }[] = [];
  let a = 0;
  let b = 0;
  while (a < first.values.length || b < second.values.length) {
    const timeA = first.timestampsMs[a] ?? Infinity;
    const timeB = second.timestampsMs[b] ?? Infinity;
    rows.push(timeA <= timeB ? { from: first, row: a } : { from: second, row: b });
    if (timeA <= timeB) a++;
    if (timeB <= timeA) b++;
  }
  const values = new Float64Array(rows.length);
  // A copy of a part keeps the bits of a staleness marker.
  for (const [i, { from, row }] of rows.entries()) values.set(from.values.subarray(row, row + 1), i);
  const hasHistograms = first.histograms !== undefined || second.histograms !== undefined;
  return {
    labels: first.labels,
    timestampsMs: Float64Array.from(rows, ({ from, row }) => from.timestampsMs[row] ?? 0),
    values,
    histograms: hasHistograms ? rows.map(({ from, row }) => from.histograms?.[row]) : undefined,
  };
}
