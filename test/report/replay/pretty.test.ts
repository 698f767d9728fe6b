import { describe, expect, test } from 'vitest';
import { formatReplay } from '../../../src/report/replay/formats.ts';
import { play, TWO_VERSIONS, template } from '../../replay/support.ts';

async function told(text: string, options: Parameters<typeof formatReplay>[2] = {}): Promise<string> {
  const replay = await play({
    files: { 'a.yaml': text },
    series: TWO_VERSIONS,
    options: { args: new Map([['hash', 'aaa']]) },
  });
  return formatReplay('pretty', { replay, expected: 'Successful', isAsExpected: true, findings: [] }, options);
}

describe('the report of a replay for people', () => {
  test('does not let the text of a manifest steer the terminal', async () => {
    const hostile = template().replace('    - name: success-rate\n', '    - name: "rate\\e[31m\\e]0;title\\a\\r"\n');
    expect(await told(hostile)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const coloured = await told(hostile, { colour: true });
    expect(coloured).toContain('\u001b[1m');
    expect(coloured).not.toMatch(/\u001b\[31m|\u001b\]/);
  });

  test('says why a value is not a number', async () => {
    const replay = await play({
      files: { 'a.yaml': template() },
      series: ['requests_total{hash="quiet",code="200"} 5+0x200'],
      options: { args: new Map([['hash', 'quiet']]) },
    });
    const report = { replay, expected: 'Successful', isAsExpected: false, findings: [] };
    const text = formatReplay('pretty', report);
    expect(text).toContain('NaN  Failed  NaN >= 0.99 is false, failure 1 of 2 allowed\n            0 requests/s\n');
    expect(text).toContain('read   requests_total{hash="quiet"} matches 1 series\n');
    expect(text).toContain('why    nothing was counted in this time, and 0 / 0 is NaN\n');
  });

  test('takes alike measurements together, unless asked for all', async () => {
    const long = template().replace('count: 5', 'count: 40');
    expect(await told(long)).toContain('39 more Successful until 10:24:30, all 1\n');
    const verbose = await told(long, { verbose: true });
    expect(verbose.match(/Successful {2}1 >= 0\.99 is true/g)).toHaveLength(40);
  });

  test('names the day again where the play passes midnight', async () => {
    const slow = template().replace('interval: 30s', 'interval: 5h').replace('result[0] >= 0.99', 'len(result) < 9');
    const replay = await play({
      files: { 'a.yaml': slow },
      options: { args: new Map([['hash', 'aaa']]), recording: undefined },
    });
    const report = { replay, expected: 'Successful', isAsExpected: true, findings: [] };
    expect(formatReplay('pretty', report, { verbose: true })).toContain('\n2026-03-02\n  01:05:00  ');
  });
});
