import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { xxHash64 } from '../../../src/promql/engine/aggregate/label-hash.ts';
import { Annotations } from '../../../src/promql/engine/annotations.ts';
import { addHistograms } from '../../../src/promql/engine/histogram/arithmetic.ts';
import { boundOf, EMPTY_HISTOGRAM, type FloatHistogram } from '../../../src/promql/engine/histogram/histogram.ts';
import { histogramQuantile } from '../../../src/promql/engine/histogram/quantile.ts';
import { compareLabels, LabelSet, markStale, storedHints } from '../../../src/promql/engine/index.ts';
import { FloatMean, KahanSum } from '../../../src/promql/engine/numbers.ts';
import { bitsOf, isStale } from '../../../src/promql/engine/storage.ts';
import { preparePromql } from '../../../src/promql/index.ts';
import { parseSeries } from '../../../src/promql/series/notation.ts';

beforeAll(preparePromql);

describe('sets of labels', () => {
  test('do not depend on the order they are given in, and drop empty values', () => {
    const a = LabelSet.of({ b: '2', a: '1', c: '' });
    expect(a.key).toBe(LabelSet.of({ a: '1', b: '2' }).key);
    expect(a.toString()).toBe('{a="1", b="2"}');
  });

  test('are ordered by name and value', () => {
    const written: Record<string, string>[] = [{ a: '2' }, { b: '1' }, { a: '1', b: '1' }, {}, { a: '1' }];
    const sets = written.map((labels) => LabelSet.of(labels));
    expect(sets.sort(compareLabels).map(String)).toEqual(['{}', '{a="1"}', '{a="1", b="1"}', '{a="2"}', '{b="1"}']);
  });

  test('have the place that xxHash64 gives them', () => {
    expect(xxHash64(new Uint8Array(0))).toBe(0xef46db3751d8e999n);
    expect(xxHash64(new TextEncoder().encode('abc'))).toBe(0x44bc2cf5ad770999n);
    const long = new TextEncoder().encode('Nobody inspects the spammish repetition');
    expect(xxHash64(long)).toBe(0xfbcea83c8a378bf1n);
  });
});

test('a staleness marker is told from any other NaN', () => {
  const values = new Float64Array([NaN, NaN, 1]);
  markStale(values, 1);
  const bits = bitsOf(values);
  expect([0, 1, 2].map((i) => isStale(bits, i))).toEqual([false, true, false]);
});

describe('sums', () => {
  test('keep what rounding would lose', () => {
    const sum = new KahanSum();
    for (const value of [1e100, 1, -1e100, 1]) sum.add(value);
    expect(sum.sum + sum.compensation).toBe(2);
  });

  test('become means that do not overflow', () => {
    const mean = new FloatMean(Number.MAX_VALUE);
    mean.add(Number.MAX_VALUE);
    expect(mean.result).toBe(Number.MAX_VALUE);
  });
});

describe('native histograms', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });
  const histogram = fc
    .record({ schema: fc.integer({ min: -2, max: 3 }), first: fc.integer({ min: -4, max: 4 }), counts })
    .map(
      ({ schema, first, counts: all }): FloatHistogram => ({
        ...EMPTY_HISTOGRAM,
        schema,
        count: all.reduce((sum, count) => sum + count, 0),
        positive: { indexes: all.map((_, i) => first + i), counts: all },
      }),
    );

  test('lose no observation when they are added', () => {
    fc.assert(
      fc.property(histogram, histogram, (a, b) => {
        const sum = addHistograms(a, b)?.histogram;
        const populated = sum?.positive.counts.reduce((total, count) => total + count, 0);
        expect(populated).toBe(a.count + b.count);
        expect(sum?.schema).toBe(Math.min(a.schema, b.schema));
      }),
    );
  });

  test('have rising quantiles inside their buckets', () => {
    fc.assert(
      fc.property(histogram, (h) => {
        fc.pre(h.count > 0);
        const annotations = new Annotations();
        const quantiles = [0, 0.1, 0.4, 0.5, 0.9, 1].map((q) => histogramQuantile(q, h, '', 0, annotations));
        expect(quantiles.every((value, i) => i === 0 || value >= (quantiles[i - 1] ?? 0) * (1 - 1e-12))).toBe(true);
      }),
    );
  });

  test('end where their schema says', () => {
    expect([-1, 0, 1, 2].map((i) => boundOf(i, 0, []))).toEqual([0.5, 1, 2, 4]);
    expect(boundOf(1024, 0, [])).toBe(Number.MAX_VALUE);
    expect(boundOf(1025, 0, [])).toBe(Infinity);
    expect([-1, 0, 1, 2].map((i) => boundOf(i, -53, [1, 5]))).toEqual([-Infinity, 1, 5, Infinity]);
  });

  test('come out of storage with the hints of their chunks', () => {
    const of = (count: number): FloatHistogram => ({ ...EMPTY_HISTOGRAM, count });
    const hints = storedHints([of(1), of(2), of(1), 'stale', of(2), undefined, of(3)]).map((sample) =>
      typeof sample === 'object' ? sample.hint : sample,
    );
    expect(hints).toEqual(['unknown', 'not_reset', 'unknown', 'stale', 'unknown', undefined, 'unknown']);
  });
});

describe('the notation for series', () => {
  const values = (text: string): unknown => {
    const series = parseSeries(text);
    if (!series.ok) return series.error;
    return series.values.map((value) => (value.kind === 'float' ? value.value : value.kind));
  };

  test('writes repetitions, steps, gaps and ends', () => {
    expect(values('m 1x2 1+2x3 10-2x1 _ _x2 stale -1x1 .5 1e3')).toEqual([
      ...[1, 1, 1, 1, 3, 5, 7, 10, 8, 'gap', 'gap', 'gap', 'stale', -1, -1, 0.5, 1000],
    ]);
    expect(values('{"my name", l="x}y"} {{sum:1}}x1')).toEqual(['histogram', 'histogram']);
  });

  test('refuses what is none of that', () => {
    for (const text of [
      'm 1+1',
      'm 1 a',
      'm{a!="b"} 1',
      'm{',
      '',
      'm {{nosuch:1}}',
      'm {{sum:1 sum:2}}',
      'm 1x99999999',
    ]) {
      expect(parseSeries(text).ok, text).toBe(false);
    }
  });

  test('never throws', () => {
    const pieces = fc.constantFrom(
      'm',
      '{',
      '}',
      '{{',
      '}}',
      'a="b"',
      ' ',
      '1',
      'x',
      '+',
      '-',
      '_',
      'stale',
      'sum:',
      '[',
      ']',
      '"',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (text) => {
          expect(typeof parseSeries(text).ok).toBe('boolean');
        },
      ),
    );
  });
});
