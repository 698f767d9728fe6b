import { ByteCursor } from './bytes/byte-cursor.ts';
import { type ByteSource, checkSum, readExactly } from './bytes/byte-source.ts';
import { FormatError } from './bytes/format-error.ts';

const MAGIC = 0x0130ba30;
const HEADER_BYTES = 5;
const SUM_BYTES = 4;

/** Milliseconds since the epoch, both inclusive. */
export interface Interval {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Deleted times by series (`IndexedSeries.ref`). */
export type Tombstones = ReadonlyMap<number, readonly Interval[]>;

/** Reads a tombstones file (tsdb/tombstones ReadTombstones). Throws `FormatError`. */
export function readTombstones(source: ByteSource): Tombstones {
  const { name, size } = source;
  if (size < HEADER_BYTES + SUM_BYTES) {
    throw new FormatError(
      name,
      size,
      `a tombstones file has at least ${HEADER_BYTES + SUM_BYTES} bytes; it is cut off`,
    );
  }
  const bytes = readExactly(source, 0, size, 'the file');
  const cursor = new ByteCursor(name, 0, bytes.subarray(0, size - SUM_BYTES));
  if (cursor.uint32() !== MAGIC)
    throw new FormatError(name, 0, 'this is no tombstones file: it does not begin with 0130ba30');
  const version = cursor.uint8();
  if (version !== 1)
    throw new FormatError(name, 4, `the tombstones have the unknown version ${version}; version 1 can be read`);
  checkSum(
    source,
    HEADER_BYTES,
    bytes.subarray(HEADER_BYTES, size - SUM_BYTES),
    bytes.subarray(size - SUM_BYTES),
    'the tombstones',
  );
  const deleted = new Map<number, Interval[]>();
  while (cursor.left > 0) {
    const ref = cursor.uvarint();
    const interval = { minMs: cursor.varint(), maxMs: cursor.varint() };
    const known = deleted.get(ref);
    if (known === undefined) deleted.set(ref, [interval]);
    else known.push(interval);
  }
  for (const [ref, intervals] of deleted) deleted.set(ref, joined(intervals));
  return deleted;
}

/** In order, those that overlap or touch as one (Intervals.Add). */
export function joined(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const interval of [...intervals].sort((a, b) => a.minMs - b.minMs)) {
    const last = result.at(-1);
    if (last !== undefined && interval.minMs <= last.maxMs + 1) {
      result[result.length - 1] = { minMs: last.minMs, maxMs: Math.max(last.maxMs, interval.maxMs) };
    } else result.push(interval);
  }
  return result;
}
