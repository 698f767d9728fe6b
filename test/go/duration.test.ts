import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../src/go/duration.ts';

const nanoseconds = (text: string): bigint | string => {
  const result = parseDuration(text);
  return result.ok ? result.nanoseconds : result.error;
};

describe('parseDuration', () => {
  it.each([
    ['0', 0n],
    ['-0', 0n],
    ['5m', 300_000_000_000n],
    ['1h30m', 5_400_000_000_000n],
    ['-1.5h', -5_400_000_000_000n],
    ['.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['1µs', 1_000n],
    ['1\u03bcs', 1_000n],
    ['2m2m', 240_000_000_000n],
    ['9223372036854775807ns', 9_223_372_036_854_775_807n],
    ['-9223372036854775808ns', -9_223_372_036_854_775_808n],
  ])('reads %s', (text, expected) => {
    expect(nanoseconds(text)).toBe(expected);
  });

  it.each([
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['.', 'time: invalid duration "."'],
    ['.s', 'time: invalid duration ".s"'],
    ['5', 'time: missing unit in duration "5"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['1h 30m', 'time: unknown unit "h " in duration "1h 30m"'],
    ['5M', 'time: unknown unit "M" in duration "5M"'],
    ['3000000h', 'time: invalid duration "3000000h"'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
    ['1é"', 'time: unknown unit "\\xc3\\xa9\\"" in duration "1\\xc3\\xa9\\""'],
    ['{{args.x}}', 'time: invalid duration "{{args.x}}"'],
  ])('refuses %j in the words of Go', (text, error) => {
    expect(nanoseconds(text)).toBe(error);
  });

  it('stays fast on a megabyte', () => {
    expect(parseDuration('1'.repeat(1_000_000)).ok).toBe(false);
    expect(parseDuration(`1${'x'.repeat(1_000_000)}`).ok).toBe(false);
    expect(parseDuration('1h'.repeat(50_000)).ok).toBe(true);
  });
});

describe('formatDuration', () => {
  it.each([
    [0n, '0s'],
    [1n, '1ns'],
    [1_500n, '1.5µs'],
    [200_000_000n, '200ms'],
    [60_000_000_000n, '1m0s'],
    [3_600_000_000_000n, '1h0m0s'],
    [-5_400_500_000_000n, '-1h30m0.5s'],
    [-9_223_372_036_854_775_808n, '-2562047h47m16.854775808s'],
  ])('prints %s as %s', (value, text) => {
    expect(formatDuration(value)).toBe(text);
  });

  it('prints what parseDuration reads back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (value) => {
        const back = nanoseconds(formatDuration(value));
        // Fractions pass through float64, as in Go; whole seconds are exact.
        if (value % 1_000_000_000n === 0n) expect(back).toBe(value);
        else expect(typeof back).toBe('bigint');
      }),
    );
  });
});
