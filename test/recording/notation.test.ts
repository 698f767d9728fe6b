import { describe, expect, test } from 'vitest';
import { bitsOf, isStale } from '../../src/promql/engine/storage.ts';
import { preparePromql } from '../../src/promql/prepare.ts';
import { errorOf, readText, shape } from './support.ts';

await preparePromql();

describe('series notation', () => {
  test('load blocks give samples at multiples of their gap after the start', () => {
    const text = '# made by hand\n\nload 30s\n  a{x="1"} 1+1x2 _ 7\n  b _x2 3\n\nload 1m\n  c 5 stale\n';
    const { series } = readText(text, 3, 1000);
    expect(shape(readText(text, 3, 1000))).toEqual([
      ['{__name__="a", x="1"}', [1000, 31_000, 61_000, 121_000], [1, 2, 3, 7]],
      ['{__name__="b"}', [61_000], [3]],
      ['{__name__="c"}', [1000, 61_000], [5, NaN]],
    ]);
    const last = series[2];
    expect(last !== undefined && isStale(bitsOf(last.values), 1)).toBe(true);
  });

  test('native histograms come with the reset hints of a storage', () => {
    const { series } = readText('load 1m\n  h {{count:1 sum:1}} {{count:2 sum:2}} {{count:1 sum:1}}\n');
    expect(series[0]?.histograms?.map((one) => [one?.count, one?.hint])).toEqual([
      [1, 'unknown'],
      [2, 'not_reset'],
      [1, 'unknown'],
    ]);
  });

  test('of promtool unit tests the first with series is read, which is noted', () => {
    const test = (name: string, value: number) =>
      `  - name: ${name}\n    interval: 15s\n    input_series:\n      - series: 'up{job="a"}'\n        values: '${value}x1'\n`;
    const recording = readText(`rule_files: []\ntests:\n  - interval: 1m\n${test('one', 1)}${test('two', 2)}`);
    expect(shape(recording)).toEqual([['{__name__="up", job="a"}', [0, 15_000], [1, 1]]]);
    expect(recording.notes).toEqual(['m: of its 2 tests only "one" was read, each has series of its own']);
  });

  test.each([
    ['a series that does not parse', 'load 30s\n  a{ 1', /^m:2:3: /],
    ['a gap that is none', 'load 0s\n  a 1', /^m:1:1: "0s" is not a duration$/],
    [
      'another command',
      'load 30s\n  a 1\n\neval instant at 0 a\n',
      /^m:4:1: expected `load DURATION`, got "eval instant at 0 a"$/,
    ],
    ['no series', 'tests: []\n', 'm:1:1: no test has `input_series`: it holds no samples'],
    ['YAML that is none', 'tests: [\n', /^m:\d+:\d+: /],
    ['an item without values', 'tests:\n- input_series:\n  - series: a\n', 'm:3:5: expected `series` and `values`'],
    [
      'a series that does not parse in YAML',
      'tests:\n- input_series:\n  - {series: "a", values: "1 x"}\n',
      /^m:3:\d+: unexpected "x" in series values$/,
    ],
  ])('says what is wrong: %s', (_, text, expected) => {
    expect(errorOf(text)).toMatch(expected);
  });
});
