import { describe, expect, it } from 'vitest';
import {
  effectiveCount,
  formatIntOrString,
  intOrPercentNumber,
  intValue,
  intValue64,
  scaleIntOrPercent,
} from '../../../src/manifest/controller/scalars/int-or-string.ts';
import { isTimedPause, pauseSeconds } from '../../../src/manifest/controller/scalars/pause.ts';
import { isTtlExceeded, ttlSeconds } from '../../../src/manifest/controller/scalars/ttl.ts';
import type { Json } from '../../../src/yaml/tree.ts';

describe('IntOrString', () => {
  it.each([
    [5, 5],
    ['5', 5],
    ['+3', 3],
    ['007', 7],
    ['-2', -2],
    ['50%', 0],
    ['5.5', 0],
    [' 3', 0],
    ['', 0],
    [1.5, 0],
    [true, 0],
    [null, 0],
    [undefined, 0],
  ])('counts %j as %d', (value, number) => {
    expect(intValue(value)).toBe(number);
  });

  it('keeps the nearest 64-bit number of a string that is too large', () => {
    expect(intValue64('99999999999999999999')).toBe(9223372036854775807n);
    expect(intValue64('-99999999999999999999')).toBe(-9223372036854775808n);
  });

  it.each([
    [undefined, '<nil>'],
    ['dummy', 'dummy'],
    [0, '0'],
  ])('prints %j as %s', (value, text) => {
    expect(formatIntOrString(value)).toBe(text);
  });

  it('reads every string as a percentage where pods are counted, and only one with a sign where it is validated', () => {
    expect(scaleIntOrPercent('5', 40, true)).toEqual({ ok: true, value: 2, isPercent: true });
    expect(scaleIntOrPercent('25%', 10, true)).toMatchObject({ value: 3 });
    expect(scaleIntOrPercent('25%', 10, false)).toMatchObject({ value: 2 });
    expect(scaleIntOrPercent(5, 40, true)).toEqual({ ok: true, value: 5, isPercent: false });
    expect(scaleIntOrPercent('x', 1, true)).toEqual({
      ok: false,
      error: 'invalid value for IntOrString: invalid value "x": strconv.Atoi: parsing "x": invalid syntax',
    });
    expect(['5', '5%', '2.5%', 'x', 0].map(intOrPercentNumber)).toEqual([5, 5, 0, 0, 0]);
  });
});

describe('the effective count', () => {
  it.each([
    [{}, 1],
    [{ interval: '1m' }, undefined],
    [{ count: 0, interval: '1m' }, undefined],
    [{ count: 'abc', interval: '1m' }, undefined],
    [{ count: 'abc' }, 1],
    [{ count: 3, interval: '1m' }, 3],
    [{ count: -1 }, -1],
  ])('of %j is %j', (metric, count) => {
    expect(effectiveCount(metric)).toBe(count);
  });
});

describe('a pause', () => {
  it.each([
    [{}, 0],
    [{ duration: 30 }, 30],
    [{ duration: '30' }, 30],
    [{ duration: '1h30m' }, 5400],
    [{ duration: '500ms' }, 0],
    [{ duration: '-1.5s' }, -1],
    [{ duration: '1d' }, -1],
    [{ duration: '' }, -1],
    [{ duration: '1.5' }, -1],
    [{ duration: '3000000000s' }, -2147483648],
  ])('of %j takes %d seconds', (pause, seconds) => {
    expect(pauseSeconds(pause)).toBe(seconds);
  });

  it('without a duration waits for somebody', () => {
    const pauses: Json[] = [{}, { duration: null }, { duration: 0 }];
    expect(pauses.map(isTimedPause)).toEqual([false, false, true]);
  });
});

describe('the lifetime of a run', () => {
  const strategy = { secondsAfterCompletion: 100, secondsAfterFailure: 50 };
  const run = (phase: string) => ({
    spec: { ttlStrategy: strategy },
    status: { phase, completedAt: '2026-01-01T00:00:00Z' },
  });

  it('has a setting of its own only for Successful and Failed', () => {
    expect(['Failed', 'Successful', 'Error', 'Running'].map((phase) => ttlSeconds(run(phase)))).toEqual([
      50,
      100,
      100,
      undefined,
    ]);
  });

  it('ends after its seconds, not with them', () => {
    const start = Date.parse('2026-01-01T00:00:00Z');
    expect(isTtlExceeded(run('Failed'), start + 50_999)).toBe(false);
    expect(isTtlExceeded(run('Failed'), start + 51_000)).toBe(true);
    expect(isTtlExceeded({ ...run('Failed'), status: { phase: 'Failed' } }, start * 2)).toBe(false);
  });
});
