import { describe, expect, test } from 'vitest';
import { bitsOf, isStale } from '../../src/promql/engine/storage.ts';
import { errorOf, readText, shape } from './support.ts';

const MATRIX = {
  status: 'success',
  data: {
    resultType: 'matrix',
    result: [
      {
        metric: { __name__: 'up', job: 'a"]}\\' },
        values: [
          [1.5, '1'],
          [2.501, 'NaN'],
          [3, '+Inf'],
        ],
      },
      { metric: {}, values: [[1, '-1e3']] },
    ],
  },
};
const UP = ['{__name__="up", job="a\\"]}\\\\"}', [1500, 2501, 3000], [1, NaN, Infinity]];

describe('answers of the HTTP API', () => {
  test('are read whole, as data, as result and as list, one or several, in any pieces', () => {
    const expected = [['{}', [1000], [-1000]], UP];
    const texts = [
      JSON.stringify(MATRIX),
      JSON.stringify(MATRIX, null, 2),
      JSON.stringify(MATRIX.data),
      JSON.stringify(MATRIX.data.result),
      `${JSON.stringify(MATRIX)}\n${JSON.stringify(MATRIX)}\n`,
    ];
    for (const text of texts) {
      for (const pieces of [1, 3, 17, Infinity]) expect(shape(readText(text, pieces))).toEqual(expected);
    }
  });

  test('a vector has one sample a series', () => {
    const text =
      '{"status":"success","warnings":["half of it"],"data":{"resultType":"vector","result":[{"metric":{"a":"1"},"value":[1,"2"]}]}}';
    expect(shape(readText(text))).toEqual([['{a="1"}', [1000], [2]]]);
    expect(readText(text).notes).toEqual(['m: the server said: half of it']);
  });

  test('native histograms get their schema from the widths of their buckets, which is noted', () => {
    const histogram = {
      count: '7',
      sum: '5',
      buckets: [
        [3, '-0.001', '0.001', '1'],
        [0, '1', '2', '2'],
        [0, '4', '8', '4'],
      ],
    };
    const custom = {
      count: '3',
      sum: '5',
      buckets: [
        [0, '1', '5', '1'],
        [0, '5', '+Inf', '2'],
      ],
    };
    const answer = (one: unknown, many: readonly unknown[]) => ({
      resultType: 'matrix',
      result: [
        { metric: { __name__: 'h' }, histograms: [[1, one]] },
        { metric: { __name__: 'k' }, histograms: many.map((each, i) => [i, each]) },
      ],
    });
    const { series, notes } = readText(
      JSON.stringify(answer(histogram, [custom, { ...custom, buckets: custom.buckets.slice(1) }])),
    );
    expect(series[0]?.histograms).toEqual([
      expect.objectContaining({
        schema: 0,
        zeroThreshold: 0.001,
        zeroCount: 1,
        positive: { indexes: [1, 3], counts: [2, 4] },
      }),
    ]);
    expect(series[1]?.histograms).toEqual([
      expect.objectContaining({ schema: -53, customValues: [1, 5], positive: { indexes: [1, 2], counts: [1, 2] } }),
      expect.objectContaining({ schema: -53, customValues: [1, 5], positive: { indexes: [2], counts: [2] } }),
    ]);
    expect(notes).toHaveLength(1);
  });

  test.each([
    ['an error', '{"status":"error","errorType":"bad_data","error":"no"}', 'm: the answer is an error: no'],
    [
      'a scalar',
      '{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}',
      /^m:1:42: a scalar has no series/,
    ],
    ['no number', '[{"metric":{},"values":[[1,"x"]]}]', 'm:1:2: values[0][1] is "x", not a number'],
    ['no time', '[{"metric":{},"values":[["1","1"]]}]', 'm:1:2: values[0][0] is a text, not a time in seconds'],
    ['a time out of range', '[{"metric":{},"value":[1e300,"1"]}]', 'm:1:2: value[0][0] is out of range for a time'],
    ['no labels', '[{"value":[1,"1"]}]', 'm:1:2: metric is missing, not an object'],
    ['a cut', JSON.stringify(MATRIX).slice(0, -2), /^m:1:\d+: the JSON is cut off$/],
    ['a cut inside', JSON.stringify(MATRIX).slice(0, 100), /^m:1:\d+: the JSON is cut off$/],
    ['brackets', '{"data":{"result":[}]}', 'm:1:20: unexpected } in JSON'],
    ['other JSON', '{"kind":"Rollout"}', /^m: JSON that begins with the key "kind" is no recording/],
    ['a depth', `[${'['.repeat(1000)}`, /nested more than 64 deep$/],
  ])('says what is wrong: %s', (_, text, expected) => {
    if (typeof expected === 'string') expect(errorOf(text)).toBe(expected);
    else expect(errorOf(text)).toMatch(expected);
    expect(errorOf(text, 1)).toBe(errorOf(text));
  });
});

describe('exports of VictoriaMetrics', () => {
  test('have times in milliseconds, texts for infinities and null for the staleness marker', () => {
    const recording = readText(
      '{"metric":{"__name__":"up","__proto__":"x"},"values":[1,"Infinity","-Infinity",null],"timestamps":[1000,2000,3000,4000]}\n',
      10,
    );
    const [series] = recording.series;
    expect(series?.labels.get('__proto__')).toBe('x');
    expect([...(series?.values ?? [])]).toEqual([1, Infinity, -Infinity, NaN]);
    expect(series !== undefined && isStale(bitsOf(series.values), 3)).toBe(true);
  });

  test.each([
    ['columns of two lengths', '{"metric":{},"values":[1],"timestamps":[]}', 'm:1: 1 values, but 0 timestamps'],
    ['no list', '{"metric":{},"values":1,"timestamps":[]}', 'm:1: values is a number, not a list'],
    ['a cut', '{"metric":{},"values":[1],"timestamps":[1]}\n{"metric":{"a"', /^m:2: invalid JSON: /],
  ])('says what is wrong: %s', (_, text, expected) => {
    expect(errorOf(text)).toMatch(expected);
  });
});
