import { describe, expect, test } from 'vitest';
import { apiHistogram, histogramsAt } from '../../../src/promql/answer/histogram.ts';
import { floatPointsAt, histogramPointsAt } from '../../../src/promql/answer/points.ts';
import { EMPTY_HISTOGRAM } from '../../../src/promql/engine/histogram/histogram.ts';

const shown = (buckets: readonly (readonly [lower: string, upper: string])[]) => ({
  count: '7',
  sum: '5',
  buckets: buckets.map(([lower, upper]) => [0, lower, upper, '1']),
});
const read = (...samples: unknown[]) => histogramsAt(samples, (i) => `[${i}]`);

describe('the native histograms of a series', () => {
  test('that show no bucket have the finest schema of the others', () => {
    expect(
      read({ count: '0', sum: '0' }, shown([['1', '2']]), shown([['4', '16']])).map(({ schema }) => schema),
    ).toEqual([0, 0, -1]);
    expect(read({ count: '0', sum: '0' })).toEqual([EMPTY_HISTOGRAM]);
  });

  test('are custom ones with the bounds of all, if one of them is', () => {
    const odd = shown([
      ['1', '2'],
      ['2', '5'],
    ]);
    expect(read(shown([['1', '2']]), odd, { count: '0', sum: '0' })).toMatchObject(
      [[1], [1, 2], []].map((indexes) => ({ schema: -53, customValues: [1, 2, 5], positive: { indexes } })),
    );
  });

  test('are read as they were written', () => {
    const histogram = {
      ...EMPTY_HISTOGRAM,
      schema: 2,
      count: 3,
      sum: 4.5,
      negative: { indexes: [2], counts: [1] },
      positive: { indexes: [-3, 5], counts: [1, 1] },
    };
    expect(read(apiHistogram(histogram))).toEqual([histogram]);
  });
});

describe('points', () => {
  test('that are none are named', () => {
    expect(() => floatPointsAt([[1, '2'], [1]], 'values')).toThrow('values[1] has 1 elements, not a time and a value');
    expect(() => floatPointsAt([[1e300, '2']], 'values')).toThrow('values[0][0] is out of range for a time');
    expect(() => histogramPointsAt([[1, { sum: '1' }]], 'histograms')).toThrow('histograms[0][1].count is missing');
  });
});
