import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32c } from '../../../src/recording/tsdb/bytes/crc32c.ts';
import { BitReader, ChunkError, PADDING } from '../../../src/recording/tsdb/chunks/bits.ts';
import { decodeChunk } from '../../../src/recording/tsdb/chunks/decode.ts';
import { SampleColumns } from '../../../src/recording/tsdb/columns.ts';
import { BitWriter, encodeXor, type RawSample } from './bit-writer.ts';

const padded = (bytes: Uint8Array): DataView =>
  new DataView(Uint8Array.of(...bytes, ...new Uint8Array(PADDING)).buffer);

function decode(encoding: number, bytes: Uint8Array): RawSample[] {
  const columns = new SampleColumns();
  decodeChunk(encoding, { view: padded(bytes), length: bytes.length }, columns);
  const view = new DataView(columns.values.buffer);
  return Array.from(columns.timestampsMs.subarray(0, columns.length), (time, i) => [
    time,
    view.getBigUint64(8 * i, true),
  ]);
}

const anyBits = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(
    0x7ff0000000000002n,
    0x7ff8000000000001n,
    0xfff8000000000000n,
    0n,
    1n,
    1n << 63n,
    0x4045000000000000n,
  ),
);

const anySamples = fc
  .tuple(
    fc.integer({ min: -(2 ** 44), max: 2 ** 44 }),
    fc.array(
      fc.tuple(
        fc.oneof(fc.constant(15000), fc.integer({ min: 1, max: 2 ** 13 }), fc.integer({ min: 1, max: 2 ** 40 })),
        anyBits,
      ),
      { minLength: 1, maxLength: 40 },
    ),
  )
  .map(([start, steps]) => {
    let time = start;
    return steps.map(([step, bits]): RawSample => {
      time += step;
      return [time, bits];
    });
  });

describe('XOR chunks', () => {
  test('give back the time and every bit of each sample', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        expect(decode(1, encodeXor(samples))).toEqual(samples);
      }),
    );
  });

  test('at the ends of each size that a change of the step can have', () => {
    for (const edge of [13, 16, 19, 40].flatMap((size) => [2 ** size - 1, 2 ** size, 2 ** size + 1])) {
      const wide: RawSample[] = [0, 2 ** 41, 2 ** 42 + edge, 3 * 2 ** 41 + edge].map((time) => [time, 7n]);
      expect(decode(1, encodeXor(wide))).toEqual(wide);
    }
  });

  test('that are cut off are refused, wherever the cut is', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(), (samples, at) => {
        const bytes = encodeXor(samples);
        const length = at % bytes.length;
        expect(() => decode(1, bytes.subarray(0, length))).toThrow(ChunkError);
      }),
    );
  });
});

test('bytes in any encoding give samples or an error of the chunk', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7 }), fc.uint8Array({ maxLength: 200 }), (encoding, bytes) => {
      try {
        decode(encoding, bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ChunkError);
      }
    }),
    { numRuns: 1000 },
  );
});

describe('varbit numbers', () => {
  const sizes = [3, 6, 9, 12, 18, 25, 56, 64];

  test('of either sign, at the ends of each size', () => {
    for (const [i, size] of sizes.entries()) {
      const prefix = size === 64 ? '1'.repeat(8) : `${'1'.repeat(i + 1)}0`;
      const half = 2n ** BigInt(Math.min(size, 54) - 1);
      for (const value of [half, half - 1n, -half + 1n, 1n, -1n]) {
        const writer = new BitWriter();
        writer.prefix(prefix);
        writer.write(BigInt.asUintN(size, value), size);
        const bytes = writer.bytes();
        expect(new BitReader(padded(bytes), bytes.length, 0).varbitInt()).toBe(Number(value));
      }
    }
  });

  test('without sign', () => {
    for (const [i, size] of sizes.entries()) {
      const value = 2n ** BigInt(Math.min(size, 53)) - 1n;
      const writer = new BitWriter();
      writer.prefix(size === 64 ? '1'.repeat(8) : `${'1'.repeat(i + 1)}0`);
      writer.write(value, size);
      const bytes = writer.bytes();
      expect(new BitReader(padded(bytes), bytes.length, 0).varbitUint()).toBe(Number(value));
    }
  });
});

test('the checksum is Castagnoli’s', () => {
  const text = new TextEncoder();
  expect(crc32c(text.encode('123456789'))).toBe(0xe3069283);
  expect(crc32c(text.encode(''))).toBe(0);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
});
