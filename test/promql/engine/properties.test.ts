import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { PromqlEngine } from '../../../src/promql/engine/engine.ts';
import type { QueryResult } from '../../../src/promql/engine/result.ts';
import type { Storage } from '../../../src/promql/engine/storage.ts';
import { preparePromql } from '../../../src/promql/index.ts';
import { load, MINUTE } from './support.ts';

const EVERYTHING = {
  experimentalFunctions: true,
  durationExpressions: true,
  extendedRangeSelectors: true,
  fillModifiers: true,
};
const ENGINES = [
  new PromqlEngine({ features: EVERYTHING }),
  new PromqlEngine({ features: EVERYTHING, delayedNameRemoval: true, startTimestamps: true }),
];

let storage: Storage;
beforeAll(async () => {
  await preparePromql();
  storage = load(`load 30s
    c_total{job="a",code="200"} 0+3x10 1+4x10 stale _x3 7+1x10
    c_total{job="a",code="500"} 0+1x40
    c_total{job="b",code="200"} 5 _ 7 NaN 9 Inf 3 -Inf 2 1 0 _x10 4+4x10
    g{job="a"} 1 -1 2 -2 0 0.5 NaN 3 4 5x10
    g{job="b"} 10-1x40
    b_bucket{job="a",le="0.1"} 0+1x40
    b_bucket{job="a",le="1"} 0+3x40
    b_bucket{job="a",le="+Inf"} 0+4x40
    h{job="a"} {{schema:0 sum:1 count:3 buckets:[1 2]}}+{{schema:0 sum:2 count:3 buckets:[1 2]}}x10 {{schema:0 sum:1 count:1 buckets:[1]}}+{{sum:1 count:1 buckets:[1]}}x20
    h{job="b"} {{schema:-53 sum:1 count:3 custom_values:[1 2] buckets:[1 2]}}x20 3x10
    target_info{job="a",instance="i",version="1"} 1x40
    up{job="a",instance="i"} 1x40
    up{job="b",instance="i"} 1 0 1 stale 1x10
  `);
});

const selector = fc.constantFrom(
  'c_total',
  'c_total{job="a"}',
  'g',
  'h',
  'b_bucket',
  'up',
  '{__name__=~"[gh]"}',
  'absent_one',
);
const modifier = fc.constantFrom('', '', '', ' offset 1m', ' offset -1m', ' @ 300');
const range = fc.constantFrom('[2m]', '[5m]', '[31s]', '[10m]');
const number = fc.constantFrom('0', '1', '2', '-1', '0.5', 'NaN', 'Inf', '0.9', '1.5');
const rangeFunction = fc.constantFrom(
  ...(
    'rate increase irate delta idelta deriv changes resets sum_over_time avg_over_time min_over_time max_over_time ' +
    'count_over_time last_over_time first_over_time stddev_over_time stdvar_over_time present_over_time mad_over_time ' +
    'absent_over_time ts_of_max_over_time ts_of_last_over_time'
  ).split(' '),
);
const vectorFunction = fc.constantFrom(
  ...'abs ceil sgn exp ln sqrt timestamp histogram_count histogram_sum histogram_stddev hour day_of_year absent'.split(
    ' ',
  ),
);
const operator = fc.constantFrom(...'+ - * / % ^ == != > <= and or unless'.split(' '));
const matching = fc.constantFrom('', '', ' on (job)', ' ignoring (code)', ' on (job) group_left ()');
const aggregation = fc.constantFrom(...'sum avg min max count group stddev stdvar'.split(' '));
const grouping = fc.constantFrom('', ' by (job)', ' without (code, le)');

const { vector } = fc.letrec<{ vector: string; matrix: string }>((tie) => ({
  matrix: fc.oneof(
    fc.tuple(selector, range, modifier).map((parts) => parts.join('')),
    fc.tuple(tie('vector'), fc.constantFrom('[3m:1m]', '[5m:45s]'), modifier).map(([v, r, m]) => `(${v})${r}${m}`),
  ),
  vector: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(selector, modifier).map((parts) => parts.join('')),
    fc.tuple(rangeFunction, tie('matrix')).map(([f, m]) => `${f}(${m})`),
    fc.tuple(number, tie('matrix')).map(([n, m]) => `quantile_over_time(${n}, ${m})`),
    fc.tuple(vectorFunction, tie('vector')).map(([f, v]) => `${f}(${v})`),
    fc.tuple(number, tie('vector')).map(([n, v]) => `histogram_quantile(${n}, ${v})`),
    fc.tuple(tie('vector'), number).map(([v, n]) => `clamp_max(${v}, ${n})`),
    fc.tuple(aggregation, grouping, tie('vector')).map(([a, g, v]) => `${a}${g} (${v})`),
    fc.tuple(number, grouping, tie('vector')).map(([n, g, v]) => `quantile${g} (${n}, ${v})`),
    fc.tuple(tie('vector'), operator, matching, tie('vector')).map(([l, o, m, r]) => {
      const keyword = /^(?:and|or|unless)$/.test(o);
      return `(${l}) ${o}${keyword ? m.replace(/ group.*/, '') : m} (${r})`;
    }),
    fc
      .tuple(tie('vector'), fc.constantFrom('*', '>', '== bool', '-'), number)
      .map((parts) => `(${parts[0]}) ${parts[1]} ${parts[2]}`),
    tie('vector').map((v) => `-(${v})`),
    tie('vector').map((v) => `label_replace(${v}, "x", "$1", "job", "(.)")`),
    tie('vector').map((v) => `vector(scalar(${v}))`),
  ),
}));

/** What an instant query gives and what a range query has at a step, in one form. */
function at({ value }: QueryResult, timeMs: number): Map<string, string> {
  const found = new Map<string, string>();
  if (value?.type === 'vector') {
    for (const { labels, value: sample, histogram } of value.samples) {
      found.set(labels.key, histogram === undefined ? String(sample) : JSON.stringify(histogram));
    }
  } else if (value?.type === 'matrix') {
    for (const { labels, timestampsMs, values, histograms } of value.series) {
      const row = timestampsMs.indexOf(timeMs);
      if (row >= 0) found.set(labels.key, String(values[row]));
      const point = histograms.find(({ timestampMs }) => timestampMs === timeMs);
      if (point !== undefined) found.set(labels.key, JSON.stringify(point.histogram));
    }
  }
  return found;
}

const sorted = (map: ReadonlyMap<string, string>): [string, string][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('any query', () => {
  test('has at each step of a range the value of an instant query there', () => {
    fc.assert(
      fc.property(vector, fc.constantFrom(...ENGINES), (query, engine) => {
        const times = { startMs: 2 * MINUTE, endMs: 14 * MINUTE, stepMs: 2 * MINUTE };
        const whole = engine.range(storage, query, times);
        if (whole.error !== undefined) return;
        for (let timeMs = times.startMs; timeMs <= times.endMs; timeMs += times.stepMs) {
          const one = engine.instant(storage, query, timeMs);
          expect(one.error).toBeUndefined();
          expect(sorted(at(whole, timeMs))).toEqual(sorted(at(one, timeMs)));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('gives the same answer twice, and errors only as results', () => {
    fc.assert(
      fc.property(vector, fc.integer({ min: -1_000_000, max: 2_000_000 }), (query, timeMs) => {
        for (const engine of ENGINES) {
          const first = engine.instant(storage, query, timeMs);
          expect(engine.instant(storage, query, timeMs)).toEqual(first);
          if (first.error !== undefined) expect(first.error.type).toBe('execution');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('any text', () => {
  test('is a value or an error, never an exception', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'sum',
        'by',
        '(',
        ')',
        '{',
        '}',
        '[',
        ']',
        '5m',
        ':',
        '@',
        'offset',
        '"x"',
        'c_total',
        '+',
        ',',
        '1',
        '=~',
        'end()',
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((parts) => parts.join(' ')),
        ),
        (query) => {
          const { value, error } = ENGINES[0]?.instant(storage, query, MINUTE) ?? {};
          expect((value === undefined) !== (error === undefined)).toBe(true);
        },
      ),
    );
  });
});
