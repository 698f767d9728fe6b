import { compareLabels, LabelSet } from '../../../promql/engine/labels.ts';
import { ByteCursor } from '../bytes/byte-cursor.ts';
import { type ByteSource, readChecked, readExactly } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import { readSymbols, type Symbols } from './symbols.ts';

const MAGIC = 0xbaaad700;
const HEADER_BYTES = 5;
/** Six offsets and a checksum, at the end of the file. */
const TOC_BYTES = 6 * 8 + 4;
const SERIES_ALIGNMENT = 16;
/** A series with a million chunks has less. */
const MAX_SERIES_BYTES = 2 ** 26;

/** Where a chunk is and from its first to its last sample. */
export interface ChunkMeta {
  readonly minMs: number;
  readonly maxMs: number;
  /** The place of its file in order of names, from 0. */
  readonly segment: number;
  readonly offset: number;
}

export interface IndexedSeries {
  /** As tombstones name it. */
  readonly ref: number;
  readonly labels: LabelSet;
  readonly chunks: readonly ChunkMeta[];
}

/** The index of a block, versions 1 to 3 (tsdb/index Reader). Its postings are not needed: all series are walked. */
export class IndexFile {
  readonly #source: ByteSource;
  readonly #version: number;
  readonly #symbols: Symbols;
  readonly #start: number;
  readonly #end: number;

  private constructor(source: ByteSource, version: number, symbols: Symbols, start: number, end: number) {
    this.#source = source;
    this.#version = version;
    this.#symbols = symbols;
    this.#start = start;
    this.#end = end;
  }

  /** Throws `FormatError`. */
  static open(source: ByteSource): IndexFile {
    if (source.size < HEADER_BYTES + TOC_BYTES) {
      throw new FormatError(
        source.name,
        source.size,
        `an index has at least ${HEADER_BYTES + TOC_BYTES} bytes; it is cut off`,
      );
    }
    const header = new ByteCursor(source.name, 0, readExactly(source, 0, HEADER_BYTES, 'the header'));
    if (header.uint32() !== MAGIC)
      throw new FormatError(source.name, 0, 'this is no index: it does not begin with baaad700');
    const version = header.uint8();
    if (version < 1 || version > 3) {
      throw new FormatError(
        source.name,
        4,
        `the index has the unknown version ${version}; versions 1 to 3 can be read`,
      );
    }
    const tocAt = source.size - TOC_BYTES;
    const toc = new ByteCursor(source.name, tocAt, readChecked(source, tocAt, TOC_BYTES - 4, 'the table of contents'));
    const symbolsAt = toc.uint64();
    const seriesAt = toc.uint64();
    const later = [toc.uint64(), toc.uint64(), toc.uint64(), toc.uint64()].filter((offset) => offset !== 0);
    const end = Math.min(tocAt, ...later.filter((offset) => offset >= seriesAt));
    if (seriesAt > tocAt || symbolsAt > tocAt || later.some((offset) => offset > tocAt)) {
      throw new FormatError(source.name, tocAt, 'the table of contents points behind the end of the file');
    }
    return new IndexFile(source, version, readSymbols(source, version, symbolsAt, tocAt), seriesAt, end);
  }

  /** All series in order of their labels; without those whose labels `wanted` refuses. Throws `FormatError`. */
  *series(wanted: (value: (label: string) => string) => boolean): Generator<IndexedSeries, void, void> {
    if (this.#start === 0) return;
    let at = this.#start;
    let last: LabelSet | undefined;
    while (true) {
      at = this.#skipPadding(at);
      if (at >= this.#end) return;
      const lengthBytes = readExactly(this.#source, at, Math.min(10, this.#end - at), 'a series');
      const lengthCursor = new ByteCursor(this.#source.name, at, lengthBytes);
      const length = lengthCursor.uvarint();
      const contentAt = at + lengthCursor.at;
      if (length < 2 || length > MAX_SERIES_BYTES || contentAt + length + 4 > this.#end) {
        throw new FormatError(this.#source.name, at, `a series of ${length} bytes cannot be; the index is damaged`);
      }
      const cursor = new ByteCursor(
        this.#source.name,
        contentAt,
        readChecked(this.#source, contentAt, length, 'a series'),
      );
      const found = this.#decode(cursor, wanted);
      if (found !== undefined) {
        if (last !== undefined && compareLabels(last, found.labels) >= 0) {
          throw new FormatError(this.#source.name, at, `the series ${found.labels} is not in order`);
        }
        last = found.labels;
        yield { ...found, ref: this.#version === 1 ? at : at / SERIES_ALIGNMENT };
      }
      at = contentAt + length + 4;
    }
  }

  /** Zeros up to the next place where a series can begin. */
  #skipPadding(at: number): number {
    if (this.#version === 1) return at;
    const next = Math.min(this.#end, Math.ceil(at / SERIES_ALIGNMENT) * SERIES_ALIGNMENT);
    const padding = readExactly(this.#source, at, next - at, 'the space between two series');
    const odd = padding.findIndex((byte) => byte !== 0);
    if (odd >= 0) throw new FormatError(this.#source.name, at + odd, 'there is something between two series');
    return next;
  }

  #decode(
    cursor: ByteCursor,
    wanted: (value: (label: string) => string) => boolean,
  ): Omit<IndexedSeries, 'ref'> | undefined {
    const labelCount = cursor.count(2, 'labels');
    const labels = new Map<string, string>();
    for (let i = 0; i < labelCount; i++) {
      const name = this.#symbols.at(cursor, cursor.uvarint());
      labels.set(name, this.#symbols.at(cursor, cursor.uvarint()));
    }
    if (!wanted((label) => labels.get(label) ?? '')) return undefined;
    return { labels: LabelSet.of(labels), chunks: readChunkMetas(cursor) };
  }
}

function readChunkMetas(cursor: ByteCursor): ChunkMeta[] {
  const count = cursor.count(3, 'chunks');
  const chunks: ChunkMeta[] = [];
  let time = 0;
  let ref = 0;
  for (let i = 0; i < count; i++) {
    const minMs = i === 0 ? cursor.varint() : time + cursor.uvarint();
    const maxMs = minMs + cursor.uvarint();
    ref = i === 0 ? cursor.uvarint() : ref + cursor.varint();
    const segment = Math.floor(ref / 2 ** 32);
    if (!(Number.isSafeInteger(minMs) && Number.isSafeInteger(maxMs) && Number.isSafeInteger(ref) && ref >= 0)) {
      throw cursor.error('a chunk has times or a place that cannot be');
    }
    chunks.push({ minMs, maxMs, segment, offset: ref - segment * 2 ** 32 });
    time = maxMs;
  }
  return chunks;
}
