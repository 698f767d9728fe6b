import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '../../../src/lint/fixes.ts';
import { replacement } from '../../../src/lsp/actions/fix-all.ts';

const lines = fc.array(fc.constantFrom('a\n', 'b\r\n', 'ab\n', '\n'), { maxLength: 8 }).map((parts) => parts.join(''));
const texts = fc.tuple(lines, fc.constantFrom('', 'a', 'b')).map((parts) => parts.join(''));

test('a replacement makes one text of another, and touches whole lines only', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const { span, text } = replacement(before, after);
      expect(applyEdits(before, [{ file: 'a', span, text }])).toBe(after);
      expect(span.start === 0 || before[span.start - 1] === '\n').toBe(true);
      expect(span.end === before.length || before[span.end - 1] === '\n').toBe(true);
    }),
  );
});

test('a replacement leaves out what both texts begin and end with', () => {
  expect(replacement('a\nb\nc\n', 'a\nB\nc\n')).toEqual({ span: { start: 2, end: 4 }, text: 'B\n' });
});
