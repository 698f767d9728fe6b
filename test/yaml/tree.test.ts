import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/yaml/parse.ts';
import type { YamlNode } from '../../src/yaml/tree.ts';
import { decodeJson, entryAt, nodeAt } from '../../src/yaml/walk.ts';

function rootOf(text: string): YamlNode {
  const root = parseYaml(text)[0]?.root;
  if (root === undefined) throw new Error(`no root: ${text}`);
  return root;
}

const jsonOf = (text: string): unknown => decodeJson(rootOf(text));

/** The text that each node of the document stands for, by its path. */
function spansOf(text: string): Record<string, string> {
  const spans: Record<string, string> = {};
  const visit = (node: YamlNode, path: string): void => {
    spans[path] = text.slice(node.span.start, node.span.end);
    if (node.kind === 'map') for (const { key, value } of node.entries) visit(value, `${path}/${key.text}`);
    if (node.kind === 'sequence')
      node.items.forEach((item, i) => {
        visit(item, `${path}/${i}`);
      });
  };
  visit(rootOf(text), '');
  return spans;
}

const codesOf = (text: string): string[] => parseYaml(text).flatMap(({ problems }) => problems.map(({ code }) => code));

describe('spans', () => {
  test('cover a scalar with its quotes and a block scalar with its header', () => {
    expect(spansOf('a: b # c\nd: "e"\nf: |-\n  g\n\nh:\n- i\n- \'j\'\nk: {l: [m]}\n')).toEqual({
      '': 'a: b # c\nd: "e"\nf: |-\n  g\n\nh:\n- i\n- \'j\'\nk: {l: [m]}',
      '/a': 'b',
      '/d': '"e"',
      '/f': '|-\n  g\n',
      '/h': "- i\n- 'j'",
      '/h/0': 'i',
      '/h/1': "'j'",
      '/k': '{l: [m]}',
      '/k/l': '[m]',
      '/k/l/0': 'm',
    });
  });

  test('a value that is left out stands right after its colon or dash', () => {
    const text = 'a:   # c\nb:\n-\n- x\n';
    expect(nodeAt(rootOf(text), ['a'])).toMatchObject({ value: null, text: '', span: { start: 2, end: 2 } });
    expect(nodeAt(rootOf(text), ['b', 0])).toMatchObject({ value: null, span: { start: 13, end: 13 } });
  });

  test('count from the start of the file in every document, byte order mark included', () => {
    const text = '\uFEFF---\na: 1\n---\na: 2\n';
    expect(parseYaml(text).map(({ root }) => root?.span)).toEqual([
      { start: 5, end: 9 },
      { start: 14, end: 18 },
    ]);
  });

  test.each([['\n'], ['\r\n'], ['\r']])('are right for lines that end in %j', (newline) => {
    const text = ['a: b', 'c:', '  - d # e', '  - |', '    f', 'g: h', ''].join(newline);
    expect(spansOf(text)).toMatchObject({
      '/a': 'b',
      '/c/0': 'd',
      '/c/1': `|${newline}    f${newline}`,
      '/g': 'h',
    });
    expect(jsonOf(text)).toEqual({ a: 'b', c: ['d', 'f\n'], g: 'h' });
    expect(parseYaml(text)[0]?.comments).toEqual([{ span: expect.anything(), text: ' e' }]);
  });
});

describe('comments', () => {
  test('are found everywhere but inside of scalars', () => {
    const text =
      '# 1\na: b # 2\nc: "# no"\nd: | # 3\n  # no\n# 4\ne: [f, # 5\n  g] #6\nh: i#no\n--- # 7\nj: 1\n... # 8\n';
    const comments = parseYaml(text).flatMap((document) => document.comments);
    expect(comments.map((comment) => comment.text)).toEqual([' 1', ' 2', ' 3', ' 4', ' 5', '6', ' 7', ' 8']);
    for (const { span, text: comment } of comments) expect(text.slice(span.start, span.end)).toBe(`#${comment}`);
  });

  test('of a document without content belong to it', () => {
    expect(parseYaml('# only\n')).toMatchObject([{ root: undefined, comments: [{ text: ' only' }], problems: [] }]);
  });
});

describe('documents', () => {
  test('a mistake in one leaves the others alone', () => {
    const documents = parseYaml('a: "b\n---\nc: d\n---\ne: [\n---\nf: 1\n');
    expect(documents.map(({ problems }) => problems.length)).toEqual([1, 0, 1, 0]);
    expect(documents.map(({ root }) => root && decodeJson(root))).toEqual([
      { a: 'b ' },
      { c: 'd' },
      { e: [] },
      { f: 1 },
    ]);
  });

  test('JSON is YAML', () => {
    const value = { a: [1, 'x/y', null, { b: true }], c: 'é\n😀"', d: {}, e: [] };
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2), JSON.stringify(value, null, '\t')]) {
      expect(jsonOf(text)).toEqual(value);
      expect(codesOf(text)).toEqual([]);
    }
    expect(codesOf('{"a": "x\\/y\\ud83d\\ude00"}')).toEqual([]);
    expect(codesOf('a: "x\\/y"')).toEqual(['syntax']);
  });

  test('every directive is one that kubectl refuses', () => {
    expect(codesOf('%YAML 1.2\n---\na: 1\n')).toEqual(['directive']);
    expect(jsonOf('%TAG !e! tag:yaml.org,2002:\n---\na: !e!int "3"\n')).toEqual({ a: 3 });
  });
});

describe('maps', () => {
  test('of a key that stands twice the last value counts', () => {
    const text = 'a: 1\nb: 2\n"a": 3\n';
    expect(jsonOf(text)).toEqual({ b: 2, a: 3 });
    expect(parseYaml(text)[0]?.problems).toEqual([
      {
        code: 'duplicate-key',
        span: { start: 10, end: 13 },
        message: 'key `a` stands twice in this map; the last one wins and the first is lost',
        related: [{ span: { start: 0, end: 1 }, label: 'the first one' }],
      },
    ]);
  });

  test('keys that become the same text in JSON are duplicates', () => {
    expect(codesOf('8: a\n"8": b')).toEqual(['duplicate-key']);
    expect(codesOf('8: a\n"08": b')).toEqual([]);
  });

  test('a key named like a property of objects is a key', () => {
    const json = jsonOf('__proto__: 1\nconstructor: 2\n');
    expect(Object.entries(json ?? {})).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    expect(nodeAt(rootOf('a: 1'), ['toString'])).toBeUndefined();
  });

  test('paths lead to nodes and entries', () => {
    const root = rootOf('a:\n  - b: x\non: y\n');
    expect(nodeAt(root, ['a', 0, 'b'])).toMatchObject({ text: 'x' });
    expect(entryAt(root, ['a', 0, 'b'])).toMatchObject({ key: { text: 'b' }, merged: false });
    expect(entryAt(root, ['true'])).toMatchObject({ key: { text: 'on' } });
    expect(nodeAt(root, [])).toBe(root);
    for (const path of [['a', 'b'], ['a', 1], ['x', 'y'], ['a', 0, 'b', 'c'], [0]]) {
      expect(nodeAt(root, path)).toBeUndefined();
      expect(entryAt(root, path)).toBeUndefined();
    }
    expect(entryAt(root, ['a', 0])).toBeUndefined();
    expect(entryAt(root, [])).toBeUndefined();
  });
});

describe('aliases', () => {
  test('give the node of the anchor, and the holder knows where the alias stands', () => {
    const text = 'a: &x {k: 1}\nb: *x\nc: [1, *x]\n';
    const root = rootOf(text);
    const anchored = nodeAt(root, ['a']);
    expect(nodeAt(root, ['b'])).toBe(anchored);
    expect(nodeAt(root, ['c', 1])).toBe(anchored);
    expect(entryAt(root, ['b'])?.alias).toEqual({ start: 16, end: 18 });
    const list = nodeAt(root, ['c']);
    expect(list?.kind === 'sequence' && list.aliases?.get(1)).toEqual({ start: 26, end: 28 });
    expect(jsonOf(text)).toEqual({ a: { k: 1 }, b: { k: 1 }, c: [1, { k: 1 }] });
  });

  test('an anchor may be set anew, and stand on a key', () => {
    expect(jsonOf('a: &x 1\nb: &x 2\nc: *x\n&k d: *k\n')).toEqual({ a: 1, b: 2, c: 2, d: 'd' });
  });

  test.each([
    ['a: *x', 'unknown-anchor'],
    ['a: *x\nb: &x 1', 'unknown-anchor'],
    ['a: &x 1\n---\nb: *x', 'unknown-anchor'],
    ['a: &x [*x]', 'cyclic-alias'],
    ['a: &x\n  b:\n    c: *x', 'cyclic-alias'],
    ['a: *.example.com', 'syntax'],
  ])('%j is %s, and the alias stands for nothing', (text, code) => {
    expect(codesOf(text)).toEqual([code]);
    expect(() => parseYaml(text).map(({ root }) => root && decodeJson(root))).not.toThrow();
  });

  test('a bomb is cut where the decoder refuses it', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`,
    );
    const text = `a0: &a0 [x]\n${levels.join('\n')}\n`;
    expect(codesOf(text)).toEqual(['excessive-aliases']);
    expect(JSON.stringify(jsonOf(text)).length).toBeLessThan(100_000);
  });

  test('a chain of aliases is as deep as what it expands to', () => {
    const links = Array.from({ length: 1000 }, (_, i) => `k${i + 1}: &a${i + 1} [*a${i}]`);
    const text = `k0: &a0 [x]\n${links.join('\n')}\n`;
    expect(codesOf(text)[0]).toBe('too-deep');
    expect(() => decodeJson(rootOf(text))).not.toThrow();
  });
});

describe('merge keys, as go.yaml.in/yaml/v2 has them', () => {
  test.each([
    ['base: &b {k: 1, z: 3}\na: {<<: *b, k: 2}', { k: 2, z: 3 }],
    ['base: &b {k: 1, z: 3}\na: {k: 2, <<: *b}', { k: 1, z: 3 }],
    ['b: &b {k: 1}\nc: &c {k: 2, l: 3}\na: {<<: [*b, *c]}', { k: 1, l: 3 }],
    ['b: &b {k: 1}\nc: &c {k: 2}\na:\n  <<: *b\n  <<: *c', { k: 2 }],
    ['b: &b {k: 1}\nc: &c {<<: *b, l: 2}\na: {<<: *c}', { k: 1, l: 2 }],
    ['a: {<<: {k: 1}}', { k: 1 }],
    ['a: {"<<": 1}', { '<<': 1 }],
    ['a: {!!merge <<: {k: 1}}', { k: 1 }],
  ])('%j', (text, merged) => {
    expect((jsonOf(text) as { a: unknown }).a).toEqual(merged);
  });

  test('merged entries come after own ones and say so', () => {
    const map = nodeAt(rootOf('b: &b {k: 1}\na:\n  <<: *b\n  l: 2\n'), ['a']);
    expect(map?.kind === 'map' && map.entries.map(({ key, merged }) => [key.text, merged])).toEqual([
      ['l', false],
      ['k', true],
    ]);
  });

  test('a key that the merge replaces because it stands before it is a problem', () => {
    expect(codesOf('b: &b {k: 1}\na:\n  k: 2\n  <<: *b\n')).toEqual(['merge-order']);
    expect(codesOf('b: &b {k: 1}\na:\n  <<: *b\n  k: 2\n')).toEqual([]);
  });

  test.each(['a: {<<: 1}', 'a: {<<: [1]}', 'b: &b [1]\na: {<<: *b}', 'b: &b [{k: 1}]\na: {<<: *b}'])(
    '%j merges no map',
    (text) => {
      expect(codesOf(text)).toEqual(['bad-merge']);
    },
  );
});
