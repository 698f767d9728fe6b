import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_HISTOGRAM } from '../../src/promql/engine/histogram/histogram.ts';
import { LabelSet } from '../../src/promql/engine/labels.ts';
import {
  bitsOf,
  isStale,
  markStale,
  memoryStorage,
  type SampleSeries,
  type SeriesMatcher,
} from '../../src/promql/engine/storage.ts';
import { recordingOf } from '../../src/recording/build.ts';
import { RecordingBuilder } from '../../src/recording/columns/builder.ts';

const seriesOf = (
  labels: Record<string, string>,
  times: readonly number[] = [1],
  values: readonly number[] = times,
): SampleSeries => ({
  labels: LabelSet.of(labels),
  timestampsMs: Float64Array.from(times),
  values: Float64Array.from(values),
});

function matcher(label: string, op: SeriesMatcher['op'], value: string, asked: string[] = []): SeriesMatcher {
  const regexp = new RegExp(`^(?:${value})$`);
  const matches = (text: string): boolean => {
    asked.push(text);
    const same = op === '=' || op === '!=' ? text === value : regexp.test(text);
    return op.startsWith('!') ? !same : same;
  };
  return { label, op, value, matches };
}

describe('a recording', () => {
  test('selects what a walk over all series selects', () => {
    const value = fc.constantFrom('', 'a', 'b', 'c', '__proto__');
    const label = fc.constantFrom('__name__', 'x', 'y', 'constructor');
    const matchers = fc.array(
      fc.tuple(
        label,
        fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const),
        fc.constantFrom('', 'a', 'a|b', '.+', '.*', '__proto__'),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.array(fc.dictionary(label, value), { maxLength: 20 }), matchers, (sets, conditions) => {
        const recording = recordingOf(sets.map((labels) => seriesOf(labels)));
        const asked = conditions.map(([name, op, text]) => matcher(name, op, text));
        expect(recording.select(asked, 0, 0)).toEqual(memoryStorage(recording.series).select(asked, 0, 0));
      }),
    );
  });

  test('hands out the same objects, and asks a pattern once a value', () => {
    const recording = recordingOf(
      Array.from({ length: 300 }, (_, i) => seriesOf({ __name__: 'm', i: String(i), code: `${i % 3}` })),
    );
    const asked: string[] = [];
    const [first] = recording.select([matcher('code', '=~', '1', asked)], 0, 0);
    expect(asked).toHaveLength(3);
    expect(recording.select([matcher('i', '=', '1')], 0, 0)[0]).toBe(first);
    expect(recording.labelNames()).toEqual(['__name__', 'code', 'i']);
    expect(recording.labelValues('code')).toEqual(['0', '1', '2']);
    expect(recording.labelValues('__proto__')).toEqual([]);
  });

  test('shares timestamps between series that have the same', () => {
    const { series } = recordingOf(
      ['a', 'b', 'c'].map((name) => seriesOf({ __name__: name }, name === 'b' ? [1, 3] : [1, 2])),
    );
    expect(series[0]?.timestampsMs).toBe(series[2]?.timestampsMs);
    expect([...(series[1]?.timestampsMs ?? [])]).toEqual([1, 3]);
  });

  test('keeps markers, histograms and start times through sorting and joining', () => {
    const values = new Float64Array([NaN, NaN, 1]);
    markStale(values, 0);
    const histogram = { ...EMPTY_HISTOGRAM, count: 3 };
    const odd: SampleSeries = {
      labels: LabelSet.of({ __name__: 'a' }),
      timestampsMs: new Float64Array([30, 20, 10]),
      values,
      histograms: [undefined, histogram, undefined],
      startTimestampsMs: new Float64Array([0, 0, 5]),
    };
    const recording = recordingOf([odd, seriesOf({ __name__: 'a' }, [5], [2])], ['said']);
    const [series] = recording.series;
    expect([...(series?.timestampsMs ?? [])]).toEqual([5, 10, 20, 30]);
    expect([...(series?.values ?? [])]).toEqual([2, 1, NaN, NaN]);
    expect(series?.histograms).toEqual([undefined, undefined, histogram, undefined]);
    expect(series?.startTimestampsMs).toEqual(new Float64Array([0, 5, 0, 0]));
    expect([0, 1, 2, 3].map((i) => series !== undefined && isStale(bitsOf(series.values), i))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(recording.notes).toContain('said');
    expect(() => recordingOf([odd, seriesOf({ __name__: 'a' }, [20], [2])])).toThrow(
      'recording: duplicate sample for timestamp: {__name__="a"} has a histogram of count 3 and sum 0 and 2 at 1970-01-01T00:00:00.020Z',
    );
    expect(() => recordingOf([odd, seriesOf({ __name__: 'a' }, [30], [NaN])])).toThrow(
      'has the staleness marker and NaN at',
    );
  });

  test('without samples it has no times', () => {
    const recording = recordingOf([seriesOf({ __name__: 'a' }, [])]);
    expect([recording.series, recording.sampleCount, recording.firstMs, recording.lastMs]).toEqual([
      [],
      0,
      undefined,
      undefined,
    ]);
    expect(recording.select([matcher('__name__', '=', 'a')], 0, 0)).toEqual([]);
  });

  test('more series than fit are refused', () => {
    const builder = new RecordingBuilder('many', 2);
    for (const name of ['a', 'b', 'a']) builder.seriesOf(LabelSet.of({ __name__: name }));
    expect(() => builder.seriesOf(LabelSet.of({ __name__: 'c' }))).toThrow(
      'many: more than 2 series: record fewer, a selector at a time',
    );
  });

  test('many samples in any order come out by series and time', () => {
    const builder = new RecordingBuilder();
    const numbers = [0, 1, 2].map((i) => builder.seriesOf(LabelSet.of({ i: String(i) })));
    for (let i = 0; i < 200_000; i++) builder.add(numbers[i % 3] ?? 0, i, -i);
    const { series, sampleCount } = builder.build();
    expect(sampleCount).toBe(200_000);
    for (const [n, { timestampsMs, values }] of series.entries()) {
      expect(timestampsMs.every((time, i) => time === 3 * i + n && values[i] === -time)).toBe(true);
    }
  });
});
