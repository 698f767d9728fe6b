import { beforeAll, expect, test } from 'vitest';
import { type ParseOptions, parsePromql, preparePromql } from '../../src/promql/index.ts';

beforeAll(preparePromql);

const ALL: ParseOptions = {
  features: { experimentalFunctions: true, extendedRangeSelectors: true, fillModifiers: true },
};

/** Texts and places as `promtool` prints them. */
const upstream = (text: string, options: ParseOptions = ALL): string[] =>
  parsePromql(text, options).errors.map((error) => {
    const { start, end } = error.upstreamSpan ?? error.span;
    return `${start}-${end} ${error.upstream}`;
  });

test.each([
  ['rate(up)', '5-7 expected type range vector in call to function "rate", got instant vector'],
  ['abs()', '0-5 expected 1 argument(s) in call to "abs", got 0'],
  ['hour(up, up, up)', '0-16 expected at most 1 argument(s) in call to "hour", got 3'],
  ['label_join(up, "a")', '0-19 expected at least 3 argument(s) in call to "label_join", got 2'],
  ['topk("a", up)', '5-8 expected type scalar in aggregation parameter, got string'],
  ['sum(up[5m])', '4-10 expected type instant vector in aggregation expression, got range vector'],
  ['"a" + up', '0-3 binary expression must contain only scalar and instant vector types'],
  ['1 == 1', '2-3 comparisons between scalars must use BOOL modifier'],
  ['up + bool 1', '3-8 bool modifier can only be used on comparison operators'],
  ['up and 1', '0-8 set operator "and" not allowed in binary scalar expression'],
  ['up == on (a) 1', '0-14 vector matching only allowed between instant vectors'],
  ['a + on (l) group_left (l) b', '2-24 label "l" must not occur in ON and GROUP clause at once'],
  ['a + fill(1) 2', '0-13 filling in missing series only allowed between instant vectors'],
  ['-"a"', '0-4 unary expression only allowed on expressions of type scalar or instant vector, got "string"'],
  ['up[5m][5m:]', '0-11 subquery is only allowed on instant vector, got matrix instead'],
  ['(up)[5m]', '4-8 ranges only allowed for vector selectors'],
  [
    'sum(up) offset 5m',
    '0-7 offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  ['up offset 1m offset 2m', '0-12 offset may not be set multiple times'],
  ['up @ 1 @ 2', '0-6 @ <timestamp> may not be set multiple times'],
  ['up offset 1m [5m]', '13-17 no offset modifiers allowed before range'],
  ['up @ Inf', '0-2 timestamp out of bounds for @ modifier: +Inf'],
  ['{a=~".*"}', '0-9 vector selector must contain at least one non-empty matcher'],
  ['up{__name__="x"}', '0-16 metric name must not be set twice: "up" or "x"'],
  ['info(up, {a="b"} == 1)', '9-21 expected label selectors only'],
  ['up[0s]', '3-5 duration must be greater than 0'],
])('%s: %s', (text, expected) => {
  expect(upstream(text)[0]).toBe(expected);
});

test('all type errors are told, in the order of the server', () => {
  expect(upstream('1 or on (a) up')).toEqual([
    '0-14 vector matching only allowed between instant vectors',
    '0-14 set operator "or" not allowed in binary scalar expression',
  ]);
});

test('types are checked only where the syntax is right', () => {
  expect(parsePromql('rate(up) +').errors.map(({ code }) => code)).toEqual(['missing-operand']);
});

test('a placeholder fits everywhere', () => {
  const text = 'rate({{a}}) + {{a}}';
  const hole = (start: number) => ({ tag: 'a', name: 'a', span: { start, end: start + 5 } });
  expect(parsePromql(text, { holes: [hole(5), hole(14)] }).errors).toEqual([]);
});

test('a selector whose conditions a placeholder decides is not called empty', () => {
  const text = '{a="{{args.x}}"}';
  const holes = [{ tag: 'args.x', name: 'x', span: { start: 4, end: 14 } }];
  expect(parsePromql(text, { holes }).errors).toEqual([]);
});

test('flags permit what is experimental', () => {
  for (const text of ['limitk(1, up)', 'mad_over_time(up[5m])', 'up[5m] anchored', 'a + fill(0) b']) {
    expect(parsePromql(text).errors[0]?.code, text).toBe('not-enabled');
    expect(parsePromql(text, ALL).errors, text).toEqual([]);
  }
});

test('the target says what exists', () => {
  const codes = (text: string, prometheus: string) => parsePromql(text, { prometheus }).errors.map(({ code }) => code);
  expect(codes('first_over_time(up[5m])', '3.14')).toEqual([]);
  expect(codes('first_over_time(up[5m])', '3.8')).toEqual(['not-enabled']);
  expect(codes('first_over_time(up[5m])', '3.5')).toEqual(['not-in-version']);
  expect(codes('holt_winters(up[5m], 0.5, 0.5)', '2.55')).toEqual([]);
  expect(codes('holt_winters(up[5m], 0.5, 0.5)', '3.0')).toEqual(['not-in-version']);
  expect(codes('up[5m * 2]', '3.14')).toEqual([]);
  expect(codes('up[5m * 2]', '3.5')).toEqual(['not-enabled']);
  expect(codes('{"up"}', '2.53')).toEqual(['not-in-version']);
  expect(codes('rate(up[300])', '2.53')).toEqual(['not-in-version']);
  expect(codes('up </ 5', '3.5')).toEqual(['not-in-version']);
});
