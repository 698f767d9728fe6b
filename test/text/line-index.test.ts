import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineIndex } from '../../src/text/line-index.ts';

const text = fc
  .array(fc.constantFrom('a', 'é', '😀', '\n', '\r', '\r\n', ' ', '\u2028'), { maxLength: 30 })
  .map((parts) => parts.join(''));

describe('LineIndex', () => {
  test.each([
    ['', 1],
    ['a', 1],
    ['a\n', 2],
    ['a\r\nb\rc\nd', 4],
    ['\r\r\n\n', 4],
    ['a\u2028b', 1],
  ])('%j has %i lines', (content, lines) => {
    expect(new LineIndex(content).lineCount).toBe(lines);
  });

  test('columns count UTF-16 code units from 1', () => {
    const index = new LineIndex('a😀b\r\nc');
    expect([0, 1, 3, 4, 5, 6, 7].map((offset) => index.positionAt(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 1, column: 4 },
      { line: 1, column: 5 },
      { line: 1, column: 6 },
      { line: 2, column: 1 },
      { line: 2, column: 2 },
    ]);
  });

  test('a position leads back to its offset', () => {
    fc.assert(
      fc.property(text, (content) => {
        const index = new LineIndex(content);
        for (let offset = 0; offset <= content.length; offset++) {
          expect(index.offsetAt(index.positionAt(offset))).toBe(offset);
        }
      }),
    );
  });

  test('a position is the count of line ends before it and what stands since', () => {
    fc.assert(
      fc.property(text, fc.nat(30), (content, at) => {
        const offset = Math.min(at, content.length);
        const isInsideBreak = content[offset - 1] === '\r' && content[offset] === '\n';
        fc.pre(!isInsideBreak);
        const lines = content.slice(0, offset).split(/\r\n|\r|\n/);
        expect(new LineIndex(content).positionAt(offset)).toEqual({
          line: lines.length,
          column: (lines.at(-1) ?? '').length + 1,
        });
      }),
    );
  });

  test('what lies outside gives the nearest end', () => {
    const index = new LineIndex('ab\r\ncd\n');
    expect(index.positionAt(-5)).toEqual({ line: 1, column: 1 });
    expect(index.positionAt(99)).toEqual({ line: 3, column: 1 });
    expect(index.offsetAt({ line: 1, column: 99 })).toBe(2);
    expect(index.offsetAt({ line: 2, column: 99 })).toBe(6);
    expect(index.offsetAt({ line: 2, column: -3 })).toBe(4);
    expect(index.offsetAt({ line: 9, column: 1 })).toBe(7);
    expect(index.offsetAt({ line: 0, column: 9 })).toBe(0);
    expect(index.lineStart(0)).toBe(0);
    expect(index.lineStart(2)).toBe(4);
    expect(index.lineStart(9)).toBe(7);
  });
});
