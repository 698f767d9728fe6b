import type { Taken } from '../../analysis/reconcile.ts';
import { finishedCount, type Measurement, type MetricResult } from '../../analysis/run.ts';
import type { Step } from '../../analysis/simulate.ts';
import type { Trace } from '../../analysis/trace.ts';
import { textOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import { conditionJudge, type JudgedCondition } from './conditions.ts';
import type { Insight } from './insight.ts';
import { type ResultValue, resultValue } from './value.ts';

/** A measurement, with what is known of it beyond the controller's status. */
export interface ReplayedMeasurement {
  /** Counted from 1, those that a recorded run has not kept included. */
  readonly number: number;
  readonly measurement: Measurement;
  /** Of its metric, after it. */
  readonly result: MetricResult;
  readonly value: ResultValue | undefined;
  readonly conditions: readonly JudgedCondition[];
  readonly traces: readonly Trace[];
  /** Where somebody will ask: the first one, and each that comes to something else than the one before it. */
  readonly insight: Insight | undefined;
}

export interface ReplayedMetric {
  readonly name: string;
  /** Arguments filled in. */
  readonly metric: Metric;
  /** All of them, also those that the controller does not keep. */
  readonly measurements: readonly ReplayedMeasurement[];
  /** At the end. */
  readonly result: MetricResult;
}

/** The measurements of a run by metric, in the order in which the metrics were measured first. Needs `prepareExpr`. */
export function measurementLog(steps: readonly Step[]): readonly ReplayedMetric[] {
  const logs = new Map<string, { metric: Metric; taken: Taken[] }>();
  for (const step of steps) {
    for (const taken of step.taken) {
      const name = textOf(taken.metric.name);
      const log = logs.get(name);
      if (log === undefined) logs.set(name, { metric: taken.metric, taken: [taken] });
      // What was in flight takes the place of what it was before.
      else if (log.taken.at(-1)?.measurement.finishedAtMs === undefined)
        log.taken.splice(-1, 1, joined(log.taken, taken));
      else log.taken.push(taken);
    }
  }
  const last = steps.at(-1)?.run.status;
  return [...logs].map(([name, { metric, taken }]) => {
    const judge = conditionJudge(metric);
    const measurements = taken.map((one) => replayed(metric, one, judge));
    const final = last?.metricResults.find((result) => result.name === name) ?? taken.at(-1)?.result;
    if (final === undefined) throw new Error('a metric in the log has been measured');
    return { name, metric, measurements, result: final };
  });
}

const joined = (before: readonly Taken[], taken: Taken): Taken => ({
  ...taken,
  traces: [...(before.at(-1)?.traces ?? []), ...taken.traces],
});

function replayed(
  metric: Metric,
  { measurement, result, traces }: Taken,
  judge: ReturnType<typeof conditionJudge>,
): ReplayedMeasurement {
  // One in flight is not counted yet.
  const number = finishedCount(result) + (measurement.finishedAtMs === undefined ? 1 : 0);
  const value = resultValue(metric, measurement.value);
  const conditions = value === undefined ? [] : judge(value);
  return { number, measurement, result, value, conditions, traces, insight: undefined };
}
