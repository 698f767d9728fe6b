import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataOf, readAnswer } from '../../src/prometheus/api.ts';
import { EMPTY_HISTOGRAM, type FloatHistogram } from '../../src/promql/engine/histogram/histogram.ts';
import { LabelSet } from '../../src/promql/engine/labels.ts';
import type { QueryValue } from '../../src/promql/engine/result.ts';

const success = (data: unknown, more: object = {}) => ({ status: 'success', data, ...more });
const read = (json: string) => readAnswer(JSON.parse(json));
const sent = (value: QueryValue): QueryValue | undefined => read(JSON.stringify(success(dataOf(value)))).value;

const vectorOf = (histogram: FloatHistogram): QueryValue => ({
  type: 'vector',
  samples: [{ labels: LabelSet.of({ a: 'b' }), timestampMs: 1500, value: 0, histogram }],
});

describe('numbers', () => {
  test.each([
    [0, '0'],
    [-0, '-0'],
    [0.1, '0.1'],
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [1e-6, '0.000001'],
    [9.5e-7, '9.5e-07'],
    [123456789012345680000, '123456789012345680000'],
    [1e21, '1e+21'],
    [-5e-324, '-5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
  ])('%s is written as %s, as Prometheus does', (value, text) => {
    expect(dataOf({ type: 'scalar', timestampMs: 1709294400123, value })).toEqual({
      resultType: 'scalar',
      result: [1709294400.123, text],
    });
  });

  test.each(['', ' 1', '0x10', '1_000', '1,5', 'nan', 'null', '1e', '+-1'])('%j is no number', (text) => {
    const { error } = readAnswer(success({ resultType: 'scalar', result: [1, text] }));
    expect(error?.message).toContain('data.result[1] is');
  });
});

describe('what is written reads back', () => {
  const number = fc.double({ noDefaultInfinity: false });
  const labels = fc
    .dictionary(fc.constantFrom('__name__', '__proto__', 'a', 'b', 'constructor'), fc.string({ minLength: 1 }))
    .map(LabelSet.of);
  const timestampMs = fc.integer({ min: -1_000, max: 4_102_444_800_000 });

  test('scalars', () => {
    fc.assert(
      fc.property(number, timestampMs, (value, time) => {
        expect(sent({ type: 'scalar', timestampMs: time, value })).toEqual({
          type: 'scalar',
          timestampMs: time,
          value,
        });
      }),
    );
  });

  test('vectors, in their order', () => {
    const sample = fc.record({ labels, timestampMs, value: number, histogram: fc.constant(undefined) });
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        const back = sent({ type: 'vector', samples });
        const plain = (all: typeof samples) => all.map((one) => ({ ...one, labels: one.labels.toString() }));
        expect(back?.type === 'vector' && plain([...back.samples] as typeof samples)).toEqual(plain(samples));
      }),
    );
  });

  test('matrices', () => {
    const value = sent({
      type: 'matrix',
      series: [
        {
          labels: LabelSet.of({ a: '1' }),
          timestampsMs: Float64Array.of(1000, 1001),
          values: Float64Array.of(NaN, -0),
          histograms: [{ timestampMs: 1002, histogram: { ...EMPTY_HISTOGRAM, count: 1, sum: 2 } }],
        },
      ],
    });
    const [series] = value?.type === 'matrix' ? value.series : [];
    expect([...(series?.timestampsMs ?? [])]).toEqual([1000, 1001]);
    expect([...(series?.values ?? [])]).toEqual([NaN, -0]);
    expect(series?.histograms).toEqual([{ timestampMs: 1002, histogram: { ...EMPTY_HISTOGRAM, count: 1, sum: 2 } }]);
  });

  test('exponential histograms of any schema', () => {
    const counts = fc.uniqueArray(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 6 });
    const buckets = counts.map((indexes) => {
      const sorted = indexes.sort((a, b) => a - b);
      return { indexes: sorted, counts: sorted.map((_, i) => i + 0.5) };
    });
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 8 }), buckets, buckets, (schema, positive, negative) => {
        const histogram: FloatHistogram = { ...EMPTY_HISTOGRAM, schema, count: 9, sum: -1.5, positive, negative };
        expect(sent(vectorOf(histogram))).toEqual(vectorOf(histogram));
      }),
    );
  });

  test('a zero bucket that cuts the first bucket', () => {
    const histogram: FloatHistogram = {
      ...EMPTY_HISTOGRAM,
      schema: 0,
      zeroThreshold: 1.5,
      zeroCount: 4,
      count: 12,
      sum: 20,
      positive: { indexes: [1, 2], counts: [3, 5] },
    };
    const data = dataOf(vectorOf(histogram));
    expect(JSON.stringify(data)).toContain('[[3,"-1.5","1.5","4"],[0,"1.5","2","3"],[0,"2","4","5"]]');
    expect(sent(vectorOf(histogram))).toEqual(vectorOf(histogram));
  });

  test('a zero bucket without width is closed on both sides', () => {
    const histogram: FloatHistogram = { ...EMPTY_HISTOGRAM, zeroCount: 2, count: 2 };
    expect(JSON.stringify(dataOf(vectorOf(histogram)))).toContain('"buckets":[[3,"-0","0","2"]]');
    // Which schema, no bucket tells.
    expect(sent(vectorOf(histogram))).toMatchObject({ samples: [{ histogram: { zeroCount: 2, zeroThreshold: 0 } }] });
  });

  test('custom buckets, as far as observations show them', () => {
    const histogram: FloatHistogram = {
      ...EMPTY_HISTOGRAM,
      schema: -53,
      count: 6,
      sum: 20,
      customValues: [5, 10, 25],
      positive: { indexes: [0, 2, 3], counts: [1, 2, 3] },
    };
    const data = dataOf(vectorOf(histogram));
    expect(JSON.stringify(data)).toContain('[[3,"-Inf","5","1"],[0,"10","25","2"],[0,"25","+Inf","3"]]');
    expect(sent(vectorOf(histogram))).toEqual(vectorOf(histogram));
  });

  test('empty buckets are left out, and a histogram without any has no list', () => {
    const histogram: FloatHistogram = { ...EMPTY_HISTOGRAM, positive: { indexes: [1], counts: [0] } };
    expect(dataOf(vectorOf(histogram))).toEqual({
      resultType: 'vector',
      result: [{ metric: { a: 'b' }, histogram: [1.5, { count: '0', sum: '0' }] }],
    });
  });
});

describe('answers', () => {
  test('a label called __proto__ is a label', () => {
    const { value } = read(
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__proto__":"x"},"value":[1,"2"]}]}}',
    );
    expect(value?.type === 'vector' && value.samples[0]?.labels.toString()).toBe('{__proto__="x"}');
  });

  test('warnings and infos are handed on, and a partial answer says so', () => {
    const result = readAnswer(
      success({ resultType: 'vector', result: [] }, { warnings: ['w'], infos: ['i'], isPartial: true }),
    );
    expect(result.warnings).toEqual(['w', expect.stringContaining('partial')]);
    expect(result.infos).toEqual(['i']);
  });

  test('a list that Go calls null is empty', () => {
    expect(readAnswer(success({ resultType: 'matrix', result: null })).value).toEqual({ type: 'matrix', series: [] });
  });

  test('a matrix is sorted by its labels', () => {
    const { value } = readAnswer(
      success({
        resultType: 'matrix',
        result: [
          { metric: { a: '2' }, values: [[1, '1']] },
          { metric: { a: '1' }, values: [[1, '1']] },
        ],
      }),
    );
    expect(value?.type === 'matrix' && value.series.map(({ labels }) => labels.get('a'))).toEqual(['1', '2']);
  });

  test('of two points of a time the last counts', () => {
    const values = [
      [1, '1'],
      [2, '2'],
      [2, '3'],
      [3, '4'],
    ];
    const { value } = readAnswer(success({ resultType: 'matrix', result: [{ metric: {}, values }] }));
    const [series] = value?.type === 'matrix' ? value.series : [];
    expect([...(series?.timestampsMs ?? [])]).toEqual([1000, 2000, 3000]);
    expect([...(series?.values ?? [])]).toEqual([1, 3, 4]);
  });

  test.each([
    ['bad_data', 'parse error', 'bad-data'],
    ['execution', 'found duplicate series', 'execution'],
    ['execution', 'query processing would load too many samples into memory in query execution', 'too-many-samples'],
    ['timeout', 'query timed out', 'timeout'],
    ['canceled', 'query was canceled', 'canceled'],
    ['unavailable', 'TSDB not ready', 'unavailable'],
    ['422', 'cannot execute query', 'execution'],
    ['something new', 'x', 'execution'],
  ])('an error of type %s (%s) is %s', (errorType, message, type) => {
    expect(readAnswer({ status: 'error', errorType, error: message }).error).toEqual({ type, message });
  });

  test.each<[unknown, string]>([
    [null, 'the answer is null, not an object'],
    [[], 'the answer is a list, not an object'],
    [{}, 'status is missing'],
    [{ status: 'ok' }, 'status is "ok"'],
    [{ status: 'error' }, 'error is missing, not a text'],
    [{ status: 'success' }, 'data is missing, not an object'],
    [success({ resultType: 'streams', result: [] }), 'data.resultType is "streams"'],
    [success({ resultType: 'vector', result: {} }), 'data.result is an object, not a list'],
    [success({ resultType: 'vector', result: [{ value: [1, '1'] }] }), 'data.result[0].metric is missing'],
    [
      success({ resultType: 'vector', result: [{ metric: { a: 1 }, value: [1, '1'] }] }),
      'data.result[0].metric.a is a number, not a text',
    ],
    [success({ resultType: 'vector', result: [{ metric: {} }] }), 'data.result[0].histogram is missing'],
    [success({ resultType: 'vector', result: [{ metric: {}, value: [1] }] }), 'data.result[0].value has 1 elements'],
    [success({ resultType: 'vector', result: [{ metric: {}, value: ['1', '1'] }] }), 'not a time in seconds'],
    [success({ resultType: 'vector', result: [{ metric: {}, value: [1, 1] }] }), 'value[1] is a number, not a text'],
    [
      success({
        resultType: 'matrix',
        result: [
          {
            metric: {},
            values: [
              [2, '1'],
              [1, '1'],
            ],
          },
        ],
      }),
      'data.result[0].values[1] is older than the point before it',
    ],
    [
      success({
        resultType: 'vector',
        result: [{ metric: {}, histogram: [1, { count: '1', sum: '1', buckets: [[9]] }] }],
      }),
      'buckets[0][0] does not say which boundaries are inclusive',
    ],
    [{ status: 'success', warnings: [1] }, 'warnings[0] is a number, not a text'],
  ])('%j is not one of the API', (json, why) => {
    const { error } = readAnswer(json);
    expect(error?.type).toBe('unavailable');
    expect(error?.message).toContain(why);
  });

  test('no JSON makes it throw', () => {
    const key = fc.constantFrom('status', 'data', 'resultType', 'result', 'metric', 'value', 'values', 'histogram');
    const leaf = fc.oneof(fc.constantFrom('success', 'vector', 'matrix', 'scalar', '1', 'NaN'), fc.jsonValue());
    const json = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 6 }, leaf, fc.dictionary(key, tie('node')), fc.array(tie('node'), { maxLength: 3 })),
    })).node;
    fc.assert(
      fc.property(json, fc.constantFrom('vector', 'matrix', 'scalar', 'string'), (result, resultType) => {
        for (const answer of [result, success(result), success({ resultType, result })]) {
          const { value, error } = readAnswer(answer);
          expect((value === undefined) !== (error === undefined)).toBe(true);
        }
      }),
    );
  });
});
