import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pow } from '../../src/go/math.ts';

describe('a power', () => {
  test.each([
    [1, Number.NaN, 1],
    [Number.NaN, 0, 1],
    [-1, Infinity, 1],
    [0.5, -Infinity, Infinity],
    [-0, -3, -Infinity],
    [-8, 1 / 3, Number.NaN],
    [2, 1024, Infinity],
    [2, -1074, 5e-324],
    [10, -3, 0.001],
    [-3, 3, -27],
  ])('of %d by %d is %d', (base, exponent, result) => {
    expect(pow(base, exponent)).toBe(result);
  });

  test('of a whole exponent is what squaring fraction and exponent apart gives', () => {
    // Times a power of two far out, Go's way is taken; the power of two itself is exact.
    fc.assert(
      fc.property(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: 2, max: 40 }), (fraction, exponent) => {
        const far = Math.floor(1001 / exponent) + 1;
        fc.pre(far * exponent < 1020 - exponent);
        expect(pow(fraction * 2 ** far, exponent)).toBe(pow(fraction, exponent) * 2 ** (far * exponent));
      }),
    );
  });
});
