import { parseDuration } from '../go/duration.ts';
import { textOf } from '../manifest/controller/read.ts';
import type { Metric } from '../manifest/controller/types.ts';
import { limitsOf } from './limits.ts';
import {
  isCompleted,
  isTerminating,
  lastMeasurement,
  type Measurement,
  type MetricResult,
  type Run,
  type RunStatus,
  resultOf,
} from './run.ts';

/** analysis/analysis.go DefaultErrorRetryInterval. */
export const ERROR_RETRY_MS = 10_000;

/** A measurement to take now, or one in flight to resume or to terminate. */
export interface Task {
  readonly metric: Metric;
  /** Of the metric in the spec. */
  readonly index: number;
  readonly inFlight: Measurement | undefined;
}

/** What the schedule of a metric consists of; specs do not change, and are looked at thousands of times. */
interface Timing {
  readonly name: string;
  readonly delayMs: number | undefined;
  /** True with a text that is no duration too: the controller never starts such a metric. */
  readonly hasDelay: boolean;
  readonly intervalMs: number | undefined;
  readonly hasInterval: boolean;
  readonly count: number | undefined;
}

const timings = new WeakMap<Metric, Timing>();

function timingOf(metric: Metric): Timing {
  let timing = timings.get(metric);
  if (timing === undefined) {
    const [delay, interval] = [textOf(metric.initialDelay), textOf(metric.interval)];
    timing = {
      name: textOf(metric.name),
      delayMs: milliseconds(delay),
      hasDelay: delay !== '',
      intervalMs: milliseconds(interval),
      hasInterval: interval !== '',
      count: limitsOf(metric).count,
    };
    timings.set(metric, timing);
  }
  return timing;
}

/** analysis.go generateMetricTasks: what is due at `nowMs`. An interval has passed when it is *more* than that long ago. */
export function dueTasks(run: Run, metrics: readonly Metric[], nowMs: number): Task[] {
  const terminating = isTerminating(run);
  const tasks: Task[] = [];
  for (const [index, metric] of metrics.entries()) {
    const timing = timingOf(metric);
    const result = resultOf(run.status, timing.name);
    if (result !== undefined && isCompleted(result.phase)) continue;
    const last = lastMeasurement(result);
    if (last !== undefined && last.finishedAtMs === undefined) {
      const isEarly = !terminating && last.resumeAtMs !== undefined && last.resumeAtMs > nowMs;
      if (!isEarly) tasks.push({ metric, index, inFlight: last });
    } else if (!terminating && isDue(run, timing, result, last, nowMs)) {
      tasks.push({ metric, index, inFlight: undefined });
    }
  }
  return tasks;
}

function isDue(
  { status }: Run,
  timing: Timing,
  result: MetricResult | undefined,
  last: Measurement | undefined,
  nowMs: number,
): boolean {
  if (last === undefined || result === undefined) {
    if (!timing.hasDelay) return true;
    const { delayMs } = timing;
    return status.startedAtMs !== undefined && delayMs !== undefined && status.startedAtMs + delayMs <= nowMs;
  }
  if (timing.count !== undefined && result.count >= timing.count) return false;
  const wait = waitMs(timing, last) ?? (timing.hasInterval ? undefined : ERROR_RETRY_MS);
  return wait !== undefined && nowMs > (last.finishedAtMs ?? 0) + wait;
}

/** How long after `last` the next measurement is due: 10 seconds after an error, whatever the interval. */
const waitMs = (timing: Timing, last: Measurement): number | undefined =>
  last.phase === 'Error' ? ERROR_RETRY_MS : timing.intervalMs;

/** analysis.go calculateNextReconcileTime, in milliseconds; undefined where nothing is to come. */
export function nextReconcileMs({ status }: Run, metrics: readonly Metric[], nowMs: number): number | undefined {
  let next: number | undefined;
  for (const metric of metrics) {
    const time = nextTimeMs(status, timingOf(metric), nowMs);
    if (time !== undefined && (next === undefined || time < next)) next = time;
  }
  return next;
}

function nextTimeMs(status: RunStatus, timing: Timing, nowMs: number): number | undefined {
  const result = resultOf(status, timing.name);
  if (result !== undefined && isCompleted(result.phase)) return undefined;
  const last = lastMeasurement(result);
  if (last === undefined || result === undefined) {
    return timing.delayMs === undefined ? undefined : (status.startedAtMs ?? nowMs) + timing.delayMs;
  }
  if (last.finishedAtMs === undefined) return last.resumeAtMs;
  if (timing.count !== undefined && result.count >= timing.count) return undefined;
  const wait = waitMs(timing, last);
  return wait === undefined ? undefined : last.finishedAtMs + wait;
}

function milliseconds(text: string): number | undefined {
  if (text === '') return undefined;
  const duration = parseDuration(text);
  return duration.ok ? Number(duration.nanoseconds) / 1e6 : undefined;
}
