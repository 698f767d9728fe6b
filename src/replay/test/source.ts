import { recordedCatalogue, type SeriesCatalogue } from '../../evaluation/empty.ts';
import { recordedEvaluator } from '../../evaluation/recorded.ts';
import { recordingRules } from '../../evaluation/recording-rules.ts';
import type { RuleGroup } from '../../evaluation/rules/read.ts';
import type { Evaluator } from '../../promql/evaluator.ts';
import { METRIC_NAME } from '../../promql/index.ts';
import { RecordingBuilder } from '../../recording/columns/builder.ts';
import { addNotation } from '../../recording/formats/notation/samples.ts';
import type { Recording } from '../../recording/recording.ts';
import type { WrittenSeries } from './case.ts';

/** What answers from a recording, with what rules record on it. */
export interface RecordedSource {
  readonly evaluator: Evaluator;
  readonly recording: Recording;
  readonly catalogue: SeriesCatalogue;
  readonly groups: readonly RuleGroup[];
  /** What rules could not record; known afterwards. */
  notes(): readonly string[];
}

export function recordedSource(recording: Recording, groups: readonly RuleGroup[]): RecordedSource {
  const ruled = groups.length === 0 ? undefined : recordingRules(recording, groups);
  const storage = ruled ?? recording;
  const recorded = groups.flatMap((group) => group.rules.map(({ name }) => name));
  return {
    evaluator: recordedEvaluator(storage),
    recording,
    catalogue: recordedCatalogue({
      select: (matchers, minMs, maxMs) => storage.select(matchers, minMs, maxMs),
      labelValues: (label) => [...recording.labelValues(label), ...(label === METRIC_NAME ? recorded : [])],
    }),
    groups,
    notes: () => ruled?.notes() ?? [],
  };
}

/** The series of a test, added to its recording. @throws {RecordingError} where two values stand at the same time */
export function recordingWith(
  recording: Recording | undefined,
  series: readonly WrittenSeries[],
): Recording | undefined {
  if (series.length === 0) return recording;
  const builder = new RecordingBuilder('series');
  for (const { labels, timestampsMs, values, histograms, startTimestampsMs } of recording?.series ?? []) {
    builder.addColumns(labels, timestampsMs, values, { histograms, startTimestampsMs });
  }
  for (const note of recording?.notes ?? []) builder.note(note);
  for (const { text, startMs, intervalMs } of series) addNotation(text, { startMs, intervalMs }, builder);
  return builder.build();
}
