import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../../src/recording/tsdb/bytes/byte-source.ts';
import { crc32c } from '../../../src/recording/tsdb/bytes/crc32c.ts';
import { IndexFile } from '../../../src/recording/tsdb/index/index-file.ts';
import { BitWriter } from './bit-writer.ts';
import { BLOCKS, blockIn } from './support.ts';

const all = (bytes: Uint8Array) => [...IndexFile.open(sourceOf('index', bytes)).series(() => true)];

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

function uvarints(...values: readonly number[]): Buffer {
  const writer = new BitWriter();
  for (const value of values) writer.uvarint(BigInt(value));
  return Buffer.from(writer.bytes());
}

/** An index of version 1: symbols and series are named by their places, and series are not aligned. */
function versionOne(series: readonly (readonly number[])[], symbols: readonly string[]): Buffer {
  const table = Buffer.concat([
    uint32(symbols.length),
    ...symbols.map((symbol) => Buffer.concat([uvarints(Buffer.byteLength(symbol)), Buffer.from(symbol)])),
  ]);
  const head = Buffer.concat([uint32(0xbaaad700), Buffer.of(1), uint32(table.length), table, uint32(crc32c(table))]);
  const entries = series.map((numbers) => {
    const content = uvarints(...numbers);
    return Buffer.concat([uvarints(content.length), content, uint32(crc32c(content))]);
  });
  const body = Buffer.concat([head, ...entries]);
  const toc = Buffer.alloc(48);
  [5, head.length, body.length, body.length, body.length, body.length].forEach((offset, i) => {
    toc.writeBigUInt64BE(BigInt(offset), 8 * i);
  });
  return Buffer.concat([body, toc, uint32(crc32c(toc))]);
}

describe('an index of another version', () => {
  // Places: 13 "__name__", 22 "a", 24 "up".
  const symbols = ['__name__', 'a', 'up'];

  test('1 names symbols and series by their places', () => {
    const bytes = versionOne(
      [
        [1, 13, 22, 1, 2000, 500, 8],
        [2, 13, 24, 22, 22, 2, 2000, 500, 40, 10, 0, 64],
      ],
      symbols,
    );
    const [first, second] = all(bytes);
    expect(first?.labels.toObject()).toEqual({ __name__: 'a' });
    expect(first?.chunks).toEqual([{ minMs: 1000, maxMs: 1500, segment: 0, offset: 8 }]);
    expect(first?.ref).toBe(31);
    expect(second?.labels.toObject()).toEqual({ __name__: 'up', a: 'a' });
    expect(second?.chunks.map(({ minMs, maxMs, offset }) => [minMs, maxMs, offset])).toEqual([
      [1000, 1500, 40],
      [1510, 1510, 72],
    ]);
  });

  test('3 is laid out as 2 is', () => {
    const folder = path.join(BLOCKS, 'floats');
    const bytes = readFileSync(path.join(folder, blockIn(folder), 'index'));
    const expected = all(bytes);
    bytes.writeUInt8(3, 4);
    expect(all(bytes)).toEqual(expected);
    expect(expected).toHaveLength(12);
  });

  test.each([
    ['a symbol that there is not', [[1, 13, 23, 0]], /^index: byte 3\d: there is no symbol 23$/],
    ['more labels than bytes', [[9, 13, 22, 0]], /9 labels do not fit into 3 bytes$/],
    ['more chunks than bytes', [[1, 13, 22, 2 ** 40]], /1099511627776 chunks do not fit into 0 bytes$/],
    [
      'series out of order',
      [
        [1, 13, 24, 0],
        [1, 13, 22, 0],
      ],
      /the series \{__name__="a"\} is not in order$/,
    ],
    ['a place beyond all files', [[1, 13, 22, 1, 2, 3, 2 ** 60]], /a chunk has times or a place that cannot be$/],
  ])('%s is an error', (_, series, message) => {
    expect(() => all(versionOne(series, symbols))).toThrow(message);
  });
});
