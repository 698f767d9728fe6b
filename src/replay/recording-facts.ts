import type { Recording } from '../recording/recording.ts';

/** What a recording is, in numbers. */
export interface RecordingFacts {
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  readonly seriesCount: number;
  readonly sampleCount: number;
  /** The most frequent distance of two samples, in milliseconds; undefined where no series has two. */
  readonly scrapeMs: number | undefined;
}

/** Series that are looked at for the distance of samples. */
const MAX_SERIES = 200;
const MAX_SAMPLES = 200;

export function recordingFacts(recording: Recording): RecordingFacts {
  const { firstMs, lastMs, series, sampleCount } = recording;
  return { firstMs, lastMs, seriesCount: series.length, sampleCount, scrapeMs: scrapeInterval(recording) };
}

function scrapeInterval({ series }: Recording): number | undefined {
  const counts = new Map<number, number>();
  for (const { timestampsMs } of series.slice(0, MAX_SERIES)) {
    const last = Math.min(timestampsMs.length, MAX_SAMPLES);
    for (let i = 1; i < last; i++) {
      const distance = Math.round(((timestampsMs[i] ?? 0) - (timestampsMs[i - 1] ?? 0)) / 1000) * 1000;
      counts.set(distance, (counts.get(distance) ?? 0) + 1);
    }
  }
  let best: number | undefined;
  for (const [distance, count] of counts) {
    const known = best === undefined ? 0 : (counts.get(best) ?? 0);
    if (distance > 0 && (count > known || (count === known && distance < (best ?? 0)))) best = distance;
  }
  return best;
}
