import type { RangeTimes } from '../promql/engine/engine.ts';
import type { HistogramPoint, MatrixSeries } from '../promql/engine/result.ts';

/** A server answers so many points a series at once (web/api/v1 queryRange). */
export const MAX_POINTS = 11_000;

export const stepCount = ({ startMs, endMs, stepMs }: RangeTimes): number => Math.floor((endMs - startMs) / stepMs) + 1;

/** The same steps in parts of at most so many. */
export function splitSteps(times: RangeTimes, maxSteps: number): RangeTimes[] {
  const { startMs, stepMs } = times;
  const steps = stepCount(times);
  const parts: RangeTimes[] = [];
  for (let first = 0; first < steps; first += maxSteps) {
    const last = Math.min(first + maxSteps, steps) - 1;
    parts.push({ startMs: startMs + first * stepMs, endMs: startMs + last * stepMs, stepMs });
  }
  return parts;
}

/** One series of parts that follow each other in time. */
export function joinSeries(parts: readonly MatrixSeries[]): MatrixSeries | undefined {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  const total = parts.reduce((sum, { timestampsMs }) => sum + timestampsMs.length, 0);
  const timestampsMs = new Float64Array(total);
  const values = new Float64Array(total);
  const histograms: HistogramPoint[] = [];
  let at = 0;
  for (const part of parts) {
    timestampsMs.set(part.timestampsMs, at);
    values.set(part.values, at);
    at += part.values.length;
    histograms.push(...part.histograms);
  }
  return { labels: first.labels, timestampsMs, values, histograms };
}

/** The series of answers that follow each other in time, by their labels. */
export function seriesByLabels(answers: readonly (readonly MatrixSeries[])[]): Map<string, MatrixSeries[]> {
  const byKey = new Map<string, MatrixSeries[]>();
  for (const series of answers.flat()) {
    const known = byKey.get(series.labels.key);
    if (known === undefined) byKey.set(series.labels.key, [series]);
    else known.push(series);
  }
  return byKey;
}
