import { crc32c } from './crc32c.ts';
import { FormatError } from './format-error.ts';

/** A file that is read piece by piece. */
export interface ByteSource {
  /** As errors name it. */
  readonly name: string;
  readonly size: number;
  /** Some bytes, good until the next call. The caller stays within the file. */
  read(offset: number, length: number): Uint8Array;
}

/** Bytes in memory as a source. */
export const sourceOf = (name: string, bytes: Uint8Array): ByteSource => ({
  name,
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

/** Bytes of a source; an error where the file has fewer. */
export function readExactly(source: ByteSource, offset: number, length: number, what: string): Uint8Array {
  if (!(offset >= 0 && length >= 0 && offset + length <= source.size)) {
    throw new FormatError(
      source.name,
      Math.max(0, Math.min(offset, source.size)),
      `${what} does not fit into the file of ${source.size} bytes; it is cut off or damaged`,
    );
  }
  return source.read(offset, length);
}

/** The bytes of a part of a file that its checksum follows (len and crc are the encoding's, not of the bytes). */
export function readChecked(source: ByteSource, offset: number, length: number, what: string): Uint8Array {
  const bytes = readExactly(source, offset, length + 4, what);
  checkSum(source, offset, bytes.subarray(0, length), bytes.subarray(length), what);
  return bytes.subarray(0, length);
}

/** Compares a checksum, four bytes with the highest first, with that of the bytes at `offset`. */
export function checkSum(source: ByteSource, offset: number, bytes: Uint8Array, sum: Uint8Array, what: string): void {
  const stored = new DataView(sum.buffer, sum.byteOffset, 4).getUint32(0);
  const computed = crc32c(bytes);
  if (stored !== computed) {
    throw new FormatError(
      source.name,
      offset,
      `the checksum of ${what} is wrong (${hex(stored)} is stored, its ${bytes.length} bytes give ${hex(computed)})`,
    );
  }
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');
