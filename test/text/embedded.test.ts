import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EmbeddedText, type Segment } from '../../src/text/embedded.ts';
import type { Span } from '../../src/text/span.ts';

/** Texts of verbatim and other runs, with gaps between them in the file. */
const embeddedText = fc
  .array(
    fc.record({
      gap: fc.nat(3),
      length: fc.integer({ min: 1, max: 4 }),
      fileLength: fc.nat(5),
      verbatim: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => {
    const segments: Segment[] = [];
    let value = 0;
    let file = 10;
    for (const { gap, length, fileLength, verbatim } of parts) {
      file += gap;
      segments.push({ value, length, file, fileLength: verbatim ? length : fileLength, verbatim });
      value += length;
      file += verbatim ? length : fileLength;
    }
    const text = Array.from({ length: value }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
    return new EmbeddedText(text, segments);
  });

const spanIn = ({ value }: EmbeddedText, a: number, b: number): Span => {
  const [start = 0, end = 0] = [a % (value.length + 1), b % (value.length + 1)].sort((x, y) => x - y);
  return { start, end };
};

/** Where each character of a text stands in the file. */
const places = (text: EmbeddedText): Span[] => [...text.value].map((_, i) => text.toFile({ start: i, end: i + 1 }));

describe('EmbeddedText', () => {
  test('verbatim text is a shift', () => {
    const text = EmbeddedText.verbatim('abc', 10);
    expect(text.toFile({ start: 1, end: 3 })).toEqual({ start: 11, end: 13 });
    expect(text.toFile({ start: 3, end: 3 })).toEqual({ start: 13, end: 13 });
    expect(text.fromFile(13)).toBe(3);
    expect(text.fromFile(9)).toBeUndefined();
    expect(text.fromFile(14)).toBeUndefined();
  });

  test('a run that is not verbatim maps as a whole', () => {
    const text = EmbeddedText.verbatim('a{{x}}b', 10).replace([{ span: { start: 1, end: 6 }, text: 'long value' }]);
    expect(text.value).toBe('along valueb');
    expect(text.toFile({ start: 4, end: 6 })).toEqual({ start: 11, end: 16 });
    expect(text.toFile({ start: 0, end: 2 })).toEqual({ start: 10, end: 16 });
    expect(text.toFile({ start: 5, end: 12 })).toEqual({ start: 11, end: 17 });
    expect(text.fromFile(13)).toBe(1);
    expect(text.fromFile(16)).toBe(11);
  });

  test('spans outside the value give its nearest end', () => {
    const text = EmbeddedText.verbatim('abc', 10);
    expect(text.toFile({ start: -4, end: 99 })).toEqual({ start: 10, end: 13 });
    expect(text.toFile({ start: 7, end: 9 })).toEqual({ start: 13, end: 13 });
    expect(text.toFile({ start: 2, end: 1 })).toEqual({ start: 12, end: 12 });
    expect(text.slice({ start: -1, end: 2 }).value).toBe('ab');
  });

  test('a span covers what its characters cover, and grows with it', () => {
    fc.assert(
      fc.property(embeddedText, fc.nat(), fc.nat(), (text, a, b) => {
        const span = spanIn(text, a, b);
        const inFile = text.toFile(span);
        const covered = places(text).slice(span.start, span.end);
        if (covered.length > 0) expect(inFile).toEqual({ start: covered[0]?.start, end: covered.at(-1)?.end });
        else expect(inFile.start).toBe(inFile.end);
        const { start, end } = text.toFile({ start: 0, end: text.value.length });
        expect(inFile.start).toBeGreaterThanOrEqual(start);
        expect(inFile.end).toBeLessThanOrEqual(end);
      }),
    );
  });

  test('a file offset of a verbatim character leads back to it', () => {
    fc.assert(
      fc.property(embeddedText, (text) => {
        for (const { value, length, file, verbatim } of text.segments) {
          for (let i = 0; verbatim && i < length; i++) expect(text.fromFile(file + i)).toBe(value + i);
        }
      }),
    );
  });

  test('a slice maps like the text it was cut from, and a slice of a slice like one', () => {
    fc.assert(
      fc.property(embeddedText, fc.nat(), fc.nat(), fc.nat(), fc.nat(), (text, a, b, c, d) => {
        const outer = spanIn(text, a, b);
        const slice = text.slice(outer);
        expect(slice.value).toBe(text.value.slice(outer.start, outer.end));
        expect(places(slice)).toEqual(places(text).slice(outer.start, outer.end));
        if (slice.value === '') {
          expect(slice.toFile({ start: 0, end: 0 })).toEqual(text.toFile({ start: outer.start, end: outer.start }));
        }
        const inner = spanIn(slice, c, d);
        // An empty slice out of a run that maps as a whole stands at either end of it.
        if (inner.start === inner.end) return;
        const direct = text.slice({ start: outer.start + inner.start, end: outer.start + inner.end });
        expect(slice.slice(inner)).toEqual(direct);
      }),
    );
  });

  test('what is not replaced keeps its place, what is put in has that of what it replaced', () => {
    fc.assert(
      fc.property(
        embeddedText,
        fc.array(fc.tuple(fc.nat(), fc.string({ maxLength: 4 })), { maxLength: 6 }),
        (text, cuts) => {
          const at = cuts.map(([place]) => place % (text.value.length + 1)).sort((x, y) => x - y);
          const parts = [];
          for (let i = 0; i + 1 < at.length; i += 2) {
            parts.push({ span: { start: at[i] ?? 0, end: at[i + 1] ?? 0 }, text: cuts[i]?.[1] ?? '' });
          }
          const replaced = text.replace(parts);
          const before = places(text);
          let value = '';
          const expected: Span[] = [];
          let from = 0;
          for (const { span, text: put } of [
            ...parts,
            { span: { start: text.value.length, end: text.value.length }, text: '' },
          ]) {
            value += text.value.slice(from, span.start) + put;
            expected.push(...before.slice(from, span.start), ...Array.from(put.split(''), () => text.toFile(span)));
            from = span.end;
          }
          expect(replaced.value).toBe(value);
          expect(value.split('').map((_, i) => replaced.toFile({ start: i, end: i + 1 }))).toEqual(expected);
          let end = 0;
          for (const segment of replaced.segments) {
            expect(segment.value).toBe(end);
            end += segment.length;
          }
          expect(end).toBe(value.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
