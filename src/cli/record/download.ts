import type { PrometheusClient } from '../../prometheus/client.node.ts';
import type { SampleChunk } from '../../prometheus/samples.ts';
import { joinSeries } from '../../promql/engine/join-series.ts';
import type { QueryError } from '../../promql/engine/result.ts';
import type { SampleSeries } from '../../promql/engine/storage.ts';
import type { Progress } from '../progress.ts';
import type { Part, PartFolder } from './parts.ts';

export interface Downloaded {
  /** By part, in their order; parts that failed are missing. */
  readonly series: readonly (readonly SampleSeries[])[];
  /** How many are in the folder. */
  readonly kept: number;
  /** What ended it early. */
  readonly error: QueryError | undefined;
  readonly warnings: readonly string[];
}

/** As many as the client asks at once. */
const AT_ONCE = 4;

/**
 * Fetches the parts that are not here yet. Ends at the first error; what is done by then stays in the folder.
 * @throws {UsageError} where a part cannot be written
 */
export async function download(
  client: PrometheusClient,
  parts: readonly Part[],
  folder: PartFolder,
  progress: Progress,
  signal: AbortSignal,
): Promise<Downloaded> {
  const series: (readonly SampleSeries[])[] = [];
  const warnings = new Set<string>();
  let done = 0;
  let kept = 0;
  let samples = 0;
  let error: QueryError | undefined;
  const waiting = [...parts.entries()].reverse();
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined && error === undefined; next = waiting.pop()) {
      const [index, part] = next;
      const known = folder.read(part);
      const remarks = new Set<string>();
      const fetched = known ?? (await fetchPart(client, part, remarks, signal));
      for (const remark of remarks) warnings.add(remark);
      if ('error' in fetched) {
        error ??= fetched.error;
        return;
      }
      // A partial answer is not kept: the next run asks again.
      if (known === undefined && remarks.size === 0) {
        try {
          folder.write(part, fetched);
        } catch (failure) {
          // Nobody fetches on what cannot be kept.
          waiting.length = 0;
          throw failure;
        }
      }
      if (remarks.size === 0) kept++;
      series[index] = fetched;
      done++;
      samples += fetched.reduce((sum, { values }) => sum + values.length, 0);
      const text = `${done} of ${parts.length} parts, ${samples.toLocaleString('en-US')} samples`;
      progress.show({ done, total: parts.length, text });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { series, kept, error, warnings: [...warnings] };
}

async function fetchPart(
  client: PrometheusClient,
  { selector, fromMs, toMs }: Part,
  remarks: Set<string>,
  signal: AbortSignal,
): Promise<readonly SampleSeries[] | { readonly error: QueryError }> {
  const chunks: SampleChunk[] = [];
  for await (const { value, error, warnings } of client.samples(selector, fromMs, toMs, { signal })) {
    for (const warning of warnings) remarks.add(warning);
    if (error !== undefined) return { error };
    chunks.push(value);
  }
  return joinSeries(chunks.map(({ series }) => series));
}

/** Each series once, its samples in order of time, each time once: selectors may overlap. */
export function unitedSeries(all: readonly SampleSeries[]): readonly SampleSeries[] {
  const byKey = new Map<string, SampleSeries[]>();
  for (const one of all) {
    const known = byKey.get(one.labels.key);
    if (known === undefined) byKey.set(one.labels.key, [one]);
    else known.push(one);
  }
  return [...byKey.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length === 1) return same;
    const rows = same.flatMap(({ timestampsMs, values, histograms }) =>
      Array.from(timestampsMs, (timeMs, i) => ({ timeMs, value: values[i] ?? NaN, histogram: histograms?.[i] })),
    );
    const sorted = rows.sort((a, b) => a.timeMs - b.timeMs).filter(({ timeMs }, i) => rows[i - 1]?.timeMs !== timeMs);
    return [
      {
        labels: first.labels,
        timestampsMs: Float64Array.from(sorted, ({ timeMs }) => timeMs),
        values: Float64Array.from(sorted, ({ value }) => value),
        ...(same.some(({ histograms }) => histograms !== undefined) && {
          histograms: sorted.map(({ histogram }) => histogram),
        }),
      },
    ];
  });
}
