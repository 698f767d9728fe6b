import { ByteCursor } from '../bytes/byte-cursor.ts';
import { type ByteSource, checkSum, readExactly } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import type { SampleColumns } from '../columns.ts';
import type { ChunkMeta } from '../index/index-file.ts';
import { ChunkError, PADDING } from './bits.ts';
import { decodeChunk } from './decode.ts';

const MAGIC = 0x85bd40dd;
const HEADER_BYTES = 8;
const MAX_LENGTH_BYTES = 5;
/** 65,535 samples, more than a chunk can count, need less even where each takes the most space. */
const MAX_CHUNK_BYTES = 2 ** 22;

/** The chunks of a block, in one file after the other (tsdb/chunks Reader). */
export class SegmentFiles {
  readonly #open: readonly (() => ByteSource)[];
  readonly #indexName: string;
  #current: { readonly segment: number; readonly source: ByteSource } | undefined;
  #bytes = new Uint8Array(2 ** 12);
  #view = new DataView(this.#bytes.buffer);

  /** `open` gives each file; it may close the one it gave before. `indexName` is who refers to chunks. */
  constructor(open: readonly (() => ByteSource)[], indexName: string) {
    this.#open = open;
    this.#indexName = indexName;
  }

  /** Appends the samples of a chunk. Throws `FormatError`. */
  read({ segment, offset }: ChunkMeta, into: SampleColumns): void {
    const source = this.#segment(segment);
    const lengthBytes = readExactly(source, offset, Math.min(MAX_LENGTH_BYTES, source.size - offset), 'a chunk');
    const cursor = new ByteCursor(source.name, offset, lengthBytes);
    const length = cursor.uvarint();
    if (length > MAX_CHUNK_BYTES) throw new FormatError(source.name, offset, `a chunk of ${length} bytes cannot be`);
    const at = offset + cursor.at;
    const stored = readExactly(source, at, 1 + length + 4, 'a chunk');
    checkSum(source, at, stored.subarray(0, 1 + length), stored.subarray(1 + length), 'a chunk');
    this.#fill(stored.subarray(1, 1 + length));
    try {
      decodeChunk(stored[0] ?? 0, { view: this.#view, length }, into);
    } catch (error) {
      if (error instanceof ChunkError) throw new FormatError(source.name, offset, error.message);
      throw error;
    }
  }

  #segment(segment: number): ByteSource {
    if (this.#current?.segment === segment) return this.#current.source;
    const open = this.#open[segment];
    if (open === undefined) {
      throw new FormatError(
        this.#indexName,
        0,
        `it names a chunk in file ${segment + 1} of the chunks, but the block has ${this.#open.length}; files are missing`,
      );
    }
    const source = open();
    const header = new ByteCursor(source.name, 0, readExactly(source, 0, HEADER_BYTES, 'the header'));
    if (header.uint32() !== MAGIC) {
      throw new FormatError(source.name, 0, 'this is no file of chunks: it does not begin with 85bd40dd');
    }
    const version = header.uint8();
    if (version !== 1) {
      throw new FormatError(source.name, 4, `the chunks have the unknown version ${version}; version 1 can be read`);
    }
    this.#current = { segment, source };
    return source;
  }

  /** Copies a chunk to where zeros follow it. */
  #fill(chunk: Uint8Array): void {
    if (chunk.length + PADDING > this.#bytes.length) {
      this.#bytes = new Uint8Array(2 * (chunk.length + PADDING));
      this.#view = new DataView(this.#bytes.buffer);
    }
    this.#bytes.set(chunk);
    this.#bytes.fill(0, chunk.length, chunk.length + PADDING);
  }
}
