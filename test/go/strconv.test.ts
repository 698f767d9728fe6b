import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFloat } from '../../src/go/float.ts';
import { formatUnicode, quoteRune } from '../../src/go/quote.ts';
import { atoi, type NumberResult, parseFloat64, parseInt64, quote } from '../../src/go/strconv.ts';

const outcome = <T>(result: NumberResult<T>): T | string => (result.ok ? result.value : result.error);

describe('whole numbers', () => {
  it.each([
    ['12', 12n],
    ['+7', 7n],
    ['-0012', -12n],
    ['9223372036854775807', 9_223_372_036_854_775_807n],
  ])('atoi reads %s', (text, value) => {
    expect(outcome(atoi(text))).toBe(value);
  });

  it.each([
    ['', 'strconv.Atoi: parsing "": invalid syntax'],
    ['1.5', 'strconv.Atoi: parsing "1.5": invalid syntax'],
    ['1_000', 'strconv.Atoi: parsing "1_000": invalid syntax'],
    [' 1', 'strconv.Atoi: parsing " 1": invalid syntax'],
    ['9223372036854775808', 'strconv.Atoi: parsing "9223372036854775808": value out of range'],
    ['99999999999999999999x', 'strconv.Atoi: parsing "99999999999999999999x": value out of range'],
  ])('atoi refuses %j', (text, error) => {
    expect(outcome(atoi(text))).toBe(error);
  });

  it.each([
    ['0x1F', 31n],
    ['0b1_0', 2n],
    ['0o17', 15n],
    ['017', 15n],
    ['0', 0n],
    ['1_000', 1000n],
    ['09', 'strconv.ParseInt: parsing "09": invalid syntax'],
    ['1__0', 'strconv.ParseInt: parsing "1__0": invalid syntax'],
    ['0x', 'strconv.ParseInt: parsing "0x": invalid syntax'],
  ])('base 0 reads the prefix of %s', (text, expected) => {
    expect(outcome(parseInt64(text, 0))).toBe(expected);
  });
});

describe('parseFloat64', () => {
  it.each([
    ['0.95', 0.95],
    ['.5', 0.5],
    ['1_000.5', 1000.5],
    ['1e-400', 0],
    ['0x1p-2', 0.25],
    ['0x1.00000000000018p0', 1.0000000000000004],
    ['-Infinity', -Infinity],
    ['+inf', Infinity],
    ['NaN', Number.NaN],
  ])('reads %s', (text, value) => {
    expect(outcome(parseFloat64(text))).toBe(value);
  });

  it.each([
    ['1e400', 'strconv.ParseFloat: parsing "1e400": value out of range'],
    ['0x10', 'strconv.ParseFloat: parsing "0x10": invalid syntax'],
    ['+nan', 'strconv.ParseFloat: parsing "+nan": invalid syntax'],
    ['1e', 'strconv.ParseFloat: parsing "1e": invalid syntax'],
    ['12%', 'strconv.ParseFloat: parsing "12%": invalid syntax'],
  ])('refuses %s', (text, error) => {
    expect(outcome(parseFloat64(text))).toBe(error);
  });
});

describe('formatFloat', () => {
  it.each([
    [0.95, 'g', -1, '0.95'],
    [1e6, 'g', -1, '1e+06'],
    [123456.7, 'g', -1, '123456.7'],
    [1e-5, 'g', -1, '1e-05'],
    [-0, 'g', -1, '-0'],
    [1e21, 'f', -1, '1000000000000000000000'],
    [0.000001, 'f', -1, '0.000001'],
    [2.5, 'f', 0, '2'],
    [3.5, 'f', 0, '4'],
    [0.5, 'f', 0, '0'],
    [1234.5678, 'e', 3, '1.235e+03'],
    [100, 'g', 2, '1e+02'],
    [Infinity, 'f', -1, '+Inf'],
    [Number.NaN, 'e', 2, 'NaN'],
  ] as const)('%s as %s with precision %s is %s', (value, format, precision, text) => {
    expect(formatFloat(value, format, precision)).toBe(text);
  });

  it('prints digits that read back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.constantFrom('e', 'f', 'g'), (value, format) => {
        expect(outcome(parseFloat64(formatFloat(value, format, -1)))).toBe(value);
      }),
    );
  });
});

describe('quoting', () => {
  it.each([
    ['a"b\\', '"a\\"b\\\\"'],
    ['tab\tbell\u0007nul\0', '"tab\\tbell\\anul\\x00"'],
    ['é日😀', '"é日😀"'],
    ['\u00a0\u2028\ufeff', '"\\u00a0\\u2028\\ufeff"'],
    ['\u{e0001}', '"\\U000e0001"'],
    ['\udcff', '"\\xff"'],
  ])('quotes %j', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it('names a character as %#U does', () => {
    expect(formatUnicode('@')).toBe("U+0040 '@'");
    expect(formatUnicode('\u0001')).toBe('U+0001');
    expect(quoteRune("'")).toBe("'\\''");
  });
});
