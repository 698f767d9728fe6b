import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { RecordingError } from './error.ts';
import type { Recording } from './recording.ts';
import { openMetricsText } from './write.ts';

export interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a recording as OpenMetrics text, packed with gzip if the name ends in `.gz`. The file is there when it is
 * whole, and not before: it is written beside its place and moved. Returns what was left out, one sentence each. Throws
 * `RecordingError`, and the signal's reason when it is aborted; nothing is left behind then.
 */
export async function writeRecording(
  file: string,
  recording: Pick<Recording, 'series'>,
  { signal }: WriteOptions = {},
): Promise<readonly string[]> {
  signal?.throwIfAborted();
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      const notes = await writeTo(handle, recording, file.endsWith('.gz'), signal);
      await handle.sync();
      await handle.close();
      await rename(temporary, file);
      await syncFolder(path.dirname(file));
      return notes;
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new RecordingError(file, `it cannot be written: ${error.message}`);
  }
}

/** The byte of a gzip header that names the system: 255 is unknown, so that every system writes the same. */
const GZIP_SYSTEM = 9;

async function writeTo(
  handle: FileHandle,
  recording: Pick<Recording, 'series'>,
  packed: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  let notes: readonly string[] = [];
  function* pieces(): Generator<Buffer> {
    const text = openMetricsText(recording);
    for (;;) {
      const { done, value } = text.next();
      if (done === true) {
        notes = value;
        return;
      }
      yield Buffer.from(value);
    }
  }
  const bytes = Readable.from(pieces(), { objectMode: false });
  let first = true;
  for await (const chunk of packed ? zipped(bytes) : bytes) {
    signal?.throwIfAborted();
    if (!Buffer.isBuffer(chunk)) continue;
    if (first && packed) chunk[GZIP_SYSTEM] = 255;
    first = false;
    await writeWhole(handle, chunk);
  }
  return notes;
}

function zipped(bytes: Readable): Readable {
  const gzip = createGzip({ chunkSize: 1 << 18 });
  bytes.on('error', (error) => gzip.destroy(error));
  return bytes.pipe(gzip);
}

async function writeWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length; ) from += (await handle.write(bytes, from)).bytesWritten;
}

/** So that the name, too, survives a crash. Not every system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  if (handle === undefined) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
