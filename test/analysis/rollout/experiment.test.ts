import { describe, expect, test } from 'vitest';
import type { RolloutEvent, RolloutPlay } from '../../../src/analysis/rollout/timeline.ts';
import type { Phase } from '../../../src/analysis/run.ts';
import type { JsonObject } from '../../../src/yaml/tree.ts';
import { play, type Scenario } from './scenarios.ts';

type Runs = NonNullable<Scenario['runs']>;

/** An experiment of one canary pod whose analysis goes as `runs.0` says. */
const compare = (experiment: JsonObject = {}, analysis: JsonObject = {}): JsonObject => ({
  experiment: {
    templates: [{ name: 'candidate', specRef: 'canary' }],
    analyses: [{ name: 'compare', templateName: 't-0', requiredForCompletion: true, ...analysis }],
    ...experiment,
  },
});

const ending = (...ends: readonly (readonly [seconds: number, phase: Phase])[]): Runs => ({
  '0': ends.map(([afterSeconds, phase]) => ({ afterSeconds, phase })),
});

const played = (steps: readonly JsonObject[], runs: Runs, rest: Partial<Scenario> = {}): Promise<RolloutPlay> =>
  play({ name: '', controller: [], replicas: 4, canary: { steps }, runs, ...rest });

const START_MS = Date.UTC(2026, 0, 1);

/** `second kind phase` of what happens to experiments. */
const story = ({ events }: RolloutPlay): string[] =>
  events.flatMap((event: RolloutEvent) => {
    if (!('experiment' in event)) return [];
    const phase = event.kind === 'experiment-end' ? ` ${event.phase}` : '';
    return [
      `${Math.floor((event.atMs - START_MS) / 1000)} ${event.kind} ${event.experiment.replace('checkout-new-2-', '')}${phase}`,
    ];
  });

describe('an experiment step', () => {
  test('is done when the analyses it requires are', async () => {
    const result = await played(
      [{ setWeight: 25 }, compare(), { setWeight: 50 }, { pause: { duration: 10 } }],
      ending([60, 'Successful']),
    );
    expect(story(result)).toEqual([
      '0 experiment-start 1',
      '0 experiment-available 1',
      '60 experiment-end 1 Successful',
    ]);
    expect(result.end).toMatchObject({ phase: 'Healthy', currentStepIndex: 4 });
  });

  test('aborts when its analysis fails', async () => {
    const result = await played([{ setWeight: 25 }, compare(), { setWeight: 50 }], ending([60, 'Failed']));
    expect(result.end).toMatchObject({ phase: 'Degraded', isAborted: true, pods: { canary: { desired: 0 } } });
    expect(result.end.message).toBe(
      'RolloutAborted: Rollout aborted update to revision 2: Experiment analysis phase is error/failed: Metric "m" assessed Failed due to failed (1) > failureLimit (0)',
    );
  });

  test('is followed by another one while it waits for a person, if it is inconclusive', async () => {
    const ends = ending([60, 'Inconclusive'], [90, 'Inconclusive'], [100, 'Successful']);
    const result = await played([{ setWeight: 25 }, compare(), { setWeight: 50 }], ends);
    expect(story(result).filter((line) => !line.includes('available'))).toEqual([
      '0 experiment-start 1',
      '60 experiment-end 1 Inconclusive',
      '60 experiment-start 1-1',
      '150 experiment-end 1-1 Inconclusive',
      '150 experiment-start 1-2',
      '250 experiment-end 1-2 Successful',
    ]);
    expect(result.end.phase).toBe('Healthy');
  });

  test('ends what it runs when the rollout is aborted', async () => {
    const result = await played([compare()], ending([600, 'Failed']), { actions: [{ atSeconds: 50, kind: 'abort' }] });
    expect(result.runs).toMatchObject([
      { kind: 'experiment', analysis: 'compare', run: { status: { phase: 'Successful' } } },
    ]);
    expect(result.end.message).toBe('RolloutAborted: Rollout aborted update to revision 2');
  });

  test('of a paused rollout is made over and over, which is told', async () => {
    const result = await played([compare(), { setWeight: 50 }], ending([20, 'Successful']), { paused: true });
    expect(result.end).toMatchObject({
      phase: 'Paused',
      isCut: true,
      error: 'the controller makes one experiment after another',
    });
  });

  test('takes as long as it says, whatever analyses it does not require', async () => {
    const result = await played(
      [compare({ duration: '2m' }, { requiredForCompletion: false })],
      ending([900, 'Failed']),
    );
    expect(story(result).at(-1)).toBe('120 experiment-end 0 Successful');
    expect(result.end.phase).toBe('Healthy');
  });

  test('never ends without a duration and without an analysis that it requires', async () => {
    const result = await played([compare({}, { requiredForCompletion: false })], ending([30, 'Successful']));
    expect(result.end).toMatchObject({ phase: 'Progressing', currentStepIndex: 0, isCut: false });
  });

  test('fails if its pods do not start in time', async () => {
    const result = await played([compare()], ending([30, 'Successful']), {
      podReadySeconds: 'never',
      progressDeadlineSeconds: 60,
    });
    expect(result.runs).toEqual([]);
    expect(result.end.message).toContain(
      `Experiment analysis phase is error/failed: Template 'candidate' exceeded its progressDeadlineSeconds (60)`,
    );
  });

  test('needs to say which revision its pods are of', async () => {
    const result = await played([compare({ templates: [{ name: 'x', specRef: 'other' }] })], {});
    expect(result.end).toMatchObject({
      phase: 'Progressing',
      error: 'Invalid template step SpecRef: must be canary or stable',
    });
  });

  test('gives its pods a share of the requests', async () => {
    const templates = [
      { name: 'baseline', specRef: 'stable', weight: 5 },
      { name: 'candidate', specRef: 'canary', weight: 5 },
    ];
    const result = await play({
      name: '',
      controller: [],
      replicas: 4,
      canary: { routed: true, steps: [{ setWeight: 20 }, compare({ templates, duration: '1m' })] },
      runs: ending([900, 'Failed']),
    });
    expect(result.events.find(({ kind }) => kind === 'experiment-start')).toMatchObject({
      durationMs: 60_000,
      templates: [
        { name: 'baseline', replicas: 1, weight: 5 },
        { name: 'candidate', replicas: 1, weight: 5 },
      ],
    });
  });
});
