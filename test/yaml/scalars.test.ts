import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/yaml/parse.ts';
import { ambiguity } from '../../src/yaml/scalar/ambiguity.ts';
import type { YamlMap, YamlScalar } from '../../src/yaml/tree.ts';
import { decodeJson } from '../../src/yaml/walk.ts';

/** Recorded from sigs.k8s.io/yaml v1.6.0 with go.yaml.in/yaml/v2 v2.4.4: `a: TEXT` as JSON. */
const VALUES: readonly (readonly [string, unknown])[] = [
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['nULL', 'nULL'],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['tRUE', 'tRUE'],
  ['false', false],
  ['False', false],
  ['FALSE', false],
  ['y', true],
  ['Y', true],
  ['yes', true],
  ['Yes', true],
  ['YES', true],
  ['yEs', 'yEs'],
  ['n', false],
  ['N', false],
  ['no', false],
  ['No', false],
  ['NO', false],
  ['on', true],
  ['On', true],
  ['ON', true],
  ['off', false],
  ['Off', false],
  ['OFF', false],
  ['oFF', 'oFF'],
  ['0', 0],
  ['1', 1],
  ['-1', -1],
  ['+1', 1],
  ['00', 0],
  ['01', 1],
  ['07', 7],
  ['08', 8],
  ['09', 9],
  ['010', 8],
  ['-010', -8],
  ['+010', 8],
  ['0o10', 8],
  ['0o8', '0o8'],
  ['-0o10', -8],
  ['0O17', 15],
  ['0x10', 16],
  ['0X1f', 31],
  ['-0x1f', -31],
  ['+0x10', 16],
  ['0xg', '0xg'],
  ['0x', '0x'],
  ['0b11', 3],
  ['0B11', 3],
  ['-0b11', -3],
  ['0b2', '0b2'],
  ['0b', '0b'],
  ['1_000', 1000],
  ['1__0', 10],
  ['_1', '_1'],
  ['1_', 1],
  ['0x_1', 1],
  ['-_1', -1],
  ['1_0.5', 10.5],
  ['1e3', 1000],
  ['1E3', 1000],
  ['1e+3', 1000],
  ['1e-3', 0.001],
  ['1.5', 1.5],
  ['1.', 1],
  ['.5', 0.5],
  ['-.5', -0.5],
  ['+.5', 0.5],
  ['.', '.'],
  ['--1', '--1'],
  ['..5', '..5'],
  ['1.2.3', '1.2.3'],
  ['1.20', 1.2],
  ['1e', '1e'],
  ['1e1000', '1e1000'],
  ['-1e1000', '-1e1000'],
  ['1e-400', 0],
  ['.5e1', 5],
  ['.e1', '.e1'],
  ['.5_0', 0.5],
  ['12:30', '12:30'],
  ['12:30:00', '12:30:00'],
  ['1:2:3.5', '1:2:3.5'],
  ['2020-01-01', '2020-01-01'],
  ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'],
  ['9007199254740991', 9007199254740991],
  ['9223372036854775807', 9223372036854776000],
  ['9223372036854775808', 9223372036854776000],
  ['18446744073709551615', 18446744073709552000],
  ['18446744073709551616', 18446744073709552000],
  ['-9223372036854775808', -9223372036854776000],
  ['-9223372036854775809', -9223372036854776000],
  ['0xffffffffffffffff', 18446744073709552000],
  ['0x10000000000000000', '0x10000000000000000'],
  ['+18446744073709551615', 18446744073709552000],
  ['0777777777777777777777', 9223372036854776000],
  ['01777777777777777777777', 18446744073709552000],
  ['02000000000000000000000', 2e21],
  ['099999999999999999999', 100000000000000000000],
  ['0b1111111111111111111111111111111111111111111111111111111111111111', 18446744073709552000],
  [
    '0b11111111111111111111111111111111111111111111111111111111111111111',
    '0b11111111111111111111111111111111111111111111111111111111111111111',
  ],
  ['inf', 'inf'],
  ['nan', 'nan'],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['+', '+'],
  ['1,000', '1,000'],
  ['1 000', '1 000'],
  ['0x1p4', '0x1p4'],
  ['1f', '1f'],
  ['1h', '1h'],
  ['0.0', 0],
  ['-0', 0],
  ['-0.0', -0],
  ['1e21', 1e21],
  ['123456789012345678901234567890', 1.2345678901234568e29],
  ['=', '='],
  ['<', '<'],
  ['a', 'a'],
  ['é', 'é'],
  ['T', 'T'],
  ['F', 'F'],
  ['t', 't'],
  ['f', 'f'],
  ['o', 'o'],
  ['0_7', 7],
  ['0o_7', 7],
  ['0.1.', '0.1.'],
  ['+1_0', 10],
  ['-1_0', -10],
  ['1e1_0', 10000000000],
  ['1_e1', 10],
  ['+.inf1', '+.inf1'],
  ['.infinity', '.infinity'],
  ['.Nan', '.Nan'],
  ['.iNf', '.iNf'],
  ['0e0', 0],
  ['00.5', 0.5],
  ['01.5', 1.5],
  ['-01.5', -1.5],
  ['1.e5', 100000],
  ['+08', 8],
  ['-09', -9],
  ['0o', '0o'],
  ['0o18', '0o18'],
  ['0b102', '0b102'],
  ['9_9', 99],
];

/** The same of `TEXT: a`: the key in JSON. */
const KEYS: readonly (readonly [string, string])[] = [
  ['on', 'true'],
  ['y', 'true'],
  ['null2', 'null2'],
  ['1', '1'],
  ['010', '8'],
  ['1_000', '1000'],
  ['0x1F', '31'],
  ['1.10', '1.1'],
  ['1.0', '1'],
  ['0.1', '0.1'],
  ['1e3', '1000'],
  ['1e30', '1e+30'],
  ['16777217.0', '1.6777216e+07'],
  ['123456.7', '123456.7'],
  ['1234567.8', '1.2345678e+06'],
  ['1e-7', '1e-07'],
  ['0.00001', '1e-05'],
  ['.inf', '.inf'],
  ['-.inf', '-.inf'],
  ['.nan', '.nan'],
  ['true', 'true'],
  ['No', 'false'],
  ['9223372036854775807', '9223372036854775807'],
  ['-1', '-1'],
  ['"010"', '010'],
  ['1e400', '1e400'],
  ['3.14159265358979', '3.1415927'],
  ['1e39', '.inf'],
  ['100000', '100000'],
  ['1e5', '100000'],
  ['1e20', '1e+20'],
  ['2000000.5', '2.0000005e+06'],
];

function rootMap(text: string): YamlMap {
  const root = parseYaml(text)[0]?.root;
  if (root?.kind !== 'map') throw new Error(`no map: ${text}`);
  return root;
}

function scalar(text: string): YamlScalar {
  const node = rootMap(`a: ${text}\n`).get('a');
  if (node?.kind !== 'scalar') throw new Error(`no scalar: ${text}`);
  return node;
}

const problemsOf = (text: string): string[] =>
  parseYaml(text).flatMap(({ problems }) => problems.map(({ code, message }) => `${code}: ${message}`));

describe('plain scalars resolve as in the decoder of Kubernetes', () => {
  test.each(VALUES)('%j', (text, value) => {
    expect(scalar(text).value).toBe(value);
    expect(scalar(text).text).toBe(text);
  });

  test.each(['.inf', '-.INF', '.NaN'])('%s is a number that JSON does not have', (text) => {
    expect(Number.isFinite(scalar(text).value)).toBe(false);
    expect(problemsOf(`a: ${text}`)).toEqual([
      `not-json: \`${text}\` has no form in JSON, so Kubernetes refuses the document`,
    ]);
  });

  test.each(KEYS)('the key %s', (text, key) => {
    expect(Object.keys(decodeJson(rootMap(`${text}: a\n`)) ?? {})).toEqual([key]);
    expect(rootMap(`${text}: a\n`).get(key)).toBeDefined();
  });

  test.each([
    ['~: a', 'null cannot be a key in Kubernetes'],
    ['18446744073709551615: a', 'the integer `18446744073709551615` cannot be a key in Kubernetes'],
    ['? [a]\n: b', 'a list cannot be a key in Kubernetes'],
    ['{a: 1}: b', 'a map cannot be a key in Kubernetes'],
  ])('%j has no key for JSON', (text, message) => {
    expect(problemsOf(text)).toEqual([`key-not-scalar: ${message}`]);
  });
});

describe('tags', () => {
  test.each<[string, unknown]>([
    ['!!str 1', '1'],
    ['! yes', 'yes'],
    ['!local yes', 'yes'],
    ['!!int "0x10"', 16],
    ['!!float 1', 1],
    ['!!bool "yes"', true],
    ['!!null ""', null],
    ['!<tag:yaml.org,2002:int> "3"', 3],
  ])('%s', (text, value) => {
    expect(scalar(text).value).toBe(value);
    expect(problemsOf(`a: ${text}`)).toEqual([]);
  });

  test.each(['!!int foo', '!!int 1.5', '!!bool 1', '!!null x', '!!float x', '!e!int 3'])('%s is refused', (text) => {
    expect(problemsOf(`a: ${text}`)).toHaveLength(1);
  });
});

describe('ambiguity', () => {
  test.each<[string, unknown, unknown]>([
    ['yes', true, 'yes'],
    ['on', true, 'on'],
    ['y', true, 'y'],
    ['Off', false, 'Off'],
    ['010', 8, 10],
    ['1_000', 1000, '1_000'],
    ['0b11', 3, '0b11'],
    ['-0x1F', -31, '-0x1F'],
    ['1e1000', '1e1000', Number.POSITIVE_INFINITY],
  ])('%s', (text, kubernetes, other) => {
    expect(ambiguity(scalar(text))).toEqual({ kubernetes, other, reader: 'yaml-1.2' });
  });

  test('sexagesimal numbers are text for all but readers of YAML 1.1 to the letter', () => {
    expect(ambiguity(scalar('12:30:00'))).toEqual({ kubernetes: '12:30:00', other: 45000, reader: 'yaml-1.1' });
    expect(problemsOf('a: 12:30:00')).toEqual([]);
  });

  test.each([
    '1.20',
    '1e3',
    '0o10',
    '0x1F',
    'true',
    'NULL',
    '~',
    '08',
    '+1',
    '.5',
    '2020-01-01',
    'text',
    '"yes"',
    "'010'",
  ])('%s is read alike', (text) => {
    expect(ambiguity(scalar(text))).toBeUndefined();
    expect(problemsOf(`a: ${text}`)).toEqual([]);
  });

  test('the problem names both readings and what to write', () => {
    expect(parseYaml('a: on')[0]?.problems).toEqual([
      {
        code: 'ambiguous-scalar',
        span: { start: 3, end: 5 },
        message: 'Kubernetes reads `on` as true, YAML 1.2 as the text `on`',
        help: 'write `true`, or `"on"` for the text',
      },
    ]);
    expect(problemsOf('on: 1')).toEqual([
      'ambiguous-scalar: Kubernetes reads the key `on` as the text `true`, YAML 1.2 as the text `on`',
    ]);
  });

  test('octal file modes are the custom of Kubernetes', () => {
    expect(problemsOf('defaultMode: 0644\nitems:\n- mode: 0400\n')).toEqual([]);
    expect(problemsOf('port: 0644')).toHaveLength(1);
  });

  test('numeric keys that become the same text are not ambiguous', () => {
    expect(problemsOf('8080: a\n1e3: b\n1.5: c')).toEqual([]);
    expect(problemsOf('010: a')).toHaveLength(1);
  });
});
