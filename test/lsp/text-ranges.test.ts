import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TextRanges } from '../../src/lsp/text-ranges.ts';

const texts = fc.array(fc.constantFrom('a', ' ', '\n', '\r\n', '\r', '😀', 'ä', '\uFEFF', '\t'), { maxLength: 30 });

/** Between the two characters of a line end no position exists. */
const isInLineEnd = (text: string, offset: number): boolean => text[offset - 1] === '\r' && text[offset] === '\n';

describe('ranges of a text', () => {
  test('are those that the protocol counts', () => {
    fc.assert(
      fc.property(texts, fc.nat(40), (parts, at) => {
        const text = parts.join('');
        const offset = Math.min(at, text.length);
        fc.pre(!isInLineEnd(text, offset));
        const reference = TextDocument.create('file:///a', 'yaml', 1, text).positionAt(offset);
        const ranges = new TextRanges(text);
        expect(ranges.positionOf(offset)).toEqual(reference);
        expect(ranges.offsetOf(reference)).toBe(offset);
      }),
    );
  });

  test('end with their line, and with the text', () => {
    const ranges = new TextRanges('ab\r\ncd');
    expect(ranges.offsetOf({ line: 0, character: 99 })).toBe(2);
    expect(ranges.offsetOf({ line: 1, character: 99 })).toBe(6);
    expect(ranges.offsetOf({ line: 9, character: 0 })).toBe(6);
    expect(ranges.offsetOf({ line: 0, character: -1 })).toBe(0);
  });
});
