import { textOf } from '../../manifest/controller/read.ts';
import { isCompleted, type Measurement, type MetricResult, type Run, resultOf } from '../run.ts';
import type { Step } from '../simulate.ts';
import type { Kept, KeptMetric } from './kept.ts';

/** Where two plays of a run part. */
export interface Difference {
  /** The metric; none for the run itself. */
  readonly metric?: string;
  /** Counted from 1, those that are not kept included; none for the result of the metric. */
  readonly measurement?: number;
  /** The field of the status: `phase`, `message`, `failed` … */
  readonly field: string;
  /** What the controller wrote. */
  readonly recorded: string;
  /** What it comes to now. */
  readonly replayed: string;
}

/** Nothing was measured here. */
const NOT_TAKEN = 'not taken';

/** Measurements first, in order of time; then the results of the metrics, then the run. */
export function differencesOf(
  recorded: Run,
  replayed: Run,
  steps: readonly Step[],
  kept: readonly KeptMetric[],
): readonly Difference[] {
  const taken = takenByNumber(steps, kept);
  const entries = kept.flatMap((metric) => metric.entries).sort((a, b) => a.atMs - b.atMs);
  return [
    ...entries.flatMap((entry) => measurementDifferences(entry, taken.get(keyOf(entry.metric, entry.number)))),
    ...recorded.status.metricResults.flatMap((result) =>
      resultDifferences(result, resultOf(replayed.status, result.name)),
    ),
    ...statusDifferences(recorded, replayed),
  ];
}

const keyOf = (metric: string, number: number): string => `${number} ${metric}`;

function takenByNumber(steps: readonly Step[], kept: readonly KeptMetric[]): ReadonlyMap<string, Measurement> {
  const numbers = new Map(kept.map(({ name, missing }) => [name, missing]));
  const taken = new Map<string, Measurement>();
  for (const { metric, measurement } of steps.flatMap((step) => step.taken)) {
    const name = textOf(metric.name);
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    taken.set(keyOf(name, number), measurement);
  }
  return taken;
}

function measurementDifferences(entry: Kept, replayed: Measurement | undefined): Difference[] {
  const place = { metric: entry.metric, measurement: entry.number };
  const { measurement: recorded } = entry;
  if (replayed === undefined) return [{ ...place, field: 'phase', recorded: recorded.phase, replayed: NOT_TAKEN }];
  return [
    ...difference(place, 'phase', recorded.phase, replayed.phase),
    ...difference(place, 'message', recorded.message ?? '', replayed.message ?? ''),
  ];
}

const COUNTERS = [
  'count',
  'successful',
  'failed',
  'inconclusive',
  'error',
  'consecutiveError',
  'consecutiveSuccess',
] as const;

function resultDifferences(recorded: MetricResult, replayed: MetricResult | undefined): Difference[] {
  const place = { metric: recorded.name };
  if (replayed === undefined) {
    // One that is in flight, or never was measured, is not measured here either.
    if (!isCompleted(recorded.phase)) return [];
    return [{ ...place, field: 'phase', recorded: recorded.phase, replayed: NOT_TAKEN }];
  }
  return [
    ...COUNTERS.flatMap((counter) => difference(place, counter, String(recorded[counter]), String(replayed[counter]))),
    ...(isInFlight(recorded) ? [] : difference(place, 'phase', recorded.phase, replayed.phase)),
  ];
}

const isInFlight = ({ measurements }: MetricResult): boolean => {
  const last = measurements.at(-1);
  return last !== undefined && !isCompleted(last.phase);
};

function statusDifferences({ status: recorded }: Run, { status: replayed }: Run): Difference[] {
  if (!isCompleted(recorded.phase) && !isCompleted(replayed.phase)) return [];
  return [
    ...difference({}, 'phase', recorded.phase, replayed.phase),
    ...difference({}, 'message', recorded.message, replayed.message),
  ];
}

const difference = (
  place: Pick<Difference, 'metric' | 'measurement'>,
  field: string,
  recorded: string,
  replayed: string,
): Difference[] => (recorded === replayed ? [] : [{ ...place, field, recorded, replayed }]);
