import { isSet, objectOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import { PROVIDERS } from '../../manifest/metric.ts';
import { judgeValue } from '../recorded/judge-value.ts';
import { readValueText } from '../recorded/value-text.ts';
import { finishedCount, isCompleted, type Measurement, type MetricResult, type Run } from '../run.ts';

/** A finished measurement of the status. */
export interface Kept {
  readonly metric: string;
  /** Counted from 1, those that are not kept included. */
  readonly number: number;
  /** When it was finished, in milliseconds; later than the one before it. */
  readonly atMs: number;
  readonly measurement: Measurement;
  /** The result that it stands in. */
  readonly result: MetricResult;
}

export interface KeptMetric {
  readonly name: string;
  readonly entries: readonly Kept[];
  /** How many finished before the first that is kept. */
  readonly missing: number;
  /** The result before the first that is kept: what the counters leave for those that are missing. */
  readonly seed: MetricResult;
}

/** What a status still knows of its measurements. One in flight is none yet. */
export function keptMeasurements({ status }: Run): readonly KeptMetric[] {
  return status.metricResults.map((result) => {
    const finished = result.measurements.filter(({ phase }) => isCompleted(phase));
    const missing = Math.max(0, finishedCount(result) - finished.length);
    let previousMs = (status.startedAtMs ?? 0) - 1;
    const entries = finished.map((measurement, index): Kept => {
      // Two in one second come one after the other, whatever their times say.
      const atMs = Math.max(measurement.finishedAtMs ?? measurement.startedAtMs ?? 0, previousMs + 1);
      previousMs = atMs;
      return { metric: result.name, number: missing + index + 1, atMs, measurement, result };
    });
    return { name: result.name, entries, missing, seed: seedOf(result, finished) };
  });
}

function seedOf(result: MetricResult, finished: readonly Measurement[]): MetricResult {
  const before = (counter: 'successful' | 'failed' | 'inconclusive' | 'error', phase: Measurement['phase']): number =>
    Math.max(0, result[counter] - finished.filter((each) => each.phase === phase).length);
  /** Errors or successes in a row began before what is kept only if all that is kept belongs to them. */
  const streak = (counter: 'consecutiveError' | 'consecutiveSuccess', phase: Measurement['phase']): number =>
    finished.every((each) => each.phase === phase) ? Math.max(0, result[counter] - finished.length) : 0;
  const { message: _, ...rest } = result;
  const [successful, failed] = [before('successful', 'Successful'), before('failed', 'Failed')];
  const inconclusive = before('inconclusive', 'Inconclusive');
  return {
    ...rest,
    phase: 'Running',
    measurements: [],
    count: successful + failed + inconclusive,
    successful,
    failed,
    inconclusive,
    error: before('error', 'Error'),
    consecutiveError: streak('consecutiveError', 'Error'),
    consecutiveSuccess: streak('consecutiveSuccess', 'Successful'),
  };
}

/** What evaluate.go formatEvalError says where there is no data: an empty list, for Prometheus. */
const NO_DATA = 'metric result is nil or empty: no data returned from the metric provider';

/** The measurement under the conditions of `metric`, and why it may not be what it would have been. */
export function rejudge(
  metric: Metric,
  { metric: name, number, measurement: recorded, atMs }: Kept,
): { readonly measurement: Measurement; readonly gap?: string } {
  const written = objectOf(metric.provider);
  const provider = PROVIDERS.find((each) => isSet(written[each]));
  if (provider === undefined || provider === 'job') return { measurement: recorded };
  const isEmpty = recorded.phase === 'Error' && (recorded.message ?? '').endsWith(NO_DATA) && provider === 'prometheus';
  const text = isEmpty ? '[]' : recorded.value;
  // An error of the provider stays one.
  if (recorded.phase === 'Error' && (text === undefined || text === '')) return { measurement: recorded };
  const read = readValueText(provider, text ?? '');
  if (!read.ok) {
    const gap = `metric "${name}": measurement ${number} keeps its phase; its value cannot be told from ${JSON.stringify(text ?? '')}`;
    return { measurement: recorded, gap };
  }
  const { phase, message, value } = judgeValue(provider, metric, read.value, atMs);
  const { message: _, value: __, phase: ___, ...rest } = recorded;
  const measurement = {
    ...rest,
    phase,
    ...(message === undefined ? {} : { message }),
    // The text stays as the provider wrote it.
    ...(value === undefined || text === undefined ? {} : { value: text }),
  };
  if (!read.isRounded) return { measurement };
  return { measurement, gap: `metric "${name}": ${provider} rounds what it writes into the status` };
}
