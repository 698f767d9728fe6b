import { compareLabels } from '../../../promql/engine/labels.ts';
import type { SampleSeries, SeriesMatcher } from '../../../promql/engine/storage.ts';
import type { SegmentFiles } from '../chunks/segment-files.ts';
import { SampleColumns } from '../columns.ts';
import type { ChunkMeta, IndexedSeries, IndexFile } from '../index/index-file.ts';
import { type Interval, joined, type Tombstones } from '../tombstones.ts';
import { chainParts, type Part } from './chain.ts';
import { Heap } from './heap.ts';

/** The opened files of a block. */
export interface Block {
  readonly index: IndexFile;
  readonly chunks: SegmentFiles;
  readonly tombstones: Tombstones;
}

/** What is read of blocks; the times are milliseconds since the epoch, both inclusive. */
export interface BlockSelection {
  readonly matchers: readonly SeriesMatcher[];
  readonly minMs: number;
  readonly maxMs: number;
}

/** A series of a block, with those of its chunks that may hold something of the selection. */
interface BlockSeries extends IndexedSeries {
  readonly block: Block;
  readonly deleted: readonly Interval[];
}

/**
 * The series of some blocks, in order of their labels, one after the other; blocks in order of their first times (db
 * Querier, storage genericMergeSeriesSet). A sample that is in several blocks comes once. Each series is
 * good until the next is asked for. Throws `FormatError`.
 */
export function* seriesOfBlocks(
  blocks: readonly Block[],
  selection: BlockSelection,
): Generator<SampleSeries, void, void> {
  const columns = new SampleColumns();
  const waiting = new Heap<Cursor>((a, b) => compareLabels(a.series.labels, b.series.labels) < 0);
  for (const block of blocks) enqueue(waiting, selectedSeries(block, selection));
  while (waiting.top !== undefined) {
    const { labels } = waiting.top.series;
    const same: Cursor[] = [];
    while (waiting.top !== undefined && compareLabels(waiting.top.series.labels, labels) === 0) {
      const cursor = waiting.pop();
      if (cursor !== undefined) same.push(cursor);
    }
    columns.clear();
    const parts = same.flatMap(({ series }) => decodeSeries(series, columns));
    const chained = chainParts(labels, columns, parts);
    if (chained !== undefined) yield chained;
    for (const { rest } of same) enqueue(waiting, rest);
  }
}

interface Cursor {
  readonly series: BlockSeries;
  readonly rest: Iterator<BlockSeries, void>;
}

function enqueue(waiting: Heap<Cursor>, rest: Iterator<BlockSeries, void>): void {
  const next = rest.next();
  if (next.done !== true) waiting.push({ series: next.value, rest });
}

/** tsdb blockBaseSeriesSet. */
function* selectedSeries(block: Block, { matchers, minMs, maxMs }: BlockSelection): Generator<BlockSeries, void, void> {
  const wanted = (value: (label: string) => string): boolean =>
    matchers.every((matcher) => matcher.matches(value(matcher.label)));
  for (const series of block.index.series(wanted)) {
    const stones = block.tombstones.get(series.ref) ?? [];
    const chunks = series.chunks.filter(
      (chunk) =>
        chunk.maxMs >= minMs &&
        chunk.minMs <= maxMs &&
        !stones.some((stone) => stone.minMs <= chunk.minMs && chunk.maxMs <= stone.maxMs),
    );
    if (chunks.length === 0) continue;
    const outside = [
      { minMs: -Infinity, maxMs: minMs - 1 },
      { minMs: maxMs + 1, maxMs: Infinity },
    ].filter((interval) => interval.minMs <= interval.maxMs);
    yield { ...series, block, chunks, deleted: joined([...stones, ...outside]) };
  }
}

function decodeSeries({ block, chunks, deleted }: BlockSeries, columns: SampleColumns): Part[] {
  const parts: Part[] = [];
  let from = columns.length;
  for (const chunk of chunks) {
    const at = columns.length;
    block.chunks.read(chunk, columns);
    drop(columns, at, chunk, deleted);
    if (columns.length > at && at > from && (columns.timestampsMs[at - 1] ?? 0) >= (columns.timestampsMs[at] ?? 0)) {
      parts.push({ from, to: at });
      from = at;
    }
  }
  parts.push({ from, to: columns.length });
  return parts;
}

function drop(columns: SampleColumns, from: number, { minMs, maxMs }: ChunkMeta, deleted: readonly Interval[]): void {
  const touching = deleted.filter((interval) => interval.minMs <= maxMs && minMs <= interval.maxMs);
  if (touching.length === 0) return;
  columns.retain(from, (time) => !touching.some((interval) => interval.minMs <= time && time <= interval.maxMs));
}
