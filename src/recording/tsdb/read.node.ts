import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SeriesMatcher } from '../../promql/engine/storage.ts';
import { RecordingError } from '../error.ts';
import type { SeriesSink } from '../sink.ts';
import { FormatError } from './bytes/format-error.ts';
import { SegmentFiles } from './chunks/segment-files.ts';
import { Folder } from './folder.node.ts';
import { IndexFile } from './index/index-file.ts';
import { type Block, seriesOfBlocks } from './merge/blocks.ts';
import { type BlockMeta, isUlid, readMeta } from './meta.ts';
import { readTombstones } from './tombstones.ts';

export interface TsdbOptions {
  /** Only series that meet all of these. */
  readonly matchers?: readonly SeriesMatcher[];
  /** Only samples of these times, milliseconds since the epoch, both inclusive. */
  readonly minTimeMs?: number;
  readonly maxTimeMs?: number;
  readonly signal?: AbortSignal;
  /** Bytes of the blocks that are read, of all there are; fewer are needed where only a part is asked for. */
  readonly onProgress?: (progress: { path: string; bytes: number; totalBytes: number; samples: number }) => void;
}

/** True for a folder that is a Prometheus data directory or a block of one, be it whole or not. */
export function isTsdbFolder(folder: string): boolean {
  if (BLOCK_FILES.some((name) => existsSync(path.join(folder, name))) || isUlid(path.basename(folder))) return true;
  if (HEAD_FOLDERS.some((name) => existsSync(path.join(folder, name)))) return true;
  try {
    return readdirSync(folder).some(isUlid);
  } catch {
    return false;
  }
}

const BLOCK_FILES = ['meta.json', 'index', 'chunks'];
const HEAD_FOLDERS = ['wal', 'chunks_head', 'wbl'];
/** How long other work has to wait. */
const TURN_MS = 50;

/**
 * Hands the series of a Prometheus data directory, or of a single block, to `sink` in order of their labels, and says
 * what was not read. Overlapping blocks are merged and deleted samples left out as Prometheus does. Rejects with a
 * `RecordingError` at the first thing that is wrong; what `sink` has by then is to be dropped.
 */
export async function readTsdb(
  folder: string,
  sink: Pick<SeriesSink, 'addColumns' | 'note'>,
  options: TsdbOptions = {},
): Promise<void> {
  const { signal, onProgress } = options;
  const progress = { path: folder, bytes: 0, totalBytes: 0, samples: 0 };
  const files = new Folder(folder, (bytes) => {
    progress.bytes += bytes;
  });
  try {
    signal?.throwIfAborted();
    const { blocks, notes } = blocksIn(files);
    for (const note of notes) sink.note(note);
    const selection = {
      matchers: options.matchers ?? [],
      minMs: options.minTimeMs ?? -Infinity,
      maxMs: options.maxTimeMs ?? Infinity,
    };
    const wanted = blocks.filter(({ meta }) => meta.minMs <= selection.maxMs && selection.minMs <= meta.maxMs);
    const opened = wanted.map((block) => openBlock(files, block));
    progress.totalBytes = opened.reduce((sum, { bytes }) => sum + bytes, 0);
    let turn = performance.now();
    for (const { labels, timestampsMs, values, ...extras } of seriesOfBlocks(opened, selection)) {
      sink.addColumns(labels, timestampsMs, values, extras);
      progress.samples += timestampsMs.length;
      if (performance.now() - turn < TURN_MS) continue;
      onProgress?.({ ...progress, bytes: Math.min(progress.bytes, progress.totalBytes) });
      await setImmediate();
      signal?.throwIfAborted();
      turn = performance.now();
    }
    onProgress?.({ ...progress, bytes: Math.min(progress.bytes, progress.totalBytes) });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new RecordingError(error.file, `byte ${error.offset}: ${error.problem}; ${REMEDY}`);
  } finally {
    files.closeAll();
  }
}

const REMEDY = 'copy the block anew, or move it out of the folder';

/** A block folder, named from the data directory; empty for the folder itself. */
interface FoundBlock {
  readonly name: string;
  readonly meta: BlockMeta;
}

/** The blocks that count, in order of their first times. */
function blocksIn(files: Folder): { readonly blocks: readonly FoundBlock[]; readonly notes: readonly string[] } {
  if (BLOCK_FILES.some((name) => files.has(name)))
    return { blocks: [{ name: '', meta: metaOf(files, '') }], notes: [] };
  const notes: string[] = [];
  const note = (name: string, text: string): void => void notes.push(`${path.join(files.path, name)}: ${text}`);
  const found: FoundBlock[] = [];
  for (const entry of files.entries('')) {
    const [name = ''] = /^[^.]*/.exec(entry.name) ?? [];
    if (!isUlid(name)) continue;
    if (entry.name !== name) note(entry.name, 'not read: the server was writing or deleting this block');
    else if (entry.isSymbolicLink()) note(name, 'not read: it is a link, which Prometheus does not follow either');
    else if (entry.isDirectory()) found.push({ name, meta: metaOf(files, name) });
  }
  const heads = HEAD_FOLDERS.filter((name) => files.entries(name).length > 0);
  if (found.length === 0 && heads.length === 0) {
    throw new RecordingError(
      files.path,
      `it is neither a Prometheus data directory nor a block: no meta.json and no block folder is in it`,
    );
  }
  const replaced = new Set(found.flatMap(({ meta }) => meta.parents));
  const blocks = found.filter(({ name, meta }) => {
    if (replaced.has(meta.ulid)) note(name, 'not read: another block has replaced this one');
    else if (meta.deletable) note(name, 'not read: the block is marked for deletion');
    return !replaced.has(meta.ulid) && !meta.deletable;
  });
  if (heads.length > 0) {
    note(
      '',
      `${heads.join(', ')} not read: the last up to 3 hours, which a running server has in its head, are not in the ` +
        'recording; make a snapshot with POST /api/v1/admin/tsdb/snapshot and read that',
    );
  }
  return { blocks: blocks.toSorted((a, b) => a.meta.minMs - b.meta.minMs), notes };
}

function metaOf(files: Folder, name: string): BlockMeta {
  for (const file of BLOCK_FILES) {
    if (files.has(path.join(name, file))) continue;
    throw new RecordingError(
      path.join(files.path, name),
      `there is no ${file} in it: the block is not whole; ${REMEDY}`,
    );
  }
  const file = path.join(name, 'meta.json');
  const meta = readMeta(files.text(file));
  if (typeof meta !== 'string') return meta;
  throw new RecordingError(path.join(files.path, file), `${meta}; ${REMEDY}`);
}

function openBlock(files: Folder, { name }: FoundBlock): Block & { readonly bytes: number } {
  const indexFile = path.join(name, 'index');
  const folder = path.join(name, 'chunks');
  const segments = files.entries(folder).filter((entry) => /^\d+$/.test(entry.name));
  for (const [i, segment] of segments.entries()) {
    if (Number(segment.name) === i + 1) continue;
    const missing = String(i + 1).padStart(6, '0');
    throw new RecordingError(
      path.join(files.path, folder),
      `there is no ${missing} in it: the block is not whole; ${REMEDY}`,
    );
  }
  const segmentFiles = segments.map((segment) => path.join(folder, segment.name));
  let close = (): void => undefined;
  const openers = segmentFiles.map((file) => () => {
    close();
    const source = files.source(file);
    close = source.close;
    return source;
  });
  const index = files.source(indexFile);
  const stones = path.join(name, 'tombstones');
  return {
    index: IndexFile.open(index),
    chunks: new SegmentFiles(openers, index.name),
    tombstones: files.has(stones) ? readTombstones(files.source(stones)) : new Map(),
    bytes: segmentFiles.reduce((sum, file) => sum + files.size(file), index.size),
  };
}
