import { describe, expect, test } from 'vitest';
import { clock, Lines, span } from '../../../src/report/replay/pretty/lines.ts';
import { metricWords, ordinal } from '../../../src/report/replay/pretty/metric-words.ts';

const PROMETHEUS = { prometheus: { query: 'up' } };
const words = (fields: object, isDryRun = false): string =>
  metricWords({ provider: PROMETHEUS, successCondition: 'result[0] > 0', ...fields }, isDryRun, 'aborts');

describe('what a metric is, in words', () => {
  test('names the failure that decides, not the limit', () => {
    expect(words({ interval: '30s', count: 5, failureLimit: 2 })).toBe(
      'result[0] > 0, every 30s, 5 times; aborts on the 3rd failure',
    );
    expect(words({})).toBe('result[0] > 0, once; aborts on the 1st failure');
    expect(words({ interval: '1m', initialDelay: '2m' })).toBe(
      'result[0] > 0, first after 2m, every 1m, without end; aborts on the 1st failure',
    );
  });

  test('says where a limit can never be exceeded', () => {
    expect(words({ interval: '1m', count: 3, failureLimit: 3 })).toContain('never aborts: 3 failures allowed');
    expect(words({ interval: '1m', count: 3, failureLimit: -1, consecutiveSuccessLimit: 2 })).toBe(
      'result[0] > 0, every 1m, 3 times; done after 2 successes in a row; failures do not count',
    );
  });

  test('says what decides where conditions do not', () => {
    expect(words({ provider: { job: {} } })).toBe('decided by a Job, once; aborts on the 1st failure');
    expect(words({ successCondition: '' })).toBe(
      'no condition: every answer is a success, once; aborts on the 1st failure',
    );
    expect(words({ failureCondition: 'result[0] > 9' }, true)).toBe(
      'result[0] > 0, fails if result[0] > 9, once; a dry run: decides nothing',
    );
    expect(words({ consecutiveErrorLimit: 0, inconclusiveLimit: '1' })).toContain(
      'inconclusive on the 2nd inconclusive one; aborts on the 1st error in a row',
    );
  });

  test('counts as people do', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '102nd',
      '111th',
    ]);
  });
});

describe('times', () => {
  test('are in UTC, and lengths as short as they can be', () => {
    expect(clock(Date.UTC(2026, 2, 1, 10, 5, 9, 999))).toBe('10:05:09');
    expect([0, 90_000, 3_600_000, 90_061_000].map(span)).toEqual(['0s', '1m30s', '1h', '1d1h1m1s']);
  });

  test('have their day above them where it changes', () => {
    const lines = new Lines(80, '2026-03-01', (text) => text);
    lines.at(Date.UTC(2026, 2, 1, 23, 59, 50), 'before');
    lines.at(Date.UTC(2026, 2, 2), 'after');
    expect(String(lines)).toBe('23:59:50  before\n2026-03-02\n00:00:00  after\n');
  });
});

describe('lines', () => {
  test('are no longer than the terminal, and go on below their text', () => {
    const lines = new Lines(60, '2026-03-01', (text) => text);
    lines.at(Date.UTC(2026, 2, 1), 'word '.repeat(20), 2);
    const written = String(lines).trimEnd().split('\n');
    expect(Math.max(...written.map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(written.slice(1).every((line) => line.startsWith(`${' '.repeat(12)}word`))).toBe(true);
  });
});
