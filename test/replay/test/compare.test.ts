import { describe, expect, test } from 'vitest';
import { mismatches, runText, samples } from './support.ts';

const ROLLOUT = { subject: 'rollout: shop' };

describe('what is expected is held against what happened', () => {
  test('of a run: verdict, time, message', async () => {
    const message = 'Metric "success-rate" assessed Failed due to failed (3) > failureLimit (2)';
    expect(await mismatches(`{verdict: Failed, at: +1m, message: '${message}'}`)).toEqual([]);
    expect(await mismatches('{verdict: Successful, at: +59s, message: nothing}')).toEqual([
      'verdict: Successful, Failed',
      'at: +59s, +1m',
      `message: nothing, ${message}`,
    ]);
  });

  test('a time may be absolute, and what is got is told in the same way', async () => {
    expect(await mismatches('{at: 1970-01-01T00:01:00Z}')).toEqual([]);
    expect(await mismatches('{at: 1970-01-01T02:01:00+02:00}')).toEqual([]);
    expect(await mismatches('{at: 1970-01-01T00:02:00Z}')).toEqual(['at: 1970-01-01T00:02:00Z, 1970-01-01T00:01:00Z']);
  });

  test('of a metric: phase and counters', async () => {
    expect(await mismatches('{metrics: {success-rate: {phase: Failed, failed: 3, successful: 0, count: 3}}}')).toEqual(
      [],
    );
    expect(await mismatches('{metrics: {success-rate: {phase: Error, failed: 2, error: 1}}}')).toEqual([
      'metrics.success-rate.phase: Error, Failed',
      'metrics.success-rate.failed: 2, 3',
      'metrics.success-rate.error: 1, 0',
    ]);
  });

  test('a measurement is found by its time, or by its place', async () => {
    const list = (entries: string) => `{metrics: {success-rate: {measurements: [${entries}]}}}`;
    expect(await mismatches(list('{at: +1m, value: 0.96}'))).toEqual([]);
    expect(await mismatches(list('{value: 0.96}, {phase: Failed}'))).toEqual([]);
    expect(await mismatches(list('{at: 30s, phase: Successful, value: 0.97}'))).toEqual([
      'metrics.success-rate.measurements[0].phase: Successful, Failed',
      'metrics.success-rate.measurements[0].value: 0.97, 0.96',
    ]);
    expect(await mismatches(list('{at: +31s}, {}, {}, {}'))).toEqual([
      'metrics.success-rate.measurements[0]: a measurement at +31s, nothing',
      'metrics.success-rate.measurements[3]: 4 measurements, 3',
    ]);
  });

  test.each([
    ['0.96', []],
    ['0.9600', []],
    ['[0.96]', []],
    ['"[0.96]"', []],
    ['0.9601', ['0.9601, 0.96']],
    ['1', ['1, 0.96']],
    ['[]', ['[], 0.96']],
    ['[0.96, 1]', ['[0.96, 1], 0.96']],
    ['NaN', ['NaN, 0.96']],
    ['"0.96 "', []],
  ])('the value %s', async (value, expected) => {
    const wrong = await mismatches(`{metrics: {success-rate: {measurements: [{value: ${value}}]}}}`);
    expect(wrong).toEqual(expected.map((text) => `metrics.success-rate.measurements[0].value: ${text}`));
  });

  test('a metric that is not measured is told with those that are', async () => {
    expect(await mismatches('{metrics: {sucess-rate: {phase: Failed}}}')).toEqual([
      'metrics.sucess-rate: sucess-rate, nothing',
    ]);
  });

  test('of a Rollout: its own end or the worst phase of its runs', async () => {
    expect(await mismatches('{verdict: aborted, at: +2m}', ROLLOUT)).toEqual([]);
    expect(await mismatches('{verdict: Failed}', ROLLOUT)).toEqual([]);
    expect(await mismatches('{verdict: Error}', ROLLOUT)).toEqual(['verdict: Error, aborted']);
    const message = '{message: \'Metric "success-rate" assessed Failed due to failed (3) > failureLimit (2)\'}';
    expect(await mismatches(message, ROLLOUT)).toEqual([]);
  });

  test('of a Rollout: where it stands, and when its steps began', async () => {
    const paused = { ...ROLLOUT, good: 100 };
    const end = '{phase: Paused, step: 4, weight: 25, canary: 1, stable: 3}';
    expect(await mismatches(`{verdict: paused, rollout: ${end}}`, paused)).toEqual([]);
    expect(await mismatches('{rollout: {step: 3, weight: 26}}', paused)).toEqual([
      'rollout.step: 3, 4',
      'rollout.weight: 26, 25',
    ]);
    expect(await mismatches('{steps: [{step: 3, at: +1m}, {step: 4, at: +3m}]}', paused)).toEqual([]);
    expect(await mismatches('{steps: [{step: 2, at: +1s}, {step: 5, at: +3m}]}', paused)).toEqual([
      'steps[0].at: +1s, +0s',
      'steps[1].at: {step: 5, at: +3m}, nothing',
    ]);
  });

  test('runs are found by whom they belong to', async () => {
    const run =
      '{of: step, step: 3, template: success-rate, phase: Failed, at: +2m, metrics: {success-rate: {failed: 3}}}';
    expect(await mismatches(`{runs: [${run}]}`, ROLLOUT)).toEqual([]);
    expect(await mismatches('{runs: [{of: background}]}', ROLLOUT)).toEqual(['runs[0]: a run of background, nothing']);
  });

  test('a metric of several runs has to be told by its run', async () => {
    const twice = { subject: 'rollout: twice' };
    expect(await mismatches('{metrics: {success-rate: {phase: Failed}}}', twice)).toEqual([
      'refused: `success-rate` is measured by several runs: say which one under `runs`',
    ]);
    const background = '{of: background, phase: Failed, metrics: {success-rate: {failed: 3}}}';
    expect(
      await mismatches(`{runs: [{of: step, metrics: {success-rate: {failed: 2}}}, ${background}]}`, twice),
    ).toEqual([]);
  });

  test('what cannot be is no difference but a mistake of the test', async () => {
    expect(await mismatches('{verdict: healthy}')).toEqual([
      'refused: an AnalysisTemplate cannot come to `healthy`: write one of Successful, Failed, Error, Inconclusive',
    ]);
    expect(await mismatches('{rollout: {step: 1}}')).toEqual([
      'refused: an AnalysisTemplate is no Rollout: `rollout` cannot be expected',
    ]);
  });

  test('secrets have the values that the test gives them', async () => {
    const text = (secrets: string): string =>
      `manifests: [.]\nrun: secret\nvalues: {word: {status: 200, body: '{"word": "abc"}'}}\ntests:\n  - {name: a, secrets: ${secrets}, expect: {verdict: Successful}}\n`;
    expect(await runText(text('{words: {first: abc}}'))).toMatchObject({ kind: 'played', mismatches: [] });
    expect(await runText(text('{words: {first: abd}}'))).toMatchObject({
      mismatches: [{ path: 'verdict', got: 'Failed' }],
    });
    expect(await runText(text('{words: {second: abc}}'))).toMatchObject({ mismatches: [{ path: 'verdict' }] });
  });

  test('people act: who promotes ends the pause', async () => {
    const result = await runText(
      `manifests: [.]\nrollout: shop\n${samples(100)}tests:\n  - name: a\n    actions: [{at: +4m, do: promote}]\n    expect: {verdict: healthy, at: +4m}\n`,
    );
    expect(result).toMatchObject({ kind: 'played', mismatches: [] });
  });
});
