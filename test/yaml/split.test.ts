import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitDocuments } from '../../src/yaml/split.ts';

const cut = (text: string): string[] => splitDocuments(text).map(({ start, end }) => text.slice(start, end));

describe('splitDocuments', () => {
  test.each([
    ['an empty text has no document', '', []],
    ['a text without markers is one document', 'a: 1\nb: 2\n', ['a: 1\nb: 2\n']],
    ['the marker belongs to the document it starts', 'a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
    ['comments before the first marker belong to the first document', '# c\n\n---\na: 1\n', ['# c\n\n---\na: 1\n']],
    ['a byte order mark does not hide the first marker', '\uFEFF---\na: 1\n', ['\uFEFF---\na: 1\n']],
    ['two markers in a row hold an empty document', '---\n---\na: 1', ['---\n', '---\na: 1']],
    ['a marker needs a blank or a line end after it', '---a: 1\n--- b\n----\n', ['---a: 1\n', '--- b\n----\n']],
    ['an indented marker is text', 'a: |\n  ---\n  b\n', ['a: |\n  ---\n  b\n']],
    ['a marker in the first column ends a block scalar', 'a: |\n  b\n---\nc: 1\n', ['a: |\n  b\n', '---\nc: 1\n']],
    ['a marker ends quotes that were never closed', 'a: "b\n---\nc: 1\n', ['a: "b\n', '---\nc: 1\n']],
    ['an end marker at the end starts nothing', 'a: 1\n...\n# done\n', ['a: 1\n...\n# done\n']],
    [
      'directives after an end marker belong to the next document',
      'a\n...\n%YAML 1.1\n---\nb\n',
      ['a\n...\n', '%YAML 1.1\n---\nb\n'],
    ],
    ['a document may follow an end marker without a marker of its own', 'a\n...\n# c\nb\n', ['a\n...\n', '# c\nb\n']],
    ['two end markers in a row end one document', 'a\n...\n...\nb\n', ['a\n...\n...\n', 'b\n']],
    [
      'carriage returns alone and with a line feed end lines',
      'a\r---\rb\r\n---\r\nc',
      ['a\r', '---\rb\r\n', '---\r\nc'],
    ],
    ['a percent sign inside of a document is no directive', 'a\n---\n%b\n---\nc', ['a\n', '---\n%b\n', '---\nc']],
  ])('%s', (_name, text, documents) => {
    expect(cut(text)).toEqual(documents);
  });

  test('the documents are the whole text, without gap or overlap', () => {
    const part = fc.constantFrom(
      '---',
      '...',
      '\n',
      '\r',
      '\r\n',
      ' ',
      'a: 1',
      '# c',
      '%YAML 1.1',
      '\uFEFF',
      '|',
      '"',
      '  ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        expect(cut(text).join('')).toBe(text);
        expect(cut(text).filter((document) => document === '')).toEqual([]);
      }),
    );
  });

  test('a hundred thousand documents take no time', () => {
    const text = 'a: 1\n---\n'.repeat(100_000);
    const start = performance.now();
    expect(splitDocuments(text)).toHaveLength(100_001);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
