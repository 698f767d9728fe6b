import { closeSync, constants, openSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { isKustomizationName } from '../recognise/classify.ts';

/** Larger files are not read: no manifest comes near, and the parser's time is bounded. */
const MAX_BYTES = 16 * 1024 * 1024;

/** How long a pipe named on the command line may stay silent. */
const PIPE_SILENCE_MS = 60_000;
const PIPE_POLL_MS = 5;

export type ReadResult = { readonly text: string } | Refusal;

/** Why a path gives no text. */
export interface Refusal {
  readonly reason: string;
  /** True if there may be manifests in it nevertheless; a device, a picture or a dump holds none. */
  readonly mayHide: boolean;
}

/** True for the names that are looked at without being asked for. */
export const isManifestName = (name: string): boolean => /\.(?:ya?ml|json)$/i.test(name) || isKustomizationName(name);

/** The text of a regular file, or why there is none. Bytes that are not UTF-8 become U+FFFD, which is a problem of the text. */
export function readRegular(file: string): ReadResult {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return refusal(kindOf(stats));
    if (stats.size > MAX_BYTES) return refusal(tooLarge(stats.size));
    return decode(readFileSync(file));
  } catch (error) {
    return refusalFor(error);
  }
}

/**
 * The text that comes out of a pipe (`<(helm template …)`). It is opened without blocking, so that a pipe nobody writes
 * to is an empty one, and given up after a minute of silence.
 */
export function readPipe(file: string): ReadResult {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const chunks: Buffer[] = [];
    let size = 0;
    for (let silentMs = 0; ; ) {
      const chunk = Buffer.alloc(64 * 1024);
      const count = readAvailable(descriptor, chunk);
      if (count === 0) break;
      if (count === undefined) {
        if (silentMs >= PIPE_SILENCE_MS) return refusal('is a pipe that stays silent');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_POLL_MS);
        silentMs += PIPE_POLL_MS;
        continue;
      }
      silentMs = 0;
      size += count;
      if (size > MAX_BYTES) return refusal(tooLarge(size));
      chunks.push(chunk.subarray(0, count));
    }
    return size === 0 ? refusal('is a pipe that nobody writes to') : decode(Buffer.concat(chunks));
  } catch (error) {
    return refusalFor(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** How many bytes were there; 0 at the end, undefined where more may come. */
function readAvailable(descriptor: number, chunk: Buffer): number | undefined {
  try {
    return readSync(descriptor, chunk);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}

function decode(bytes: Buffer): ReadResult {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return refusal('is UTF-16; manifests are UTF-8');
  }
  if (bytes.subarray(0, 1024).includes(0)) return refusal('is not a text file');
  return { text: bytes.toString('utf8') };
}

export const refusal = (reason: string): Refusal => ({ reason, mayHide: false });
export const refusalFor = (error: unknown): Refusal => ({ reason: reasonOf(error), mayHide: true });

const tooLarge = (size: number): string =>
  `has ${Math.ceil(size / 1024 / 1024)} MiB; files over ${MAX_BYTES / 1024 / 1024} MiB are not read`;

/** What stands in the place of a file. */
export function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'is a folder';
  if (stats.isFIFO()) return 'is a pipe, not a file';
  if (stats.isSocket()) return 'is a socket, not a file';
  return stats.isFile() ? 'is a file' : 'is a device, not a file';
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

/** Why the system refused, in words. */
function reasonOf(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case 'ENOENT':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read';
    case 'ELOOP':
      return 'is a symbolic link that leads back to itself';
    case 'ENOTDIR':
      return 'lies below something that is not a folder';
    case 'ENAMETOOLONG':
      return 'has a name that is too long';
    case 'EMFILE':
    case 'ENFILE':
      return 'cannot be opened: too many files are open';
    case 'ERR_INVALID_ARG_VALUE':
      return 'has a name that no file can have';
    default:
      return `cannot be read (${code ?? String(error)})`;
  }
}
