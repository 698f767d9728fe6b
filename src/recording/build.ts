import type { SampleSeries } from '../promql/engine/storage.ts';
import { RecordingBuilder } from './columns/builder.ts';
import type { Recording } from './recording.ts';

/**
 * A recording of series that are already in memory. The same series given twice is joined in order of time; the columns
 * are copied, equal timestamp columns become one. Throws `RecordingError` where a series has two values at a time.
 */
export function recordingOf(series: readonly SampleSeries[], notes: readonly string[] = []): Recording {
  const builder = new RecordingBuilder();
  for (const { labels, timestampsMs, values, histograms, startTimestampsMs } of series) {
    builder.addColumns(labels, timestampsMs, values, { histograms, startTimestampsMs });
  }
  for (const note of notes) builder.note(note);
  return builder.build();
}
