import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonPath } from '../../../src/manifest/jsonpath/parse.ts';

const nodesOf = (text: string) => {
  const parsed = parseJsonPath(text);
  return parsed.ok ? parsed.nodes : parsed.error;
};
const actionOf = (text: string) => {
  const nodes = nodesOf(text);
  const [first] = typeof nodes === 'string' ? [] : nodes;
  return first?.kind === 'action' ? first.nodes : undefined;
};
const field = (name: string) => ({ kind: 'field', name });
const part = (value: number, known = true, derived = false) => ({ value, known, derived });
const OPEN = part(0, false);

describe('a JSONPath', () => {
  it('without braces is text', () => {
    expect(nodesOf('$.data.ok')).toEqual([{ kind: 'text', text: '$.data.ok' }]);
    expect(nodesOf('')).toEqual([]);
  });

  it('walks fields; `$` and `@` stand for where it is', () => {
    expect(actionOf('{$.a.b}')).toEqual([field('a'), field('b')]);
    expect(actionOf('{.a}')).toEqual(actionOf('{@.a}'));
    expect(actionOf('{$}')).toEqual([]);
    expect(actionOf('{.}')).toEqual([field('')]);
  });

  it('takes a backslash out of a name', () => {
    expect(actionOf(String.raw`{.a\.b}`)).toEqual([field('a.b')]);
    expect(actionOf(String.raw`{['a\.b']}`)).toEqual([field('a.b')]);
    expect(actionOf(`{['a.b']}`)).toEqual([field('a'), field('b')]);
  });

  it('knows indices, ranges and wildcards', () => {
    expect(actionOf('{[0]}')).toEqual([{ kind: 'array', start: part(0), end: part(1, true, true), step: OPEN }]);
    expect(actionOf('{[-2:]}')).toEqual([{ kind: 'array', start: part(-2), end: OPEN, step: OPEN }]);
    expect(actionOf('{[*]}')).toEqual([{ kind: 'array', start: OPEN, end: OPEN, step: OPEN }]);
    expect(actionOf('{.*}')).toEqual([{ kind: 'wildcard' }]);
    expect(actionOf('{..a}')).toEqual([{ kind: 'recursive' }, field('a')]);
    expect(actionOf(`{['a', 'b']}`)).toEqual([{ kind: 'union', parts: [[field('a')], [field('b')]] }]);
  });

  it('knows filters', () => {
    expect(actionOf(`{.items[?(@.name=="a)")].ok}`)).toEqual([
      field('items'),
      { kind: 'filter', left: [field('name')], operator: '==', right: [{ kind: 'text', text: 'a)' }] },
      field('ok'),
    ]);
    expect(actionOf('{[?(@.a)]}')).toEqual([{ kind: 'filter', left: [field('a')], operator: 'exists', right: [] }]);
    expect(actionOf('{[?(@.a >= 1.5)]}')).toMatchObject([{ operator: '>=', right: [{ kind: 'number', value: 1.5 }] }]);
  });

  it('takes bare words for `range` and `end`, and for truth', () => {
    expect(actionOf('{data.ok}')).toEqual([{ kind: 'identifier', name: 'data' }, field('ok')]);
    expect(actionOf('{true}')).toEqual([{ kind: 'bool', value: true }]);
  });

  it('keeps the text around its actions', () => {
    expect(nodesOf('a {.b}\n')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'action', nodes: [field('b')] },
      { kind: 'text', text: '\n' },
    ]);
  });

  it('reads quoted text as Go does', () => {
    expect(actionOf(String.raw`{"a\tb\x41\u00e9\101"}`)).toEqual([{ kind: 'text', text: 'a\tbAéA' }]);
    expect(actionOf(String.raw`{'it\'s'}`)).toEqual([{ kind: 'text', text: "it's" }]);
  });

  // What client-go v0.35 says of the same texts.
  it.each([
    ['{$.a', 'unclosed action'],
    ['{.a[0}', 'unterminated array'],
    ['{.a[b]}', 'invalid array index b'],
    ['{.a["b"]}', 'invalid array index "b"'],
    ['{.a[99999999999999999999]}', 'array index 99999999999999999999 is not a number'],
    ['{.a[?(@.b}', 'unterminated filter'],
    ['{.a[?(@.b) ]}', 'unclosed array expect ]'],
    ['{.a....b}', 'invalid multiple recursive descent'],
    ['{"a}', 'unterminated quoted string'],
    [String.raw`{"\q"}`, String.raw`unquote string "\q" error invalid syntax`],
    ['{1.2.3}', 'cannot parse number 1.2.3'],
    ['{.a | .b}', `unrecognized character in action: U+007C '|'`],
    ['{.a[?(@.b == 1 && @.c)]}', `unrecognized character in action: U+0026 '&'`],
    ['{{.a}}', `unrecognized character in action: U+007B '{'`],
  ])('%s is refused in client-go’s words', (text, error) => {
    expect(nodesOf(text)).toBe(error);
  });

  it('never throws, and reads long texts', () => {
    const tokens = fc.constantFrom(
      '{',
      '}',
      '.',
      '..',
      '[',
      ']',
      '[?(',
      ')]',
      "'",
      '"',
      '\\',
      'a',
      '0',
      '*',
      '$',
      '@',
      '==',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(tokens, fc.string()), { maxLength: 12 }), (parts) => {
        expect(typeof parseJsonPath(parts.join('')).ok).toBe('boolean');
      }),
    );
    expect(nodesOf(`{${'.a'.repeat(50_000)}`)).toBe('unclosed action');
  });
});
