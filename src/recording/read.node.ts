import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { RecordingBuilder } from './columns/builder.ts';
import { RecordingError } from './error.ts';
import { Lines } from './formats/lines.ts';
import { TextReader } from './formats/text/text.ts';
import type { Recording } from './recording.ts';

export interface ReadProgress {
  readonly path: string;
  /** Read so far, as they stand in the file. */
  readonly bytes: number;
  readonly totalBytes: number | undefined;
  readonly samples: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

/**
 * Reads files and Prometheus data folders, whatever their format, and makes one recording of them. Throws
 * `RecordingError` for input that is wrong, and the signal's reason when it is aborted.
 */
export async function readRecordings(paths: readonly string[], options: ReadOptions = {}): Promise<Recording> {
  const builder = new RecordingBuilder();
  for (const path of paths) {
    builder.reading(path);
    await readFileInto(builder, path, options);
  }
  return builder.build();
}

async function readFileInto(builder: RecordingBuilder, path: string, options: ReadOptions): Promise<void> {
  const totalBytes = (await stat(path)).size;
  const reader = new Lines(path, new TextReader(path, builder));
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    options.signal?.throwIfAborted();
    if (!(chunk instanceof Uint8Array)) throw new RecordingError(path, 'cannot be read as bytes');
    bytes += chunk.length;
    reader.push(chunk);
    options.onProgress?.({ path, bytes, totalBytes, samples: builder.sampleCount });
  }
  reader.end();
}
