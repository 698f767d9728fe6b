import { textOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import type { ProviderName } from '../../manifest/metric.ts';
import { queryMetadata } from '../providers/query.ts';
import { webMeasurement } from '../providers/web.ts';
import type { Provider, Visit } from '../reconcile.ts';
import { finishedCount, isCompleted, type Measurement, resultOf } from '../run.ts';
import { judgeValue } from './judge-value.ts';
import type { RecordedMeasurement } from './values.ts';

/** metricproviders/kayenta resumeDelay. */
const KAYENTA_RESUME_MS = 15_000;

/**
 * A provider that gives recorded measurements: the first, the second … one of the list, or if they have times the one
 * whose time has come. Beyond the end the last one answers again, which the trace tells. Jobs and Kayenta are in flight
 * for `after`, and looked at when the controller would look. Needs `prepareExpr`.
 */
export function recordedProvider(provider: ProviderName, recorded: readonly RecordedMeasurement[]): Provider {
  const isSlow = provider === 'job' || provider === 'kayenta';
  const settle = (metric: Metric, entry: RecordedMeasurement, nowMs: number): Measurement => {
    const { outcome } = entry;
    switch (outcome.kind) {
      case 'phase': {
        const { kind: _, ...measurement } = outcome;
        return measurement;
      }
      case 'response':
        if (provider === 'web') return webMeasurement(metric, outcome.response, nowMs);
        return { phase: 'Error', message: `a response (status, body) is recorded, which a ${provider} metric has not` };
      case 'value':
        return judgeValue(provider, metric, outcome.value, nowMs);
    }
  };
  return {
    run(metric, nowMs, visit) {
      const chosen = choose(recorded, metric, nowMs, visit);
      if (chosen === undefined) return { phase: 'Error', message: 'no measurement is recorded' };
      visit.note({ kind: 'recorded', index: chosen.index, isRepeated: chosen.isRepeated });
      if (!isSlow && chosen.entry.afterMs === undefined) return settle(metric, chosen.entry, nowMs);
      const delayMs = provider === 'kayenta' ? KAYENTA_RESUME_MS : 0;
      return { phase: 'Running', resumeAtMs: seconds(nowMs) + delayMs };
    },
    resume(metric, inFlight, nowMs, visit) {
      const startedAtMs = inFlight.startedAtMs ?? nowMs;
      const chosen = choose(recorded, metric, startedAtMs, visit);
      const elapsedMs = nowMs - startedAtMs;
      if (chosen !== undefined && elapsedMs >= (chosen.entry.afterMs ?? 0)) {
        const measurement = settle(metric, chosen.entry, nowMs);
        if (isCompleted(measurement.phase)) return { ...inFlight, ...measurement };
      }
      return {
        ...inFlight,
        resumeAtMs: seconds(nowMs + (provider === 'kayenta' ? KAYENTA_RESUME_MS : delayOf(elapsedMs))),
      };
    },
    // job.go Terminate deletes the job; the other providers go on.
    terminate: (_, inFlight) => (provider === 'job' ? { ...inFlight, phase: 'Inconclusive' } : inFlight),
    ...(provider === 'prometheus' ? { metadata: queryMetadata } : {}),
  };
}

const seconds = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** job.go Resume: a delay that grows with the time since the start; a second at least, as times are kept. */
const delayOf = (elapsedMs: number): number => Math.max(1000, Math.sqrt((2 * elapsedMs) / 1000) * 1000);

interface Chosen {
  readonly entry: RecordedMeasurement;
  readonly index: number;
  readonly isRepeated: boolean;
}

function choose(
  recorded: readonly RecordedMeasurement[],
  metric: Metric,
  startedAtMs: number,
  { run }: Visit,
): Chosen | undefined {
  const turn = finishedCount(resultOf(run.status, textOf(metric.name)));
  let index = Math.min(turn, recorded.length - 1);
  const isTimed = recorded.some(({ atMs }) => atMs !== undefined);
  if (isTimed) {
    const offsetMs = startedAtMs - (run.status.startedAtMs ?? startedAtMs);
    const next = recorded.findIndex(({ atMs = 0 }) => atMs > offsetMs);
    index = Math.max(0, next < 0 ? recorded.length - 1 : next - 1);
  }
  const entry = recorded[index];
  return entry === undefined ? undefined : { entry, index, isRepeated: !isTimed && turn > index };
}
