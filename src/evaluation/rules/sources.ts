import type { PromqlEngine, RangeTimes } from '../../promql/engine/engine.ts';
import { joinSeries } from '../../promql/engine/join-series.ts';
import type { SampleSeries, Storage } from '../../promql/engine/storage.ts';
import { dependsOnRange } from './asks.ts';
import type { PlacedRule } from './graph.ts';
import { Labeller, type Outcome, outcomeAt, outcomesOver, RuleColumns } from './samples.ts';

/** What rules are evaluated with. */
export interface RuleWorld {
  readonly engine: PromqlEngine;
  /** The recording with the series of all rules. */
  readonly storage: Storage;
  readonly defaultIntervalMs: number;
  /** Evaluations begin with the data, and end with it. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Called where a rule fails. */
  readonly failed: (placed: PlacedRule, timeMs: number, message: string) => void;
}

/** The series of one rule, as far as they were asked for. */
export interface RuleSource {
  /** With the samples from `minMs` to `maxMs`, and perhaps more. */
  between(minMs: number, maxMs: number): readonly SampleSeries[];
}

/** Evaluations that are done at once. */
const CHUNK_STEPS = 240;
/** Samples of one rule that are kept for the next time. */
const MAX_KEPT_SAMPLES = 4_000_000;

const intervalOf = ({ group }: PlacedRule, world: RuleWorld): number => group.intervalMs ?? world.defaultIntervalMs;

/** A rule that needs nothing of its own past: any stretch of time can be evaluated by itself, as a range query. */
export class ChunkedSource implements RuleSource {
  readonly #placed: PlacedRule;
  readonly #world: RuleWorld;
  readonly #labeller: Labeller;
  readonly #stepwise: boolean;
  readonly #chunks = new Map<number, readonly SampleSeries[]>();
  /** Series over several chunks: the same objects for the same stretch. */
  readonly #joined = new Map<string, readonly SampleSeries[]>();
  #kept = 0;

  constructor(placed: PlacedRule, world: RuleWorld) {
    this.#placed = placed;
    this.#world = world;
    this.#labeller = new Labeller(placed.rule);
    this.#stepwise = dependsOnRange(placed.rule.expr);
  }

  between(minMs: number, maxMs: number): readonly SampleSeries[] {
    const lengthMs = intervalOf(this.#placed, this.#world) * CHUNK_STEPS;
    const shifted = (timeMs: number): number => timeMs + this.#placed.group.queryOffsetMs;
    const first = Math.floor(shifted(Math.max(minMs, this.#world.firstMs)) / lengthMs);
    const last = Math.floor(shifted(Math.min(maxMs, this.#world.lastMs)) / lengthMs);
    if (first >= last) return first === last ? this.#chunk(first) : [];
    const key = `${first} ${last}`;
    let joined = this.#joined.get(key);
    if (joined === undefined) {
      joined = joinSeries(Array.from({ length: last - first + 1 }, (_, i) => this.#chunk(first + i)));
      if (this.#joined.size >= 4) this.#joined.clear();
      this.#joined.set(key, joined);
    }
    return joined;
  }

  #chunk(index: number): readonly SampleSeries[] {
    let series = this.#chunks.get(index);
    if (series === undefined) {
      series = this.#evaluate(index);
      if (this.#kept > MAX_KEPT_SAMPLES) {
        this.#chunks.clear();
        this.#kept = 0;
      }
      this.#kept += series.reduce((sum, { values }) => sum + values.length, 0);
      this.#chunks.set(index, series);
    }
    return series;
  }

  #evaluate(index: number): readonly SampleSeries[] {
    const { firstMs, lastMs } = this.#world;
    const { queryOffsetMs } = this.#placed.group;
    const stepMs = intervalOf(this.#placed, this.#world);
    const startMs = index * CHUNK_STEPS * stepMs - queryOffsetMs;
    const endMs = startMs + (CHUNK_STEPS - 1) * stepMs;
    const steps = (from: number): number => Math.max(0, Math.ceil((firstMs - from) / stepMs)) * stepMs + from;
    // The evaluation before says which series end at the first one.
    const times = { startMs: steps(startMs - stepMs), endMs: Math.min(endMs, lastOf(startMs, stepMs, lastMs)), stepMs };
    if (times.endMs < times.startMs) return [];
    const columns = new RuleColumns();
    for (const [i, outcome] of this.#outcomes(times).entries()) {
      const timeMs = times.startMs + i * stepMs;
      if (timeMs < startMs) columns.precede(outcome);
      else {
        if ('error' in outcome) this.#world.failed(this.#placed, timeMs, outcome.error);
        columns.record(timeMs, outcome);
      }
    }
    return columns.series();
  }

  #outcomes(times: RangeTimes): readonly Outcome[] {
    const { engine, storage } = this.#world;
    const { rule, group } = this.#placed;
    if (!this.#stepwise) {
      const { value } = engine.range(storage, rule.query, times);
      if (value?.type === 'matrix') return outcomesOver(value.series, times, this.#labeller, group.limit);
    }
    // What fails at some times may do at others.
    const outcomes: Outcome[] = [];
    for (let timeMs = times.startMs; timeMs <= times.endMs; timeMs += times.stepMs) {
      outcomes.push(outcomeAt(engine.instant(storage, rule.query, timeMs), this.#labeller, group.limit));
    }
    return outcomes;
  }
}

const lastOf = (startMs: number, stepMs: number, untilMs: number): number =>
  startMs + Math.floor((untilMs - startMs) / stepMs) * stepMs;

/** Rules that read what they record themselves: evaluated together, from the beginning of the data on. */
export class Circle {
  readonly #members: readonly {
    readonly placed: PlacedRule;
    readonly columns: RuleColumns;
    readonly labeller: Labeller;
  }[];
  readonly #world: RuleWorld;
  readonly #nextMs: Map<PlacedRule, number>;
  #isBusy = false;

  constructor(placed: readonly PlacedRule[], world: RuleWorld) {
    this.#world = world;
    this.#members = placed.map((one) => ({
      placed: one,
      columns: new RuleColumns(),
      labeller: new Labeller(one.rule),
    }));
    this.#nextMs = new Map(
      placed.map((one) => {
        const stepMs = intervalOf(one, world);
        const { queryOffsetMs } = one.group;
        return [one, Math.ceil((world.firstMs + queryOffsetMs) / stepMs) * stepMs - queryOffsetMs];
      }),
    );
  }

  sourceOf(placed: PlacedRule): RuleSource {
    const columns = this.#members.find((one) => one.placed === placed)?.columns;
    return {
      between: (minMs, maxMs) => {
        const isMember = this.#isBusy;
        this.#advance(Math.min(maxMs, this.#world.lastMs));
        const series = columns?.series() ?? [];
        // What is read at every step is as short as can be.
        return isMember ? series.map((one) => since(one, minMs)) : series;
      },
    };
  }

  #advance(untilMs: number): void {
    // A member that is evaluated sees what there is.
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (;;) {
      const timeMs = Math.min(...this.#nextMs.values());
      if (timeMs > untilMs) break;
      for (const { placed, columns, labeller } of this.#members) {
        if (this.#nextMs.get(placed) !== timeMs) continue;
        const { rule, group } = placed;
        const result = this.#world.engine.instant(this.#world.storage, rule.query, timeMs);
        const outcome = outcomeAt(result, labeller, group.limit);
        if ('error' in outcome) this.#world.failed(placed, timeMs, outcome.error);
        columns.record(timeMs, outcome);
        this.#nextMs.set(placed, timeMs + intervalOf(placed, this.#world));
      }
    }
    this.#isBusy = false;
  }
}

function since(series: SampleSeries, minMs: number): SampleSeries {
  const { timestampsMs, values, histograms } = series;
  const from = timestampsMs.findLastIndex((timeMs) => timeMs < minMs) + 1;
  if (from === 0) return series;
  return {
    labels: series.labels,
    timestampsMs: timestampsMs.subarray(from),
    values: values.subarray(from),
    histograms: histograms?.slice(from),
  };
}
