import { parseDuration } from '../go/duration.ts';
import { textOf } from '../manifest/controller/read.ts';
import { effectiveCount } from '../manifest/controller/scalars/int-or-string.ts';
import type { Metric } from '../manifest/controller/types.ts';
import { isMetricCompleted } from './assess.ts';
import { isTerminating, lastMeasurement, type Measurement, type Run, resultOf } from './run.ts';

/** analysis/analysis.go DefaultErrorRetryInterval. */
export const ERROR_RETRY_MS = 10_000;

/** A measurement to take now, or one in flight to resume or to terminate. */
export interface Task {
  readonly metric: Metric;
  /** Of the metric in the spec. */
  readonly index: number;
  readonly inFlight: Measurement | undefined;
}

/** analysis.go generateMetricTasks: what is due at `nowMs`. An interval has passed when it is *more* than that long ago. */
export function dueTasks(run: Run, metrics: readonly Metric[], nowMs: number): Task[] {
  const terminating = isTerminating(run);
  return metrics.flatMap((metric, index): Task[] => {
    const name = textOf(metric.name);
    if (isMetricCompleted(run.status, name)) return [];
    const result = resultOf(run.status, name);
    const last = lastMeasurement(result);
    if (last !== undefined && last.finishedAtMs === undefined) {
      const isEarly = !terminating && last.resumeAtMs !== undefined && last.resumeAtMs > nowMs;
      return isEarly ? [] : [{ metric, index, inFlight: last }];
    }
    if (terminating) return [];
    if (last === undefined || result === undefined) {
      return isDelayed(run, metric, nowMs) ? [] : [{ metric, index, inFlight: undefined }];
    }
    const count = effectiveCount(metric);
    if (count !== undefined && result.count >= count) return [];
    const wait = waitMs(metric, last) ?? (textOf(metric.interval) === '' ? ERROR_RETRY_MS : undefined);
    const isDue = wait !== undefined && nowMs > (last.finishedAtMs ?? 0) + wait;
    return isDue ? [{ metric, index, inFlight: undefined }] : [];
  });
}

function isDelayed({ status }: Run, metric: Metric, nowMs: number): boolean {
  const text = textOf(metric.initialDelay);
  if (text === '') return false;
  const delayMs = milliseconds(text);
  return status.startedAtMs === undefined || delayMs === undefined || status.startedAtMs + delayMs > nowMs;
}

/** How long after `last` the next measurement is due: 10 seconds after an error, whatever the interval. */
function waitMs(metric: Metric, last: Measurement): number | undefined {
  return last.phase === 'Error' ? ERROR_RETRY_MS : milliseconds(textOf(metric.interval));
}

/** analysis.go calculateNextReconcileTime, in milliseconds; undefined where nothing is to come. */
export function nextReconcileMs({ status }: Run, metrics: readonly Metric[], nowMs: number): number | undefined {
  const times = metrics.flatMap((metric): number[] => {
    const name = textOf(metric.name);
    if (isMetricCompleted(status, name)) return [];
    const result = resultOf(status, name);
    const last = lastMeasurement(result);
    if (last === undefined || result === undefined) {
      const delayMs = milliseconds(textOf(metric.initialDelay));
      return delayMs === undefined ? [] : [(status.startedAtMs ?? nowMs) + delayMs];
    }
    if (last.finishedAtMs === undefined) return last.resumeAtMs === undefined ? [] : [last.resumeAtMs];
    const count = effectiveCount(metric);
    if (count !== undefined && result.count >= count) return [];
    const wait = waitMs(metric, last);
    return wait === undefined ? [] : [last.finishedAtMs + wait];
  });
  return times.length === 0 ? undefined : Math.min(...times);
}

function milliseconds(text: string): number | undefined {
  const duration = parseDuration(text);
  return text !== '' && duration.ok ? Number(duration.nanoseconds) / 1e6 : undefined;
}
