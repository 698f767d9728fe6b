import { beforeAll, expect, test } from 'vitest';
import { findHoles, formatPromDuration, parsePromql, preparePromql, print } from '../../src/promql/index.ts';

beforeAll(preparePromql);

const FEATURES = { experimentalFunctions: true, extendedRangeSelectors: true, fillModifiers: true };

function printed(text: string): string {
  const { expr, errors } = parsePromql(text, { holes: findHoles(text), features: FEATURES });
  expect(errors).toEqual([]);
  return expr === undefined ? '' : print(expr);
}

test.each([
  ['SUM(x)BY(a,"b c")', 'sum by (a, "b c") (x)'],
  ['sum by () (x)', 'sum(x)'],
  ['sum without () (x)', 'sum without () (x)'],
  ["x{b='2',a=~`1`}", 'x{a=~"1",b="2"}'],
  ['a - ignoring() group_left c', 'a - ignoring () group_left () c'],
  ['a+fill_left(5)fill_right(5)b', 'a + fill (5) b'],
  ['x[90d]', 'x[90d]'],
  ['x[300]', 'x[5m]'],
  ['x[1h:] @ end() offset -60', 'x[1h:] @ end() offset -1m'],
  ['x offset 0s', 'x'],
  ['x @ 1.23456', 'x @ 1.235'],
  ['1e21', '1000000000000000000000'],
  ['+Inf - NaN', '+Inf - NaN'],
  ['- - 5m', '5m'],
  ['x[(5m)]', 'x[(5m)]'],
  ['x[STEP() * +2]', 'x[step() * 2]'],
  ['rate( x{a="{{args.b}}\\t"}[{{args.w}}] )', 'rate(x{a="{{args.b}}\\t"}[{{args.w}}])'],
])('%s prints as %s', (text, expected) => {
  expect(printed(text)).toBe(expected);
});

test('durations print as the server prints them', () => {
  expect(formatPromDuration(5_400_000)).toBe('1h30m');
  expect(formatPromDuration(31_536_000_000)).toBe('1y');
  expect(formatPromDuration(90 * 86_400_000)).toBe('90d');
  expect(formatPromDuration(-1)).toBe('-1ms');
  expect(formatPromDuration(0.5)).toBe('0s');
});
