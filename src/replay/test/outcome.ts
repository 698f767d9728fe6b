import type { RolloutEvent } from '../../analysis/rollout/timeline.ts';
import { isWorse, type Phase } from '../../analysis/run.ts';
import type { Json } from '../../yaml/tree.ts';
import type { ReplayedMeasurement, ReplayedMetric } from '../measurement/log.ts';
import type { Replay, ReplayedRun } from '../model.ts';
import { writtenValue } from './compare/value.ts';
import { timeText } from './time.ts';

/** What happened, in the words and the order of a test's `expect`. */
export type Outcome = { readonly [key: string]: OutcomeValue };
export type OutcomeValue = Json | Outcome | readonly Outcome[];

/** Measurements beyond these are left out of what is written into a file. */
const MAX_MEASUREMENTS = 20;

const COUNTERS = ['count', 'successful', 'failed', 'inconclusive', 'error'] as const;

/** All that a test could have expected of this replay. */
export function outcomeOf(replay: Replay): Outcome {
  const { verdict, message, subject, runs } = replay;
  const isRollout = subject.kind === 'rollout';
  const names = runs.flatMap(({ metrics }) => metrics.map(({ name }) => name));
  const isPlain = new Set(names).size === names.length;
  return {
    verdict,
    at: timeText(replay.endMs, replay.startMs),
    ...(message === '' ? {} : { message }),
    ...(isPlain && names.length > 0
      ? {
          metrics: metricsOutcome(
            runs.flatMap(({ metrics }) => metrics),
            replay,
          ),
        }
      : {}),
    ...(isPlain ? {} : { runs: runsOutcome(replay) }),
    ...(isRollout ? { rollout: withoutMessage(rolloutOutcome(replay), message) } : {}),
    ...(isRollout && stepStarts(replay).length > 0 ? { steps: stepsOutcome(replay) } : {}),
  };
}

/** What is said above already need not be said again. */
const withoutMessage = ({ message, ...rest }: Outcome, said: string): Outcome =>
  message === undefined || message === said ? rest : { ...rest, message };

export const runsOutcome = (replay: Replay): readonly Outcome[] => replay.runs.map((run) => runOutcome(run, replay));

function runOutcome(run: ReplayedRun, replay: Replay): Outcome {
  const { phase, message } = run.run.status;
  const [template] = run.templates;
  return {
    ...(run.kind === 'template' || run.kind === 'run' ? {} : { of: run.kind }),
    ...(run.step === undefined ? {} : { step: run.step + 1 }),
    ...(template === undefined ? {} : { template }),
    phase: phase === '' ? 'Pending' : phase,
    ...(message === '' ? {} : { message }),
    metrics: metricsOutcome(run.metrics, replay),
  };
}

export const metricsOutcome = (metrics: readonly ReplayedMetric[], replay: Replay): Outcome =>
  Object.fromEntries(metrics.map((metric) => [metric.name, metricOutcome(metric, replay)]));

function metricOutcome({ result, measurements }: ReplayedMetric, { startMs }: Replay): Outcome {
  const counters = COUNTERS.filter((counter) => result[counter] > 0).map((counter) => [counter, result[counter]]);
  // Of an Error the last measurement has the same words.
  const isSaidBelow = measurements.at(-1)?.measurement.message === result.message;
  return {
    phase: result.phase,
    ...(isSaidBelow || result.message === undefined || result.message === '' ? {} : { message: result.message }),
    ...Object.fromEntries(counters),
    measurements: measurementsOutcome(measurements, startMs),
  };
}

export const measurementsOutcome = (
  measurements: readonly ReplayedMeasurement[],
  startMs: number,
): readonly Outcome[] =>
  measurements.slice(0, MAX_MEASUREMENTS).map((one, index): Outcome => {
    const { phase, message, startedAtMs } = one.measurement;
    const isSaid = measurements[index - 1]?.measurement.message === message;
    const value = writtenValue(one);
    return {
      at: timeText(startedAtMs ?? startMs, startMs),
      phase,
      ...(value === undefined ? {} : { value }),
      ...(phase === 'Error' && message !== undefined && !isSaid ? { message } : {}),
    };
  });

export function rolloutOutcome({ end }: Replay): Outcome {
  if (end === undefined) return {};
  const { phase, message, currentStepIndex, share, pods } = end;
  return {
    phase,
    ...(message === '' ? {} : { message }),
    ...(currentStepIndex === undefined ? {} : { step: currentStepIndex + 1 }),
    ...(share === undefined ? {} : { weight: Number((share * 100).toFixed(1)) }),
    stable: pods.stable.available,
    canary: pods.canary.available,
  };
}

export const stepsOutcome = (replay: Replay): readonly Outcome[] =>
  stepStarts(replay).map(({ step, atMs }) => ({ step: step + 1, at: timeText(atMs, replay.startMs) }));

export const stepStarts = ({ events }: Replay): readonly Extract<RolloutEvent, { kind: 'step-start' }>[] =>
  events.flatMap((event) => (event.kind === 'step-start' ? [event] : []));

/** The worst phase of the runs of a Rollout. */
export const worstPhase = ({ runs }: Replay): Phase =>
  runs
    .flatMap(({ run }): Phase[] => (run.status.phase === '' ? [] : [run.status.phase]))
    .reduce((left, right) => (isWorse(left, right) ? right : left), 'Successful' as Phase);
