import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Mark, renderFrame } from '../../src/report/pretty/frame.ts';
import { paintFor } from '../../src/report/pretty/paint.ts';
import { displayWidth } from '../../src/report/pretty/width.ts';

const paint = paintFor(false, false);

function frame(text: string, marked: string, rest: Partial<Mark> = {}, width = 80): string {
  const start = text.indexOf(marked);
  const mark = { span: { start, end: start + marked.length }, primary: true, ...rest };
  return renderFrame(text, [mark], { paint, accent: (word) => word, width, indent: '' }).join('\n');
}

describe('a code frame', () => {
  test('underlines the range and shows the line before it', () => {
    expect(frame('a: 1\nb: two\nc: 3\n', 'two', { label: 'here' })).toBe('1 | a: 1\n2 | b: two\n  |    ^^^ here');
  });

  test('counts a wide character as two columns and a combining one as none', () => {
    expect(frame('成功: e\u0301x', 'x')).toBe('1 | 成功: e\u0301x\n  |       ^'.replace('      ^', '       ^'));
  });

  test('shows tabs as two blanks', () => {
    expect(frame('\t\tx: y', 'y')).toBe('1 |     x: y\n  |        ^');
  });

  test('shows an empty range as one character, also at the end of the text', () => {
    const lines = renderFrame('ab', [{ span: { start: 2, end: 2 }, primary: true }], {
      paint,
      accent: (word) => word,
      width: 80,
      indent: '',
    });
    expect(lines.join('\n')).toBe('1 | ab\n  |   ^');
  });

  test('does not underline the indentation of continued lines', () => {
    expect(frame('q: |\n  one\n  two\n', 'one\n  two', { primary: false })).toBe(
      '2 |   one\n  |   ---\n3 |   two\n  |   ---',
    );
  });

  test('leaves out the middle of long ranges', () => {
    const text = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`).join('\n');
    const shown = frame(text, text);
    expect(shown).toContain('line 3');
    expect(shown).not.toContain('line 7');
    expect(shown).toContain('...');
    expect(shown).toContain('line 12');
  });

  test('cuts a long line around what is marked', () => {
    const text = `query: ${'x'.repeat(300)}HERE${'y'.repeat(300)}`;
    const [line = '', under = ''] = frame(text, 'HERE').split('\n');
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line.indexOf('HERE')).toBe(under.indexOf('^^^^'));
  });

  test('never throws, and the underline stays within the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(200), fc.nat(200), (text, a, b) => {
        const span = { start: Math.min(a, b, text.length), end: Math.min(Math.max(a, b), text.length) };
        const lines = renderFrame(text, [{ span, primary: true }], {
          paint,
          accent: (word) => word,
          width: 60,
          indent: '',
        });
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(62);
      }),
    );
  });
});
