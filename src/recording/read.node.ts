import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { preparePromql } from '../promql/prepare.ts';
import { MAX_SERIES, RecordingBuilder } from './columns/builder.ts';
import { unpacked } from './compression.node.ts';
import { RecordingError } from './error.ts';
import { AnyFormat } from './formats/detect.ts';
import type { Recording } from './recording.ts';
import { readTsdb } from './tsdb/read.node.ts';

export interface ReadProgress {
  readonly path: string;
  /** Read so far, as they stand in the file. */
  readonly bytes: number;
  readonly totalBytes: number | undefined;
  /** Of all paths together. */
  readonly samples: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** Where time 0 of series in promtool's notation lies, milliseconds since the epoch; 0 where it is left out. */
  readonly notationStartMs?: number | undefined;
}

/**
 * Reads files (`-` is stdin) and Prometheus data folders, whatever their format and packed with gzip or zstd or not,
 * and makes one recording of them. Throws `RecordingError` for input that is wrong, and the signal's reason when it is
 * aborted; nothing half-read is returned.
 */
export async function readRecordings(paths: readonly string[], options: ReadOptions = {}): Promise<Recording> {
  await preparePromql();
  const builder = new RecordingBuilder(paths.join(', '), seriesThatFit());
  for (const path of paths) {
    builder.reading(path);
    try {
      await readInto(builder, path, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw asRecordingError(path, error);
    }
  }
  builder.reading(paths.join(', '));
  return builder.build();
}

/** What a series takes of the heap, about, without its samples. */
const SERIES_BYTES = 400;

/** Half of the heap is left for what is done with them: a process that runs out of it dies without a word. */
const seriesThatFit = (): number =>
  Math.min(MAX_SERIES, Math.floor(getHeapStatistics().heap_size_limit / 2 / SERIES_BYTES));

async function readInto(builder: RecordingBuilder, path: string, options: ReadOptions): Promise<void> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  if (path === '-') return await readStream(builder, '<stdin>', process.stdin, undefined, options);
  const found = await stat(path);
  if (found.isDirectory()) {
    const before = builder.sampleCount;
    return await readTsdb(path, builder, {
      ...(signal !== undefined && { signal }),
      ...(onProgress !== undefined && {
        onProgress: (progress) => onProgress({ ...progress, samples: before + progress.samples }),
      }),
    });
  }
  const stream = createReadStream(path, { highWaterMark: 1 << 20, signal });
  await readStream(builder, path, stream, found.isFile() ? found.size : undefined, options);
}

/** How long other work has to wait. */
const TURN_MS = 50;

async function readStream(
  builder: RecordingBuilder,
  path: string,
  stream: Readable,
  totalBytes: number | undefined,
  { signal, onProgress, notationStartMs = 0 }: ReadOptions,
): Promise<void> {
  const reader = new AnyFormat(path, builder, notationStartMs);
  const stop = (): void => void stream.destroy(new Error('aborted'));
  signal?.addEventListener('abort', stop);
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) throw new RecordingError(path, 'it cannot be read as bytes');
      bytes += chunk.length;
      yield chunk;
    }
  }
  try {
    let turn = performance.now();
    for await (const chunk of unpacked(path, counted())) {
      reader.push(chunk);
      onProgress?.({ path, bytes, totalBytes, samples: builder.sampleCount });
      if (performance.now() - turn > TURN_MS) {
        await setImmediate();
        turn = performance.now();
      }
      signal?.throwIfAborted();
    }
    reader.end();
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  EISDIR: 'it is a folder',
};

/** What the system says of a file is about the input, as what stands in it is; all else is a bug and stays what it is. */
function asRecordingError(path: string, error: unknown): unknown {
  if (error instanceof RangeError && /allocation|Invalid (?:typed )?array/i.test(error.message)) {
    return new RecordingError(
      path,
      'there is not enough memory for its samples: record a shorter time, or fewer series',
    );
  }
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  return new RecordingError(path, CAUSES[String(error.code)] ?? error.message);
}
