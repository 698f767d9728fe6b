import type { Metric } from '../manifest/controller/types.ts';
import { limitsOf } from './limits.ts';
import {
  EMPTY_SUMMARY,
  isCompleted,
  isTerminating,
  isWorse,
  lastMeasurement,
  type MetricResult,
  type Phase,
  type Run,
  type Summary,
} from './run.ts';

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

/** analysis.go assessMetricStatus. `terminating` is whether the run was ending before its metrics were assessed. */
export function assessMetric(metric: Metric, result: MetricResult, terminating: boolean): Phase {
  if (isCompleted(result.phase)) return result.phase;
  const last = lastMeasurement(result);
  if (last === undefined) return terminating ? 'Successful' : 'Pending';
  if (!isCompleted(last.phase)) return 'Running';
  const exceeded = exceededLimit(metric, result);
  if (exceeded !== undefined) return exceeded.phase;
  const { goal, count, canFail } = limitsOf(metric);
  if (goal !== undefined && result.consecutiveSuccess >= goal) return 'Successful';
  if (count !== undefined && result.count >= count) {
    // The goal was not reached; neither, if it counts, was the failure limit.
    if (goal !== undefined) return canFail ? 'Inconclusive' : 'Failed';
    return 'Successful';
  }
  return terminating ? 'Successful' : 'Running';
}

export interface Assessment {
  readonly phase: Phase;
  readonly message: string;
  readonly runSummary: Summary;
  readonly dryRunSummary: Summary;
  /** With the phases that the metrics have come to; the run's own list if none has changed. */
  readonly metricResults: readonly MetricResult[];
}

/**
 * analysis.go assessRunStatus: gives every metric its phase, counts the summaries, and says what the run comes to.
 */
export function assessRun(run: Run, metrics: readonly Metric[], dryRun: ReadonlySet<string>): Assessment {
  const terminating = isTerminating(run);
  let { metricResults } = run.status;
  const put = (index: number, result: MetricResult): void => {
    metricResults = metricResults.with(index, result);
  };
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
    const index = metricResults.findIndex((each) => each.name === name);
    const before = metricResults[index];
    if (before === undefined) {
      everythingCompleted = false;
      continue;
    }
    const phase = assessMetric(metric, before, terminating);
    let result = before;
    if (before.phase !== phase) {
      const last = lastMeasurement(before);
      result = { ...before, phase, ...(last === undefined ? {} : { message: last.message ?? '' }) };
      put(index, result);
    }
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
        if (result.message !== told) put(index, { ...result, message: told });
      }
    } else if (worstPhase === undefined || isWorse(worstPhase, phase)) {
      worstPhase = phase;
      if (exceeded !== undefined) {
        const detail = (result.message ?? '') === '' ? '' : `: "Error Message: ${result.message}"`;
        message = `Metric "${name}" assessed ${phase} due to ${exceeded.reason}${detail}`;
      }
    }
  }

  const told = { runSummary, dryRunSummary, metricResults };
  message = message.trim();
  if (terminating) return { phase: worstPhase ?? 'Successful', message, ...told };
  if (!everythingCompleted || worstPhase === undefined) return { phase: 'Running', message: '', ...told };
  return { phase: worstPhase, message, ...told };
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
