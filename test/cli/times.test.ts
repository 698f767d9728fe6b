import { describe, expect, test } from 'vitest';
import { formatTime, parseSpan, parseTime, type TimeReference } from '../../src/cli/times.ts';

const NOW = Date.UTC(2026, 2, 1, 10);
const time = (text: string, reference: Partial<TimeReference> = {}): string =>
  formatTime(parseTime(text, '--time', { nowMs: NOW, ...reference }));

describe('times on the command line', () => {
  test('are RFC 3339, in any zone, UTC without one, midnight without a clock', () => {
    expect(time('2026-03-01T10:05:00Z')).toBe('2026-03-01T10:05:00Z');
    expect(time('2026-03-01T10:05:00.250+02:00')).toBe('2026-03-01T08:05:00.250Z');
    expect(time('2026-03-01 10:05')).toBe('2026-03-01T10:05:00Z');
    expect(time('2026-03-01')).toBe('2026-03-01T00:00:00Z');
  });

  test('are seconds since the epoch', () => {
    expect(time('1772359260')).toBe('2026-03-01T10:01:00Z');
    expect(time('1772359260.5')).toBe('2026-03-01T10:01:00.500Z');
    expect(time('0')).toBe('1970-01-01T00:00:00Z');
  });

  test('are relative to now, and to the beginning and end of a recording', () => {
    expect(time('now')).toBe('2026-03-01T10:00:00Z');
    expect(time('-1h30m')).toBe('2026-03-01T08:30:00Z');
    expect(time('now-1d')).toBe('2026-02-28T10:00:00Z');
    expect(time('+5m')).toBe('2026-03-01T10:05:00Z');
    const recording = { firstMs: NOW - 3_600_000, lastMs: NOW - 60_000 };
    expect(time('start+5m', recording)).toBe('2026-03-01T09:05:00Z');
    expect(time('end', recording)).toBe('2026-03-01T09:59:00Z');
    expect(() => time('end-5m')).toThrow('`end` is of a recording, and there is none');
  });

  test.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01T00:00:00Z',
    '2026-03-01T25:00:00Z',
    '1h',
    'now-',
    'now-1x',
    '-',
  ])('are not %j', (text) => {
    expect(() => time(text)).toThrow(`--time ${text}: not a time; write 2026-03-01T10:05:00Z`);
  });
});

describe('durations on the command line', () => {
  test('are in the notation of Prometheus, or seconds', () => {
    expect(parseSpan('1h30m', '--step')).toBe(5_400_000);
    expect(parseSpan('1.5', '--step')).toBe(1_500);
  });

  test.each(['0', '0s', '5 m', '-5m', '1m1h', ''])('are not %j', (text) => {
    expect(() => parseSpan(text, '--step')).toThrow(`--step ${text}: not a duration`);
  });
});
