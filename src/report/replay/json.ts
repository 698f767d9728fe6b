import type { RolloutEvent } from '../../analysis/rollout/timeline.ts';
import { fateText } from '../../evaluation/empty.ts';
import { formatDuration } from '../../go/duration.ts';
import { type Insight, shownQuery } from '../../replay/measurement/insight.ts';
import type { ReplayedMeasurement, ReplayedMetric } from '../../replay/measurement/log.ts';
import type { Replay, ReplayNote } from '../../replay/model.ts';
import { noteText } from './notes.ts';
import { runObjects } from './objects.ts';
import type { ReplayReport } from './report.ts';

/** Grows when a reader of the old shape would break. */
const JSON_SCHEMA_VERSION = 1;

/** For programs; described by schemas/replay.json. */
export function json({ replay, expected, isAsExpected, findings, recorded }: ReplayReport): string {
  const { subject, startMs, endMs, verdict, message, hashes, recording, notes } = replay;
  const { kind, manifestKind, name, namespace, file } = subject;
  const document = {
    schemaVersion: JSON_SCHEMA_VERSION,
    verdict,
    expected,
    asExpected: isAsExpected,
    message,
    subject: { kind, manifestKind, name, namespace, file },
    start: time(startMs),
    end: time(endMs),
    hashes,
    recording: recording && {
      start: recording.firstMs === undefined ? undefined : time(recording.firstMs),
      end: recording.lastMs === undefined ? undefined : time(recording.lastMs),
      series: recording.seriesCount,
      samples: recording.sampleCount,
      interval: recording.scrapeMs === undefined ? undefined : duration(recording.scrapeMs),
    },
    findings,
    recorded: recorded && {
      ...recorded.recorded,
      settings: recorded.settings,
      differences: recorded.differences,
      gaps: recorded.gaps,
    },
    analysisRuns: runObjects(replay),
    timeline: timeline(replay),
    notes: notes.map(noteJson),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Whole seconds, as the controller keeps them. */
const time = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');

const duration = (ms: number): string => formatDuration(BigInt(Math.round(ms)) * 1_000_000n);

function noteJson(note: ReplayNote) {
  const { kind } = note;
  const text = noteText(note);
  switch (note.kind) {
    case 'cut':
      return { kind, text, at: time(note.atMs) };
    case 'hash-invented':
    case 'hash-deduced':
      return { kind, text, which: note.which, hash: note.hash, label: note.label };
    case 'secret-unknown':
      return { kind, text, secret: note.secret, key: note.key };
    default:
      return { kind, text };
  }
}

function timeline(replay: Replay): readonly object[] {
  const metrics = new Map(
    replay.runs.flatMap((run) => run.metrics.map((metric) => [keyOf(run.name, metric.name), metric])),
  );
  const taken = new Map<string, number>();
  return replay.events.flatMap((event): object[] => {
    if (event.kind !== 'measurement') return [eventJson(event)];
    // One in flight is an event each time it is looked at; it counts when it has come to its end.
    if (event.measurement.finishedAtMs === undefined) return [];
    const key = keyOf(event.run, event.metric);
    const index = taken.get(key) ?? 0;
    taken.set(key, index + 1);
    const metric = metrics.get(key);
    const one = metric?.measurements[index];
    return metric === undefined || one === undefined ? [] : [measurementJson(event, metric, one)];
  });
}

const keyOf = (run: string, metric: string): string => `${run}\0${metric}`;

/** Times and durations by the names of their fields; all else as it is. */
function eventJson({ kind, atMs, ...rest }: RolloutEvent): object {
  const fields = Object.entries(rest).map(([name, value]): readonly [string, unknown] => {
    if (name === 'untilMs') return ['until', typeof value === 'number' ? time(value) : undefined];
    if (name === 'durationMs') return ['duration', typeof value === 'number' ? duration(value) : undefined];
    return [name, value];
  });
  return { at: time(atMs), event: kind, ...Object.fromEntries(fields) };
}

function measurementJson(
  event: Extract<RolloutEvent, { readonly kind: 'measurement' }>,
  { name, metric }: ReplayedMetric,
  { number, measurement, result, conditions, traces, insight }: ReplayedMeasurement,
): object {
  const trace = traces.find(({ kind }) => kind === 'query');
  const faults = traces.flatMap((each) => (each.kind === 'fault' ? [each.fault] : []));
  const { count, successful, failed, inconclusive, error, consecutiveError, consecutiveSuccess } = result;
  return {
    at: time(event.atMs),
    event: 'measurement',
    step: event.step,
    run: event.run,
    metric: name,
    number,
    phase: measurement.phase,
    value: measurement.value,
    message: measurement.message,
    conditions: conditions.map(({ field, text, filled, holds }) => ({ field, text, filled, holds })),
    counters: { count, successful, failed, inconclusive, error, consecutiveError, consecutiveSuccess },
    query: trace?.kind === 'query' ? shownQuery(metric) : undefined,
    series: trace?.kind === 'query' ? trace.seriesCount : undefined,
    fault: faults[0],
    ...(insight === undefined ? {} : insightJson(insight)),
  };
}

function insightJson({ selectors, traffic, isOdd }: Insight): object {
  return {
    eventsPerSecond: traffic?.perSecond,
    selectors: selectors.map(({ read, fate, fromMs, toMs }) => ({
      start: time(fromMs),
      end: time(toMs),
      series: fate.kind === 'matched' ? fate.series : 0,
      why: fate.kind === 'matched' && !isOdd ? undefined : fateText(read, fate, { fromMs, toMs }, time),
    })),
  };
}
