import { describe, expect, test } from 'vitest';
import { analysisRunObject, readAnalysisRun } from '../../src/analysis/object.ts';
import { type RecordedReplay, replayRecordedRun } from '../../src/replay/recorded-run.ts';
import { play, TWO_VERSIONS, template } from './support.ts';

async function recordedRun() {
  const { runs } = await play({
    files: { 'a.yaml': template() },
    series: TWO_VERSIONS,
    options: { args: new Map([['hash', 'bbb']]) },
  });
  const [played] = runs;
  if (played === undefined) throw new Error('a template is played as one run');
  return readAnalysisRun(analysisRunObject(played.run, { name: 'success-rate' }));
}

async function decide(settings: readonly string[]): Promise<RecordedReplay> {
  const result = await replayRecordedRun(await recordedRun(), 'run.yaml', settings);
  if (!result.ok) throw new Error(result.problem.text);
  return result;
}

describe('a recorded AnalysisRun', () => {
  test('comes to the verdict of the controller again', async () => {
    const { differences, recorded, replay } = await decide([]);
    expect(differences).toEqual([]);
    expect({ recorded: recorded.verdict, replayed: replay.verdict }).toEqual({
      recorded: 'Failed',
      replayed: 'Failed',
    });
  });

  test('comes to another one under another limit, beside the old one', async () => {
    const { before, replay, differences } = await decide(['success-rate.failureLimit=3']);
    expect(differences).toEqual([]);
    expect([before.verdict, replay.verdict]).toEqual(['Failed', 'Running']);
  });

  test('with another condition is judged by it', async () => {
    const { replay } = await decide(['success-rate.successCondition=result[0] >= 0.95', 'success-rate.count=3']);
    expect(replay.verdict).toBe('Successful');
    expect(replay.runs[0]?.metrics[0]?.measurements[0]?.conditions[0]?.filled).toBe('0.96 >= 0.95');
  });

  test('is refused with a setting that means nothing', async () => {
    const refused = await replayRecordedRun(await recordedRun(), 'run.yaml', ['success-rat.failureLimit=3']);
    expect(refused.ok ? '' : refused.problem.text).toBe(
      'setting "success-rat.failureLimit=3": there is no metric "success-rat"; did you mean success-rate?',
    );
  });
});
