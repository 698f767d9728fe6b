import type { SampleSeries } from './storage.ts';

/** One series for each label set, of lists that follow each other in time; in the order in which they first appear. */
export function joinSeries(lists: readonly (readonly SampleSeries[])[]): SampleSeries[] {
  const byKey = new Map<string, SampleSeries[]>();
  for (const one of lists.flat()) {
    const known = byKey.get(one.labels.key);
    if (known === undefined) byKey.set(one.labels.key, [one]);
    else known.push(one);
  }
  return [...byKey.values()].flatMap((parts) => joined(parts));
}

function joined(parts: readonly SampleSeries[]): SampleSeries[] {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return [...parts];
  const total = parts.reduce((sum, { values }) => sum + values.length, 0);
  const timestampsMs = new Float64Array(total);
  const values = new Float64Array(total);
  let at = 0;
  for (const part of parts) {
    timestampsMs.set(part.timestampsMs, at);
    values.set(part.values, at);
    at += part.values.length;
  }
  const hasHistograms = parts.some(({ histograms }) => histograms !== undefined);
  const histograms = hasHistograms
    ? parts.flatMap((part) => part.histograms ?? new Array<undefined>(part.values.length).fill(undefined))
    : undefined;
  return [{ labels: first.labels, timestampsMs, values, ...(histograms && { histograms }) }];
}
