import type { RawStorage } from '../../src/evaluation/recording-rules.ts';
import { LabelSet } from '../../src/promql/engine/labels.ts';
import type { QueryResult } from '../../src/promql/engine/result.ts';
import { memoryStorage, type SampleSeries } from '../../src/promql/engine/storage.ts';

/** Samples of a series every `stepMs`; undefined is no sample. */
export function series(
  labels: Readonly<Record<string, string>>,
  values: readonly (number | undefined)[],
  stepMs = 15_000,
): SampleSeries {
  const rows = values.flatMap((value, i) => (value === undefined ? [] : [{ timeMs: i * stepMs, value }]));
  return {
    labels: LabelSet.of(labels),
    timestampsMs: Float64Array.from(rows, ({ timeMs }) => timeMs),
    values: Float64Array.from(rows, ({ value }) => value),
  };
}

export function rawStorage(list: readonly SampleSeries[]): RawStorage {
  const times = list.flatMap(({ timestampsMs }) => [timestampsMs[0] ?? Infinity, timestampsMs.at(-1) ?? -Infinity]);
  return {
    ...memoryStorage(list),
    firstMs: times.length === 0 ? undefined : Math.min(...times),
    lastMs: times.length === 0 ? undefined : Math.max(...times),
  };
}

/** `{a="b"} 1 2 3`, an element of a vector or a series of a matrix a line; the error where there is one. */
export function shown({ value, error }: QueryResult): readonly string[] {
  if (error !== undefined) return [error.message];
  if (value.type === 'vector') return value.samples.map(({ labels, value: sample }) => `${labels} ${sample}`);
  if (value.type === 'matrix') {
    return value.series.map(
      ({ labels, timestampsMs, values }) =>
        `${labels} ${Array.from(values, (sample, i) => `${sample}@${(timestampsMs[i] ?? 0) / 1000}`).join(' ')}`,
    );
  }
  return [String(value.value)];
}
