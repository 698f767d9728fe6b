import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromJson } from '../../../src/expr/index.ts';
import { toCompactJson } from '../../../src/expr/values/to-json.ts';
import { findJsonPath, isInvalid } from '../../../src/manifest/jsonpath/find.ts';
import { parseJsonPath } from '../../../src/manifest/jsonpath/parse.ts';

/** The matches of every part as JSON, or the error. */
function find(path: string, document: unknown) {
  const parsed = parseJsonPath(path);
  if (!parsed.ok) return parsed.error;
  const found = findJsonPath(parsed.nodes, fromJson(document));
  if (!found.ok) return `${found.isPanic ? 'panic: ' : ''}${found.error}`;
  return found.results.map((list) => list.map((value) => (isInvalid(value) ? 'invalid' : toCompactJson(value))));
}

const SHOP = {
  items: [
    { name: 'a', price: 1.5, tags: ['x', 'y'] },
    { name: 'b', price: 2.5 },
    { name: 'c', price: 3.5, tags: [] },
  ],
  open: true,
  nothing: null,
};

describe('a JSONPath finds', () => {
  it.each([
    ['{.items[0].name}', [['"a"']]],
    ['{.items[-1].name}', [['"c"']]],
    ['{.items[0:2].name}', [['"a"', '"b"']]],
    ['{.items[::2].name}', [['"a"', '"c"']]],
    ['{.items[1:1].name}', [[]]],
    ['{.items[*].price}', [['1.5', '2.5', '3.5']]],
    ["{.items[0]['name','price']}", [['"a"', '1.5']]],
    ['{.items[?(@.price > 2.0)].name}', [['"b"', '"c"']]],
    ['{.items[?(@.name == "b")].price}', [['2.5']]],
    ['{.items[?(@.tags)].name}', [['"a"', '"c"']]],
    ['{..price}', [['1.5', '2.5', '3.5']]],
    ['{.open}', [['true']]],
    ['{.nothing}', [['null']]],
    ['total: {.items[0].price}', [['"total: "'], ['1.5']]],
    [
      '{range .items[*]}{.name}={.price};{end}',
      [['"a"'], ['"="'], ['1.5'], ['";"'], ['"b"'], ['"="'], ['2.5'], ['";"'], ['"c"'], ['"="'], ['3.5'], ['";"']],
    ],
    ['{1}{"x"}{true}', [['1'], ['"x"'], ['true']]],
  ])('with %s', (path, expected) => {
    expect(find(path, SHOP)).toEqual(expected);
  });

  it.each([
    ['{.missing}', 'missing is not found'],
    ['{.items.name}', 'name is not found'],
    ['{.items[3]}', 'array index out of bounds: index 3, length 3'],
    ['{.items[2:1]}', 'starting index 2 is greater than ending index 1'],
    ['{.open[0]}', 'bool is not array or slice'],
    ['{.open[?(@.a)]}', 'true is not array or slice and cannot be filtered'],
    ['{.items[?(@.price > 2)].name}', 'incompatible types for comparison'],
    ['{.items[?(@.price == null)].name}', 'unrecognized identifier null'],
    ['{.items[?(@.price ~= 2)].name}', "unrecognized character in action: U+007E '~'"],
    ['{.items[0:3:0]}', 'step must be > 0'],
    ['{end}', 'not in range, nothing to end'],
    ['{foo}', 'unrecognized identifier foo'],
  ])('nothing with %s: %s', (path, error) => {
    expect(find(path, SHOP)).toBe(error);
  });

  it('what the controller would crash on', () => {
    expect(find('{$}', null)).toEqual([['invalid']]);
    expect(find('{[0]}', null)).toBe('panic: reflect: call of reflect.Value.Type on zero Value');
    expect(find('{.a}', null)).toBe('a is not found');
  });

  it('an end in any document, and never throws', () => {
    const path = fc.oneof(
      fc.string(),
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '.a',
            '.b',
            '[0]',
            '[*]',
            '..',
            '$',
            '@',
            'range ',
            'end',
            '[?(@.a)]',
            '[?(@.a==1)]',
            "['a','b']",
            ' ',
          ),
          { maxLength: 12 },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(path, fc.jsonValue({ maxDepth: 4 }), (text, document) => {
        const found = find(text, document);
        expect(typeof found === 'string' || Array.isArray(found)).toBe(true);
      }),
    );
  });

  it('an end where ranges multiply', () => {
    const chain = Array.from({ length: 300 }).reduce<unknown>((inner) => ({ a: inner }), 1);
    const nested = '{range ..}{range ..}{range ..}{end}{end}{end}';
    expect(find(nested, chain)).toBe('jsonpath visits too much of the document');
    expect(find('{range ..}{.a}{end}', { a: { b: 1 } })).toBe('a is not found');
  });
});
