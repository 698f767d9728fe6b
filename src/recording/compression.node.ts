import { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';
import { RecordingError } from './error.ts';

const MAGICS: readonly (readonly [name: 'gzip' | 'zstd', bytes: readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** What the bytes of an input are packed as, by its first ones. */
function compressionOf(head: Uint8Array): 'gzip' | 'zstd' | undefined {
  return MAGICS.find(([, magic]) => magic.every((byte, i) => head[i] === byte))?.[0];
}

/** The bytes of an input, unpacked if they are gzip or zstd. */
export async function* unpacked(path: string, input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = input[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let headLength = 0;
  try {
    while (headLength < 4) {
      const next = await iterator.next();
      if (next.done === true) break;
      chunks.push(next.value);
      headLength += next.value.length;
    }
    const head = Buffer.concat(chunks);
    const rest = followed(head, iterator);
    const compression = compressionOf(head);
    if (compression === undefined) yield* rest;
    else yield* unpack(path, compression, rest);
  } finally {
    await iterator.return?.();
  }
}

async function* followed(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (;;) {
    const next = await rest.next();
    if (next.done === true) return;
    yield next.value;
  }
}

async function* unpack(
  path: string,
  compression: 'gzip' | 'zstd',
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const unpacker = compression === 'gzip' ? zlib.createGunzip({ chunkSize: 1 << 18 }) : zstdUnpacker(path);
  const source = Readable.from(packed, { objectMode: false });
  let unpackedBytes = 0;
  source.on('error', (error) => unpacker.destroy(error));
  source.pipe(unpacker);
  try {
    for await (const chunk of unpacker) {
      if (!(chunk instanceof Uint8Array)) continue;
      unpackedBytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    const whole = unpackedBytes < 100_000 ? `${unpackedBytes} bytes` : `${(unpackedBytes / 1e6).toFixed(1)} MB`;
    throw new RecordingError(
      path,
      `the ${compression} data is cut off or damaged (${error.message}): ${whole} could be unpacked, which were dropped`,
    );
  } finally {
    source.destroy();
    unpacker.destroy();
  }
}

const isZlibError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^Z_|^ZSTD_|^ERR_ZSTD/.test(String(error.code));

function zstdUnpacker(path: string): Transform {
  const create: unknown = Reflect.get(zlib, 'createZstdDecompress');
  const unpacker: unknown = typeof create === 'function' ? create() : undefined;
  if (!(unpacker instanceof Transform)) {
    throw new RecordingError(
      path,
      'it is packed with zstd, which this version of Node cannot read: unpack it first, use gzip, or use Node 22.15 or newer',
    );
  }
  return unpacker;
}
