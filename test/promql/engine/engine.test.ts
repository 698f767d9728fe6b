import { beforeAll, describe, expect, test } from 'vitest';
import { PromqlEngine } from '../../../src/promql/engine/engine.ts';
import type { Storage } from '../../../src/promql/engine/storage.ts';
import { preparePromql } from '../../../src/promql/index.ts';
import { ask, askRange, load, MINUTE } from './support.ts';

let storage: Storage;
beforeAll(async () => {
  await preparePromql();
  storage = load(`load 1m
    up{job="a"} 1 1 0 stale 1
    up{job="b"} 0+1x10
    requests_total{job="a"} 0+60x10
    queue{job="a"} 3 1 2 5
  `);
});

describe('what cannot be answered', () => {
  test('a query that does not parse is bad data, with the server’s text', () => {
    expect(ask(storage, 'sum(', 0)).toMatch(/^bad-data: /);
    expect(ask(storage, 'nosuch(up)', 0)).toBe('bad-data: unknown function with name "nosuch"');
    expect(ask(storage, '', 0)).toBe('bad-data: no expression found in input');
  });

  test('a range query needs a vector or scalar, a step and an order of times', () => {
    expect(askRange(storage, 'up[5m]', [0, MINUTE, MINUTE])).toBe(
      'bad-data: invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    );
    expect(askRange(storage, 'up', [0, MINUTE, 0])).toMatch(/^bad-data: zero or negative query resolution/);
    expect(askRange(storage, 'up', [MINUTE, 0, MINUTE])).toBe('bad-data: end timestamp must not be before start time');
  });

  test('the number of steps is limited', () => {
    expect(askRange(storage, 'up', [0, 11_000_000, 1_000])).toMatch(/^bad-data: exceeded maximum resolution of 11,000/);
    expect(askRange(storage, '1', [0, 4_000, 1_000], { maxSteps: 4 })).toMatch(/maximum resolution of 4 points/);
  });

  test('the number of samples is limited, in subqueries before they take memory', () => {
    const text = 'too-many-samples: query processing would load too many samples into memory in query execution';
    expect(askRange(storage, 'up', [0, 5 * MINUTE, MINUTE], { maxSamples: 5 })).toBe(text);
    expect(ask(storage, 'up[10y:1ms]', 0)).toBe(text);
  });

  test('time is limited, by a clock that is given', () => {
    let now = 0;
    const clock = (): number => (now += 60_000);
    expect(ask(storage, 'up + up', 0, { now: clock })).toBe('timeout: query timed out in expression evaluation');
  });

  test('a query is given up when its signal says so', () => {
    const controller = new AbortController();
    controller.abort();
    const { error } = new PromqlEngine().instant(storage, 'up', 0, { signal: controller.signal });
    expect(error).toEqual({ type: 'canceled', message: 'query was canceled in expression evaluation' });
  });

  test('series that become the same are refused', () => {
    expect(ask(storage, 'abs({job="a"})', 0)).toBe('execution: vector cannot contain metrics with the same labelset');
    expect(ask(storage, 'queue * on () up', 0)).toMatch(/many-to-many matching not allowed/);
  });
});

describe('selectors', () => {
  test('look back five minutes, not to the millisecond', () => {
    expect(ask(storage, 'queue', 8 * MINUTE - 1)).toEqual({ '{__name__="queue", job="a"}': 5 });
    expect(ask(storage, 'queue', 8 * MINUTE)).toEqual({});
    expect(ask(storage, 'queue', 4 * MINUTE, { lookbackMs: MINUTE })).toEqual({});
  });

  test('end at a staleness marker and begin again after it', () => {
    expect(ask(storage, 'up{job="a"}', 3 * MINUTE)).toEqual({});
    expect(ask(storage, 'up{job="a"}', 4 * MINUTE)).toEqual({ '{__name__="up", job="a"}': 1 });
    expect(ask(storage, 'count_over_time(up{job="a"}[5m])', 4 * MINUTE)).toEqual({ '{job="a"}': 4 });
  });

  test('ranges are open on the left', () => {
    expect(ask(storage, 'count_over_time(queue[2m])', 3 * MINUTE)).toEqual({ '{job="a"}': 2 });
    expect(ask(storage, 'queue[1m]', 3 * MINUTE)).toEqual({ '{__name__="queue", job="a"}': { 180000: 5 } });
  });

  test('can look elsewhere with offset and @', () => {
    expect(ask(storage, 'queue offset 1m', 3 * MINUTE)).toEqual({ '{__name__="queue", job="a"}': 2 });
    expect(ask(storage, 'queue @ 60', 20 * MINUTE)).toEqual({ '{__name__="queue", job="a"}': 1 });
    expect(ask(storage, 'queue @ 120 offset 1m', 0)).toEqual({ '{__name__="queue", job="a"}': 1 });
    expect(askRange(storage, 'queue @ end()', [0, MINUTE, MINUTE])).toEqual({
      '{__name__="queue", job="a"}': { 0: 1, 60000: 1 },
    });
  });
});

describe('values', () => {
  test('a rate is extrapolated to the ends of its range', () => {
    expect(ask(storage, 'rate(requests_total[5m])', 10 * MINUTE)).toEqual({ '{job="a"}': 1 });
    expect(ask(storage, 'increase(requests_total[5m])', 10 * MINUTE)).toEqual({ '{job="a"}': 300 });
  });

  test('a range query has a point at every step that has one', () => {
    expect(askRange(storage, 'up{job="a"} * 2', [2 * MINUTE, 4 * MINUTE, MINUTE])).toEqual({
      '{job="a"}': { 120000: 0, 240000: 2 },
    });
  });

  test('a subquery is aligned to multiples of its step', () => {
    expect(ask(storage, 'up{job="b"}[2m:1m]', 5 * MINUTE + 7_000)).toEqual({
      '{__name__="up", job="b"}': { 240000: 4, 300000: 5 },
    });
  });

  test('scalars and strings are what they are', () => {
    expect(ask(storage, '1 + 2 * 3 ^ 2', 0)).toBe(19);
    expect(ask(storage, '"text"', 0)).toBe('text');
  });

  test('topk and sort have an order', () => {
    expect(Object.keys(ask(storage, 'sort_desc(up)', 2 * MINUTE) as object)).toEqual([
      '{__name__="up", job="b"}',
      '{__name__="up", job="a"}',
    ]);
  });

  test('names go at once, or in the end where that is asked for', () => {
    const query = 'label_replace(rate(requests_total[5m]), "name", "$1", "__name__", "(.*)")';
    expect(ask(storage, query, 10 * MINUTE)).toEqual({ '{job="a"}': 1 });
    expect(ask(storage, query, 10 * MINUTE, { delayedNameRemoval: true })).toEqual({
      '{job="a", name="requests_total"}': 1,
    });
  });
});

describe('remarks', () => {
  test('have the server’s text and the place in the query, in bytes', () => {
    const engine = new PromqlEngine();
    expect(engine.instant(storage, 'rate(queue[5m])', 3 * MINUTE).infos).toEqual([
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "queue" (1:6)',
    ]);
    expect(engine.instant(storage, 'up{job="é"} or\n quantile(2, up)', MINUTE).warnings).toEqual([
      'PromQL warning: quantile value should be between 0 and 1, got 2 (2:11)',
    ]);
  });
});
