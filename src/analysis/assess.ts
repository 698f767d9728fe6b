import { isSet, textOf } from '../manifest/controller/read.ts';
import { effectiveCount, intValue } from '../manifest/controller/scalars/int-or-string.ts';
import type { Metric } from '../manifest/controller/types.ts';
import {
  EMPTY_SUMMARY,
  isCompleted,
  isTerminating,
  isWorse,
  lastMeasurement,
  type MetricResult,
  type Phase,
  type Run,
  type RunStatus,
  type Summary,
} from './run.ts';

/** utils/defaults/defaults.go DefaultConsecutiveErrorLimit. */
const DEFAULT_ERROR_LIMIT = 4;

/** A limit that is exceeded: the phase that follows, and the controller's words. */
export interface ExceededLimit {
  readonly phase: Phase;
  readonly reason: string;
}

/**
 * analysis/analysis.go assessMetricFailureInconclusiveOrError: all three limits are looked at, and of those exceeded the
 * last one counts: errors before inconclusive before failed measurements. A negative failure limit is none.
 */
export function exceededLimit(metric: Metric, result: MetricResult): ExceededLimit | undefined {
  const { errorLimit, inconclusiveLimit, failureLimit } = limitsOf(metric);
  if (result.consecutiveError > errorLimit) {
    const reason = `consecutiveErrors (${result.consecutiveError}) > consecutiveErrorLimit (${errorLimit})`;
    return { phase: 'Error', reason };
  }
  if (result.inconclusive > inconclusiveLimit) {
    const reason = `inconclusive (${result.inconclusive}) > inconclusiveLimit (${inconclusiveLimit})`;
    return { phase: 'Inconclusive', reason };
  }
  if (failureLimit >= 0 && result.failed > failureLimit) {
    return { phase: 'Failed', reason: `failed (${result.failed}) > failureLimit (${failureLimit})` };
  }
  return undefined;
}

interface Limits {
  readonly name: string;
  readonly errorLimit: number;
  readonly inconclusiveLimit: number;
  readonly failureLimit: number;
  /** consecutiveSuccessLimit */
  readonly goal: number;
  readonly count: number | undefined;
}

const known = new WeakMap<Metric, Limits>();

/** The limits of a metric as numbers. Specs do not change, and are looked at thousands of times. */
function limitsOf(metric: Metric): Limits {
  let limits = known.get(metric);
  if (limits === undefined) {
    limits = {
      name: textOf(metric.name),
      errorLimit: isSet(metric.consecutiveErrorLimit) ? int32(metric.consecutiveErrorLimit) : DEFAULT_ERROR_LIMIT,
      inconclusiveLimit: int32(metric.inconclusiveLimit),
      failureLimit: int32(metric.failureLimit),
      goal: intValue(metric.consecutiveSuccessLimit),
      count: effectiveCount(metric),
    };
    known.set(metric, limits);
  }
  return limits;
}

const int32 = (value: Metric['count']): number => intValue(value) | 0;

/** analysis.go assessMetricStatus. `terminating` is whether the run was ending before its metrics were assessed. */
export function assessMetric(metric: Metric, result: MetricResult, terminating: boolean): Phase {
  if (isCompleted(result.phase)) return result.phase;
  const last = lastMeasurement(result);
  if (last === undefined) return terminating ? 'Successful' : 'Pending';
  if (!isCompleted(last.phase)) return 'Running';
  const exceeded = exceededLimit(metric, result);
  if (exceeded !== undefined) return exceeded.phase;
  const { goal, count } = limitsOf(metric);
  if (goal > 0 && result.consecutiveSuccess >= goal) return 'Successful';
  if (count !== undefined && result.count >= count) {
    // The goal was not reached; neither, if it counts, was the failure limit.
    if (goal > 0) return intValue(metric.failureLimit) >= 0 ? 'Inconclusive' : 'Failed';
    return 'Successful';
  }
  return terminating ? 'Successful' : 'Running';
}

export interface Assessment {
  readonly phase: Phase;
  readonly message: string;
  readonly status: RunStatus;
}

/**
 * analysis.go assessRunStatus: gives every metric its phase, counts the summaries, and says what the run comes to. The
 * status is the run's with these; its own phase and message are for the caller to set where the phase changes.
 */
export function assessRun(
  run: Run,
  metrics: readonly Metric[],
  dryRun: ReadonlySet<string>,
  nowMs: number,
): Assessment {
  const terminating = isTerminating(run);
  const results = [...run.status.metricResults];
  const runSummary: Counters = { ...EMPTY_SUMMARY };
  const dryRunSummary: Counters = { ...EMPTY_SUMMARY };
  let worstPhase: Phase | undefined;
  let message = run.spec.terminate === true ? 'Run Terminated' : '';
  let everythingCompleted = true;

  for (const metric of metrics) {
    const { name } = limitsOf(metric);
    const isDry = dryRun.has(name);
    const summary = isDry ? dryRunSummary : runSummary;
    summary.count++;
    const index = results.findIndex((each) => each.name === name);
    const before = results[index];
    if (before === undefined) {
      everythingCompleted = false;
      continue;
    }
    const phase = assessMetric(metric, before, terminating);
    let result = before;
    if (before.phase !== phase) {
      const last = lastMeasurement(before);
      result = { ...before, phase, ...(last === undefined ? {} : { message: last.message ?? '' }) };
    }
    results[index] = result;
    if (!isCompleted(phase)) {
      everythingCompleted = false;
      continue;
    }
    const exceeded = exceededLimit(metric, result);
    summary[counterOf(exceeded?.phase ?? 'Successful')]++;
    if (isDry) {
      worstPhase ??= 'Successful';
      if (exceeded !== undefined) {
        const told = `Metric assessed ${phase} due to ${exceeded.reason}`;
        if (result.message !== told) results[index] = { ...result, message: told };
      }
    } else if (worstPhase === undefined || isWorse(worstPhase, phase)) {
      worstPhase = phase;
      if (exceeded !== undefined) {
        const detail = (result.message ?? '') === '' ? '' : `: "Error Message: ${result.message}"`;
        message = `Metric "${name}" assessed ${phase} due to ${exceeded.reason}${detail}`;
      }
    }
  }

  const status: RunStatus = {
    ...run.status,
    metricResults: results,
    startedAtMs: run.status.startedAtMs ?? nowMs,
    runSummary,
    dryRunSummary,
  };
  message = message.trim();
  if (terminating) return { phase: worstPhase ?? 'Successful', message, status };
  if (!everythingCompleted || worstPhase === undefined) return { phase: 'Running', message: '', status };
  return { phase: worstPhase, message, status };
}

type Counters = { -readonly [field in keyof Summary]: number };

function counterOf(phase: Phase): 'successful' | 'failed' | 'inconclusive' | 'error' {
  switch (phase) {
    case 'Failed':
      return 'failed';
    case 'Inconclusive':
      return 'inconclusive';
    case 'Error':
      return 'error';
    default:
      return 'successful';
  }
}
