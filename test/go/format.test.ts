import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatValue } from '../../src/go/format.ts';
import { byteLength, compareStrings, concatStrings, fromBytes, sliceBytes, toBytes } from '../../src/go/utf8.ts';

describe('formatValue', () => {
  it.each([
    [null, '<nil>'],
    [1_000_000, '1e+06'],
    [12n, '12'],
    [true, 'true'],
    ['text', 'text'],
    [[1, 'x', null], '[1 x <nil>]'],
    [[], '[]'],
    [{ b: [0.5], a: {} }, 'map[a:map[] b:[0.5]]'],
    [{ '\uffff': 1, '😀': 2 }, 'map[\uffff:1 😀:2]'],
  ])('%#: prints as fmt.Sprint does', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });
});

describe('Go strings', () => {
  it('survive the way through bytes, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = fromBytes(bytes);
        expect([...toBytes(text)]).toEqual([...bytes]);
        expect(byteLength(text)).toBe(bytes.length);
      }),
    );
  });

  it('join and cut as bytes do', () => {
    expect(sliceBytes('é', 0, 1)).toBe('\udcc3');
    expect(concatStrings(sliceBytes('é', 0, 1), sliceBytes('é', 1, 2))).toBe('é');
  });

  it('are ordered by bytes, not by UTF-16 units', () => {
    expect(compareStrings('😀', '\uffff')).toBe(1);
    expect(compareStrings('a', 'ab')).toBe(-1);
    expect(compareStrings('é', 'é')).toBe(0);
    const units = fc.constantFrom(
      'a',
      'b',
      'é',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '😀',
      '\ud83d',
      '\udc80',
      '\udcff',
      '\udfff',
    );
    const text = fc.array(units, { maxLength: 5 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(compareStrings(left, right)).toBe(Buffer.compare(toBytes(left), toBytes(right)));
      }),
    );
  });
});
