import { RecordingBuilder } from '../../recording/columns/builder.ts';
import { addNotation } from '../../recording/formats/notation/samples.ts';
import type { Recording } from '../../recording/recording.ts';
import type { WrittenSeries } from './case.ts';

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
