import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../src/workspace/recognise/header.ts';
import { splitDocuments } from '../../src/yaml/split.ts';

const headerOf = (text: string) => {
  const { apiVersion, kind, name, namespace, certain } = readHeader(text, { start: 0, end: text.length });
  return certain ? [apiVersion, kind, name, namespace] : 'uncertain';
};

describe('readHeader', () => {
  it.each([
    [
      'keys in any order',
      'spec: {}\nmetadata:\n  namespace: b\n  name: a\nkind: K\napiVersion: g/v1\n',
      ['g/v1', 'K', 'a', 'b'],
    ],
    [
      'quotes and comments',
      `apiVersion: "g/v1" # c\nkind: 'K'   # c\nmetadata: # c\n  name: a # c\n`,
      ['g/v1', 'K', 'a', undefined],
    ],
    ['CRLF', 'apiVersion: g/v1\r\nkind: K\r\nmetadata:\r\n  name: a\r\n', ['g/v1', 'K', 'a', undefined]],
    ['a byte order mark', '\uFEFFapiVersion: g/v1\nkind: K\n', ['g/v1', 'K', undefined, undefined]],
    [
      'marker, directive and comments first',
      '# c\n%YAML 1.2\n--- # c\n\napiVersion: g/v1\nkind: K\n',
      ['g/v1', 'K', undefined, undefined],
    ],
    ['an indented mapping', '  apiVersion: g/v1\n  kind: K\n  metadata:\n    name: a\n', ['g/v1', 'K', 'a', undefined]],
    ['the last of duplicate keys', 'apiVersion: g/v1\nkind: A\nkind: B\n', ['g/v1', 'B', undefined, undefined]],
    [
      'deeper names are others',
      'apiVersion: g/v1\nkind: K\nmetadata:\n  labels:\n    name: no\n  name: a\nspec:\n  name: no\n',
      ['g/v1', 'K', 'a', undefined],
    ],
    [
      'a block scalar that looks like keys',
      'apiVersion: g/v1\nkind: K\nmetadata:\n  annotations:\n    x: |\n      name: no\n  name: a\n',
      ['g/v1', 'K', 'a', undefined],
    ],
    ['nothing of an object', 'foo: 1\nbar:\n  kind: K\n', [undefined, undefined, undefined, undefined]],
    ['a list', '- apiVersion: g/v1\n  kind: K\n', [undefined, undefined, undefined, undefined]],
    ['commented out', '# apiVersion: g/v1\n# kind: K\n', [undefined, undefined, undefined, undefined]],
    ['an empty text', '', [undefined, undefined, undefined, undefined]],
  ])('reads %s', (_, text, expected) => {
    expect(headerOf(text)).toEqual(expected);
  });

  it.each([
    ['JSON', '{"apiVersion": "g/v1", "kind": "K"}'],
    ['quoted keys', '"apiVersion": g/v1\n"kind": K\n'],
    ['metadata in flow style', 'apiVersion: g/v1\nkind: K\nmetadata: { name: a }\n'],
    ['an anchor', 'apiVersion: g/v1\nkind: &k K\n'],
    ['a merge key', 'apiVersion: g/v1\nkind: K\n<<: *base\n'],
    ['a list of objects', 'apiVersion: v1\nkind: List\nitems: []\n'],
    ['content beside the marker', '--- { kind: K }\n'],
    ['an escape', 'apiVersion: g/v1\nkind: "\\u004b"\n'],
  ])('leaves %s to the parser', (_, text) => {
    expect(headerOf(text)).toBe('uncertain');
  });

  it('never throws, and stays inside its document', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '---\n',
            'kind: A\n',
            'apiVersion: g/v1\n',
            'metadata:\n',
            '  name: x\n',
            '{',
            '"',
            '\r',
            '\n',
            ' ',
            '#',
            '...',
          ),
        }),
        (text) => {
          for (const span of splitDocuments(text)) {
            const { kind } = readHeader(text, span);
            if (kind !== undefined) expect(text.slice(span.start, span.end)).toContain(kind);
          }
        },
      ),
    );
  });
});
