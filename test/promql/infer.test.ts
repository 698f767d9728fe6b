import { beforeAll, describe, expect, test } from 'vitest';
import { type Facts, findHoles, inferPromql, parsePromql, preparePromql, presenceOf } from '../../src/promql/index.ts';

beforeAll(preparePromql);

function infer(text: string): Facts {
  const features = { experimentalFunctions: true, fillModifiers: true, extendedRangeSelectors: true };
  const { expr, errors } = parsePromql(text, { holes: findHoles(text), features });
  expect(errors).toEqual([]);
  if (expr === undefined) throw new Error('no tree');
  return inferPromql(expr).root;
}

const presence = (text: string, label: string): string => presenceOf(infer(text).labels, label);
const count = (text: string): string => {
  const { min, max } = infer(text).count;
  return `${min}..${max === Number.POSITIVE_INFINITY ? '*' : max}`;
};
const nan = (text: string): string[] => [...new Set(infer(text).mayBeNaN.map(({ kind }) => kind))];
const values = (text: string): [number, number] => {
  const { min, max } = infer(text).values;
  return [min, max];
};
const ANY = Number.POSITIVE_INFINITY;

describe('labels', () => {
  test.each([
    ['up{a="x"}', 'a', 'guaranteed'],
    ['up{a=~".*"}', 'a', 'possible'],
    ['up{a!=""}', 'a', 'guaranteed'],
    ['up{a=""}', 'a', 'impossible'],
    ['up{a=~"|x"}', 'a', 'possible'],
    ['up{a="{{args.x}}"}', 'a', 'possible'],
    ['up', '__name__', 'guaranteed'],
    ['rate(up[5m])', '__name__', 'impossible'],
    ['last_over_time(up[5m])', '__name__', 'guaranteed'],
    ['up > 0', '__name__', 'guaranteed'],
    ['up > bool 0', '__name__', 'impossible'],
    ['sum by (a) (up{a="x"})', 'a', 'guaranteed'],
    ['sum by (a) (up)', 'a', 'possible'],
    ['sum by (a) (up)', 'b', 'impossible'],
    ['sum without (a) (up{b="x"})', 'b', 'guaranteed'],
    ['topk by (a) (1, up{b="x"})', 'b', 'guaranteed'],
    ['count_values("v", up)', 'v', 'guaranteed'],
    ['count_values without (v) ("v", up)', 'v', 'impossible'],
    ['a{x="1"} / on (x) b', 'x', 'guaranteed'],
    ['a / on (x) b{x="1"}', 'x', 'guaranteed'],
    ['a / on (x) b', 'y', 'impossible'],
    ['a{y="1"} / ignoring (y) b', 'y', 'impossible'],
    ['a * on (x) group_left (z) b{z="1"}', 'z', 'guaranteed'],
    ['a{z="1"} * on (x) group_left (z) b{z=""}', 'z', 'impossible'],
    ['a{y="1"} * on (x) group_left () b', 'y', 'guaranteed'],
    ['a{y="1"} * on (x) group_right () b', 'y', 'possible'],
    ['a and b{x="1"}', 'x', 'guaranteed'],
    ['a{x="1"} or b', 'x', 'possible'],
    ['a{x="1"} + fill(0) b', 'x', 'possible'],
    ['histogram_quantile(0.9, rate(x_bucket[5m]))', 'le', 'impossible'],
    ['absent(up{a="x",b=~"y"})', 'a', 'guaranteed'],
    ['absent(up{a="x",b=~"y"})', 'b', 'impossible'],
    ['label_replace(up, "d", "k", "a", ".*")', 'd', 'guaranteed'],
    ['label_replace(up, "d", "k", "a", "x")', 'd', 'possible'],
    ['label_replace(up{d="x"}, "d", "", "a", ".*")', 'd', 'impossible'],
    ['label_replace(up{a="x"}, "d", "$1", "a", "(.*)")', 'd', 'guaranteed'],
    ['label_join(up, "d", "-", "a", "b")', 'd', 'guaranteed'],
    ['vector(1)', 'a', 'impossible'],
  ])('%s: %s is %s', (text, label, expected) => {
    expect(presence(text, label)).toBe(expected);
  });

  test('known values come from equality and from alternations of plain words', () => {
    const known = (text: string, label: string) => [...(infer(text).labels.values.get(label) ?? [])];
    expect(known('up{a="x"}', 'a')).toEqual(['x']);
    expect(known('up{a=~"x|y\\\\.z"}', 'a')).toEqual(['x', 'y.z']);
    expect(known('up{a=~"x|y",a!="x"}', 'a')).toEqual(['y']);
    expect(known('up{a=~"x.*"}', 'a')).toEqual([]);
    expect(known('sum by (a) (up{a="x"}) or sum by (a) (up{a="y"})', 'a')).toEqual(['x', 'y']);
  });
});

describe('how many elements', () => {
  test.each([
    ['up', '0..*'],
    ['vector(1)', '1..1'],
    ['scalar(up)', '1..1'],
    ['hour()', '1..1'],
    ['sum(up)', '0..1'],
    ['sum(up) or vector(0)', '1..1'],
    ['sum by (a) (up) or vector(0)', '1..*'],
    ['sum by (a) (up{a=~"x|y"})', '0..2'],
    ['sum by (a, b) (up{a=~"x|y",b=~"|z"})', '0..4'],
    ['topk(3, up)', '0..3'],
    ['topk by (a) (2, up{a="x"})', '0..2'],
    ['absent(up)', '0..1'],
    ['sum(up) > 1', '0..1'],
    ['vector(2) > 1', '1..1'],
    ['vector(2) > bool 1', '1..1'],
    ['sum(a) / sum(b)', '0..1'],
    ['vector(1) + vector(2)', '1..1'],
    ['a and sum(b)', '0..*'],
    ['vector(1) or up', '1..*'],
    ['up or on () vector(1)', '1..*'],
    ['count(up) or vector(0) > bool 0', '1..1'],
  ])('%s: %s', (text, expected) => {
    expect(count(text)).toBe(expected);
  });

  test('a result that is never empty has no reason to be', () => {
    expect(infer('sum(up) or vector(0)').mayBeEmpty).toEqual([]);
    expect(infer('sum(up)').mayBeEmpty.map(({ kind }) => kind)).toEqual(['selector']);
    expect(infer('sum(up) > 1').mayBeEmpty.map(({ kind }) => kind)).toEqual(['selector', 'filter']);
  });
});

describe('dead ends', () => {
  test.each([
    ['up{a="x",a="y"}', 'contradiction', 'a'],
    ['up{a="x",a=~"y|z"}', 'contradiction', 'a'],
    ['sum by (a) (x{a="1"}) / sum by (b) (y)', 'labels', 'a'],
    ['x{a="1"} / on (a) y{a="2"}', 'values', 'a'],
    ['histogram_quantile(0.9, sum by (pod) (rate(x_bucket[5m])))', 'le', 'le'],
    ['count(up) < 0', 'comparison', undefined],
    ['sum(rate(a{b="c"}[5m])) / sum(rate(a[5m])) > 1', 'comparison', undefined],
    ['sum(up) unless on () vector(1)', 'unless', undefined],
  ])('%s: %s', (text, kind, label) => {
    expect(infer(text).dead).toMatchObject({ kind });
    expect(infer(text).dead?.label).toBe(label);
  });

  test('what is only likely is no dead end', () => {
    for (const text of [
      'sum by (a, b) (x) / sum by (b) (y)',
      'histogram_quantile(0.9, sum by (pod) (rate(x[5m])))',
      'vector(1) or foo',
      'x{a="{{args.v}}",a="y"}',
      'x{a="1"} + on (a) fill(0) y{a="2"}',
    ]) {
      expect(infer(text).dead, text).toBeUndefined();
    }
  });

  test('the cause is the innermost one', () => {
    const text = 'sum(up{a="x",a="y"}) + 1';
    const dead = infer(text).dead;
    expect(dead && text.slice(dead.span.start, dead.span.end)).toBe('up{a="x",a="y"}');
  });
});

describe('values', () => {
  test.each([
    ['rate(x[5m])', 0, ANY],
    ['count(x)', 1, ANY],
    ['sum(rate(x{a="b"}[5m])) / sum(rate(x[5m]))', 0, 1],
    ['1 - sum(rate(x{a="b"}[5m])) / sum(rate(x[5m]))', 0, 1],
    ['sum(rate(x{a="b"}[5m])) / sum(rate(x[1m]))', 0, ANY],
    ['sum(rate(x{a="b"}[5m])) / sum(rate(y[5m]))', 0, ANY],
    ['x > 5', 5, ANY],
    ['5 > x', -ANY, 5],
    ['x > bool 5', 0, 1],
    ['clamp(x, 1, 2)', 1, 2],
    ['clamp_min(rate(x[5m]), 1)', 1, ANY],
    ['abs(x)', 0, ANY],
    ['-rate(x[5m])', -ANY, -0],
    ['2 * 3 + 4', 10, 10],
    ['absent(x)', 1, 1],
    ['sin(x)', -1, 1],
    ['hour()', 0, 23],
    ['rate(x[5m]) / vector(-0)', -ANY, ANY],
  ])('%s lies between %d and %d', (text, min, max) => {
    expect(values(text)).toEqual([min, max]);
  });

  test('NaN has its reasons, and comparisons take it away', () => {
    expect(nan('sum(rate(a[5m])) / sum(rate(b[5m]))')).toContain('zero-division');
    expect(nan('sum(rate(a[5m])) / (sum(rate(b[5m])) > 0)')).not.toContain('zero-division');
    expect(nan('sum(rate(a[5m])) / clamp_min(sum(rate(b[5m])), 1)')).not.toContain('zero-division');
    expect(nan('x / 2')).toEqual(['sample']);
    expect(nan('x >= 0')).toEqual([]);
    expect(nan('x != 0')).toEqual(['sample']);
    expect(nan('count(x)')).toEqual([]);
    expect(nan('scalar(x)')).toEqual(['sample', 'scalar']);
    expect(nan('histogram_quantile(0.9, rate(x_bucket[5m]))')).toContain('quantile');
    expect(nan('sqrt(x)')).toContain('domain');
    expect(nan('sqrt(abs(x))')).not.toContain('domain');
    expect(nan('vector(0) / 0')).toEqual(['zero-division']);
    expect(nan('x / 0 or vector(0)')).toContain('zero-division');
  });
});

describe('units and reach', () => {
  test.each([
    ['http_request_duration_seconds_sum', 'seconds', false],
    ['rate(http_requests_total[5m])', 'count', true],
    ['increase(http_requests_total[5m])', 'count', false],
    ['histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))', 'seconds', false],
    ['histogram_quantile(0.9, sum by (le) (rate(x_seconds_bucket[5m]))) * 1000', 'milliseconds', false],
    ['rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m])', 'seconds', false],
    ['sum(rate(a_total[5m])) / sum(rate(b_total[5m]))', 'ratio', false],
    ['sum(rate(a_total[5m])) / sum(rate(b_total[5m])) * 100', 'percent', false],
    ['memory_bytes', 'bytes', false],
    ['whatever', undefined, false],
  ])('%s is in %s', (text, base, perSecond) => {
    expect(infer(text).unit).toMatchObject({ perSecond });
    expect(infer(text).unit.base).toBe(base);
  });

  test('a counter read bare is one, a rate of it is none', () => {
    expect(infer('sum(x_total)').unit.counter).toBe(true);
    expect(infer('sum(rate(x_total[5m]))').unit.counter).toBe(false);
  });

  test.each([
    ['up', 300_000],
    ['rate(up[10m])', 600_000],
    ['rate(up[10m] offset 1h)', 4_200_000],
    ['max_over_time(rate(up[5m])[1h:1m] offset 10m)', 4_500_000],
    ['rate(up[5m]) / rate(up[5m] offset 1d)', 86_700_000],
    ['1 + 2', 0],
    ['rate(up[{{args.w}}])', undefined],
  ])('%s reaches back %d ms', (text, ms) => {
    expect(infer(text).reach.ms).toBe(ms);
  });

  test('a fixed time is told', () => {
    expect(infer('sum(up @ 100)').reach.fixedTime).toBe(true);
    expect(infer('sum(up @ end())').reach.fixedTime).toBe(false);
  });
});

test('every node has its facts', () => {
  const { expr } = parsePromql('sum(rate(up[5m])) / 2');
  if (expr?.kind !== 'BinaryExpr') throw new Error('not a division');
  const inference = inferPromql(expr);
  expect(inference.of(expr.rhs).values).toEqual({ min: 2, max: 2, zero: false });
  expect(inference.of(expr.lhs).count).toEqual({ min: 0, max: 1 });
});

test('what differs from something that may be NaN may be zero', () => {
  expect(infer('x != 0').values.zero).toBe(false);
  expect(infer('x != (0 % time())').values.zero).toBe(true);
});
