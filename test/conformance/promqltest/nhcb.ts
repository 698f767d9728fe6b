import { parseFloat64 } from '../../../src/go/strconv.ts';
import { CUSTOM_SCHEMA, EMPTY_HISTOGRAM, type FloatHistogram } from '../../../src/promql/engine/index.ts';
import type { LabelSet } from '../../../src/promql/engine/labels.ts';

/** The classic histogram that is there at one time. */
class Classic {
  readonly buckets = new Map<number, number>();
  count: number | undefined;
  sum = 0;
}

export interface FloatSamples {
  readonly labels: LabelSet;
  readonly samples: readonly { readonly timeMs: number; readonly value: number }[];
}

export interface ConvertedSeries {
  readonly labels: LabelSet;
  readonly samples: readonly { readonly timeMs: number; readonly histogram: FloatHistogram }[];
}

/** Native histograms with custom buckets, made of the classic ones among the series (util/convertnhcb). */
export function convertClassic(all: readonly FloatSamples[]): ConvertedSeries[] {
  const byBase = new Map<string, { labels: LabelSet; at: Map<number, Classic> }>();
  for (const { labels, samples } of all) {
    const [, name = '', suffix] = /^(.*)_(bucket|sum|count)$/s.exec(labels.metricName) ?? [];
    if (suffix === undefined) continue;
    const le = parseFloat64(labels.get('le'));
    if (suffix === 'bucket' && (!le.ok || Number.isNaN(le.value))) continue;
    const base = labels.with(
      new Map([
        ['__name__', name],
        ['le', ''],
      ]),
    );
    let entry = byBase.get(base.key);
    if (entry === undefined) {
      entry = { labels: base, at: new Map() };
      byBase.set(base.key, entry);
    }
    for (const { timeMs, value } of samples) {
      const classic = entry.at.get(timeMs) ?? new Classic();
      entry.at.set(timeMs, classic);
      if (suffix === 'count') classic.count = value;
      else if (suffix === 'sum') classic.sum = value;
      else if (le.ok && !classic.buckets.has(le.value)) classic.buckets.set(le.value, value);
    }
  }
  return [...byBase.values()].map(({ labels, at }) => ({
    labels,
    samples: [...at].sort(([a], [b]) => a - b).map(([timeMs, classic]) => ({ timeMs, histogram: convert(classic) })),
  }));
}

function convert({ buckets, count, sum }: Classic): FloatHistogram {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const total = count ?? sorted[sorted.length - 1]?.[1] ?? 0;
  if (sorted[sorted.length - 1]?.[0] !== Infinity) sorted.push([Infinity, total]);
  const counts = sorted.map(([, cumulative], i) => cumulative - (sorted[i - 1]?.[1] ?? 0));
  // Integer histograms keep up to two empty buckets between others.
  const kept = counts.every(Number.isInteger) && Number.isInteger(total) ? 2 : 0;
  const indexes = compactIndexes(counts, kept);
  return {
    ...EMPTY_HISTOGRAM,
    schema: CUSTOM_SCHEMA,
    count: total,
    sum,
    positive: { indexes, counts: indexes.map((i) => counts[i] ?? 0) },
    customValues: sorted.map(([bound]) => bound).filter((bound) => bound !== Infinity),
  };
}

function compactIndexes(counts: readonly number[], keptGap: number): number[] {
  const populated = [...counts.keys()].filter((i) => counts[i] !== 0);
  return populated.flatMap((index, i) => {
    const before = populated[i - 1];
    if (before === undefined || index - before - 1 > keptGap) return [index];
    return Array.from({ length: index - before }, (_, offset) => before + 1 + offset);
  });
}
