import type { VectorPlan } from '../plan/nodes.ts';
import { bitsOf, isStale, type SampleSeries } from '../storage.ts';
import { statsOnly } from './columns.ts';
import type { QueryContext } from './context.ts';
import type { Evaluator } from './evaluator.ts';
import { newSeries, type StepSeries, setFloat, setHistogram } from './series.ts';
import { firstAfter } from './window.ts';

/** The series of a selector; storage is asked once a query. */
export function select(context: QueryContext, plan: VectorPlan): readonly SampleSeries[] {
  const known = context.selected.get(plan);
  if (known !== undefined) return known;
  const found = context.storage.select(plan.matchers, plan.minTimeMs, plan.maxTimeMs);
  const series = plan.statsOnly ? found.map((one) => statsOnly(one, plan.minTimeMs)) : found;
  context.selected.set(plan, series);
  return series;
}

/** Finds the sample that a series has at a time, for times that do not go back. */
export class LookbackCursor {
  readonly #series: SampleSeries;
  readonly #bits: Uint32Array;
  readonly #lookbackMs: number;
  #next = -1;

  constructor(series: SampleSeries, lookbackMs: number) {
    this.#series = series;
    this.#bits = bitsOf(series.values);
    this.#lookbackMs = lookbackMs;
  }

  /** The place of the newest sample in the left-open range before `timeMs`; -1 for none and for an ended series. */
  at(timeMs: number): number {
    const { timestampsMs, values } = this.#series;
    let next = this.#next;
    if (next < 0) next = firstAfter(timestampsMs, timeMs);
    else while (next < timestampsMs.length && (timestampsMs[next] ?? 0) <= timeMs) next++;
    this.#next = next;
    const row = next - 1;
    if (row < 0 || (timestampsMs[row] ?? 0) <= timeMs - this.#lookbackMs) return -1;
    const value = values[row] ?? NaN;
    return Number.isNaN(value) && this.#series.histograms?.[row] === undefined && isStale(this.#bits, row) ? -1 : row;
  }
}

/** An instant selector at every step (evalSeries). */
export function evaluateSelector(ev: Evaluator, plan: VectorPlan): StepSeries[] {
  const series = select(ev.context, plan);
  return instantSamples(ev, series, plan.atMs, plan.offsetMs, false);
}

/** `timesAsValues`: what counts is when a sample was taken (milliseconds), not what it says. */
export function instantSamples(
  ev: Evaluator,
  series: readonly SampleSeries[],
  atMs: number | undefined,
  offsetMs: number,
  timesAsValues: boolean,
): StepSeries[] {
  const { context, steps } = ev;
  const result: StepSeries[] = [];
  for (const one of series) {
    context.tick();
    const cursor = new LookbackCursor(one, context.settings.lookbackMs);
    let out: StepSeries | undefined;
    for (let step = 0; step < steps; step++) {
      const row = cursor.at((atMs ?? ev.timeOf(step)) - offsetMs);
      if (row < 0) continue;
      out ??= newSeries(one.labels, false, steps);
      const histogram = one.histograms?.[row];
      if (histogram !== undefined) setHistogram(out, step, histogram);
      else setFloat(out, step, (timesAsValues ? one.timestampsMs[row] : one.values[row]) ?? NaN);
    }
    if (out !== undefined) result.push(out);
  }
  return result;
}

/** What `timestamp` and `start_timestamp` read off a selector, in milliseconds (the sample's own time or its start). */
export function sampleTimes(ev: Evaluator, plan: VectorPlan, which: 'time' | 'start'): StepSeries[] {
  const { context, steps } = ev;
  const result: StepSeries[] = [];
  for (const one of select(context, plan)) {
    const cursor = new LookbackCursor(one, context.settings.lookbackMs);
    const out = newSeries(one.labels, false, steps);
    let any = false;
    for (let step = 0; step < steps; step++) {
      // Beside `@` upstream looks from the fixed time itself, but into data that ends where the offset says.
      const row = cursor.at(
        plan.atMs === undefined ? ev.timeOf(step) - plan.offsetMs : Math.min(plan.atMs, plan.maxTimeMs),
      );
      const oldest = plan.atMs === undefined ? -Infinity : plan.atMs - context.settings.lookbackMs;
      if ((one.timestampsMs[row] ?? 0) <= oldest) continue;
      if (row < 0) continue;
      any = true;
      setFloat(out, step, (which === 'time' ? one.timestampsMs[row] : one.startTimestampsMs?.[row]) ?? 0);
    }
    if (any) result.push(out);
  }
  return result;
}
