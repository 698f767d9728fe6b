import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberIn, scanNumber, scannedTo } from '../../src/recording/formats/text/number.ts';

const encoder = new TextEncoder();

/** As it reads inside a line, and whether it was read quickly. */
function read(text: string): readonly [value: number | undefined, quickly: boolean] {
  const bytes = encoder.encode(` ${text} `);
  const scanned = scanNumber(bytes, 1, bytes.length);
  const quickly = scannedTo() === bytes.length - 1;
  const value = numberIn(bytes, 1, bytes.length - 1);
  if (quickly) expect(value).toBe(scanned);
  return [value, quickly];
}

const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });
const number = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits(1, 20),
    fc.option(digits(0, 20), { nil: undefined }),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.integer({ min: 0, max: 30 })), { nil: undefined }),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${exponent?.join('') ?? ''}`,
  );

describe('numbers of text', () => {
  test('are what Number makes of them', () => {
    fc.assert(
      fc.property(number, (text) => {
        expect(read(text)[0]).toBe(Number(text));
      }),
      { numRuns: 20_000 },
    );
  });

  test('are what Number makes of them where doubles are written out, in any of their forms', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const everyday = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(fc.oneof(double, everyday), fc.integer({ min: 0, max: 20 }), (value, places) => {
        for (const text of [String(value), value.toExponential(), value.toFixed(places), value.toPrecision(19)]) {
          expect(read(text)[0]).toBe(Number(text));
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test('in the middle of two doubles go where Number puts them', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 61n }), fc.integer({ min: 0, max: 19 }), (large, places) => {
        for (const near of [-1n, 0n, 1n]) {
          const text = String(large + near);
          const at = Math.max(1, text.length - places);
          expect(read(text)[0]).toBe(Number(text));
          expect(read(`${text.slice(0, at)}.${text.slice(at)}`)[0]).toBe(
            Number(`${text.slice(0, at)}.${text.slice(at)}`),
          );
        }
      }),
      { numRuns: 5_000 },
    );
    for (const text of ['9007199254740993', '9007199254740993.0', '900719925474099.35', '0.500000000000000166']) {
      expect(read(text)[0]).toBe(Number(text));
    }
  });

  test.each(['0', '-0', '12', '.5', '5.', '1709294400.685', '0.30000000000000004', '1.7e+09', '123456.78901234567'])(
    '%s is read quickly',
    (text) => {
      expect(read(text)).toEqual([Number(text), true]);
    },
  );

  test.each(['', '-', '.', 'e5', '1e', '1e+', '1.2.3', '1_0', '0x1p3', 'x', '1x'])('%j is none', (text) => {
    expect(read(text)[0]).toBeUndefined();
  });
});
