import { describe, expect, test } from 'vitest';
import type { Provider, World } from '../../../src/analysis/reconcile.ts';
import { playRollout } from '../../../src/analysis/rollout/play.ts';
import type { RolloutEvent, RolloutInput, RolloutPlay } from '../../../src/analysis/rollout/timeline.ts';
import type { Phase } from '../../../src/analysis/run.ts';
import type { JsonObject } from '../../../src/yaml/tree.ts';
import { rolloutOf } from './scenarios.ts';

const START_MS = Date.UTC(2026, 2, 1, 10, 5);

/** Every measurement of a query ends as the script of that query says; the last phase repeats. */
function scripted(phases: Readonly<Record<string, readonly Phase[]>> = {}): World {
  const taken = new Map<string, number>();
  const provider: Provider = {
    run: (metric) => {
      const query = JSON.stringify(metric.provider);
      const name = Object.keys(phases).find((each) => query.includes(each)) ?? '';
      const index = taken.get(name) ?? 0;
      taken.set(name, index + 1);
      const list = phases[name] ?? [];
      return { phase: list[Math.min(index, list.length - 1)] ?? 'Successful', value: `${index}` };
    },
    resume: (_, inFlight) => inFlight,
    terminate: (_, inFlight) => inFlight,
  };
  return { provider: () => provider, secrets: {} };
}

const metric = (name: string, fields: JsonObject = {}): JsonObject => ({
  name,
  provider: { prometheus: { query: `${name}{hash="{{args.hash}}"}` } },
  ...fields,
});

const template = (name: string, spec: JsonObject): JsonObject => ({ metadata: { name }, spec });

interface Strategy {
  readonly canary?: JsonObject;
  readonly blueGreen?: JsonObject;
  readonly replicas?: number;
}

interface Played {
  readonly strategy: Strategy;
  readonly templates?: readonly JsonObject[];
  readonly world?: World;
  readonly options?: Partial<RolloutInput>;
  readonly metadata?: JsonObject;
}

function play({
  strategy,
  templates = [],
  world = scripted(),
  options = {},
  metadata = {},
}: Played): Promise<RolloutPlay> {
  const rollout = rolloutOf({ name: '', controller: [], replicas: 4, ...strategy });
  const find = (name: string): JsonObject | undefined =>
    templates.find((each) => JSON.stringify(each['metadata']) === JSON.stringify({ name }));
  return playRollout({
    rollout: { ...rollout, metadata: { name: 'checkout', ...metadata } },
    template: find,
    world,
    startMs: START_MS,
    horizonMs: START_MS + 7_200_000,
    stableHash: '5f7b6c',
    canaryHash: '6d4b75',
    ...options,
  });
}

const kinds = <Kind extends RolloutEvent['kind']>(
  { events }: RolloutPlay,
  kind: Kind,
): Extract<RolloutEvent, { kind: Kind }>[] =>
  events.filter((event): event is Extract<RolloutEvent, { kind: Kind }> => event.kind === kind);

const secondOf = ({ atMs }: { readonly atMs: number }): number => Math.floor((atMs - START_MS) / 1000);

const ERRORS = template('errors', {
  args: [{ name: 'hash', value: 'none' }],
  metrics: [metric('errors', { interval: '30s', count: 5, failureLimit: 2 })],
});

describe('the story of a canary', () => {
  const strategy: Strategy = {
    replicas: 6,
    canary: {
      maxSurge: 1,
      maxUnavailable: 0,
      steps: [
        { setWeight: 10 },
        { pause: { duration: '90s' } },
        { analysis: { templates: [{ templateName: 'errors' }] } },
      ],
    },
  };

  test('is that of the third failure, with the controller’s words', async () => {
    const played = await play({ strategy, templates: [ERRORS], world: scripted({ errors: ['Failed'] }) });
    expect(kinds(played, 'measurement').map(secondOf)).toEqual([90, 120, 150]);
    expect(kinds(played, 'abort')).toMatchObject([
      {
        cause: 'step',
        by: 'checkout-6d4b75-2-2',
        step: 2,
        message: expect.stringContaining('failed (3) > failureLimit (2)'),
      },
    ]);
    expect(played.end).toMatchObject({
      phase: 'Degraded',
      isAborted: true,
      isCut: false,
      currentStepIndex: 0,
      share: 0,
      message:
        'RolloutAborted: Rollout aborted update to revision 2: Step-based analysis phase error/failed: Metric "errors" assessed Failed due to failed (3) > failureLimit (2)',
    });
  });

  test('says what share of the requests the pods make of a weight, and within which bounds', async () => {
    const played = await play({ strategy, templates: [ERRORS] });
    expect(kinds(played, 'weight')[0]).toMatchObject({
      asked: 10,
      set: undefined,
      by: 'pods',
      share: 1 / 7,
      pods: { stable: { desired: 6, available: 6 }, canary: { desired: 1, available: 1 } },
      bounds: { replicas: 6, maxSurge: 1, maxUnavailable: 0 },
    });
  });

  test('tells scaling as a whole, before what comes of it', async () => {
    const played = await play({ strategy, templates: [ERRORS] });
    const last = played.events.filter(({ atMs }) => atMs === played.end.atMs).map(({ kind }) => kind);
    expect(last.slice(-6)).toEqual(['scale', 'scale', 'weight', 'promoted', 'weight', 'phase']);
  });

  test('ends each step that it begins', async () => {
    const played = await play({ strategy, templates: [ERRORS] });
    expect(kinds(played, 'step-start').map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(kinds(played, 'step-end').map(({ step, why }) => [step, why])).toEqual([
      [0, 'completed'],
      [1, 'completed'],
      [2, 'completed'],
    ]);
  });

  test('is cut at the horizon', async () => {
    const played = await play({ strategy, templates: [ERRORS], options: { horizonMs: START_MS + 100_000 } });
    expect(played.end).toMatchObject({ isCut: true, phase: 'Progressing', currentStepIndex: 2 });
    expect(played.runs).toMatchObject([{ endedMs: undefined }]);
  });

  test('goes on where a metric is measured as fast as the controller can', async () => {
    for (const interval of ['0s', '1ms', '-5s']) {
      const busy = template('errors', {
        metrics: [metric('busy', { interval })],
        args: [{ name: 'hash', value: 'x' }],
      });
      const played = await play({
        strategy: {
          canary: { analysis: { templates: [{ templateName: 'errors' }] }, steps: [{ pause: { duration: 5 } }] },
        },
        templates: [busy],
      });
      expect(played.end).toMatchObject({ phase: 'Healthy', isCut: false });
    }
  });

  test('comes where one background run is inconclusive after another while the rollout is paused already', async () => {
    const provider: Provider = {
      run: (_, nowMs) => ({ phase: Math.abs(nowMs - START_MS - 105_000) <= 85_000 ? 'Successful' : 'Inconclusive' }),
      resume: (_, inFlight) => inFlight,
      terminate: (_, inFlight) => inFlight,
    };
    const ends = template('ends', { metrics: [{ name: 'm', interval: '20s', count: 4, provider: { web: {} } }] });
    const endless = template('endless', { metrics: [{ name: 'm', interval: '20s', provider: { web: {} } }] });
    const experiment: JsonObject = {
      duration: '1m',
      templates: [{ name: 'a', specRef: 'canary' }],
      analyses: [{ name: 'compare', templateName: 'ends' }],
    };
    const played = await play({
      strategy: {
        canary: {
          steps: [{ experiment }, { setWeight: 10 }, { experiment }, { setWeight: 20 }],
          analysis: { templates: [{ templateName: 'endless' }], startingStep: 1 },
        },
      },
      templates: [ends, endless],
      world: { provider: () => provider, secrets: {} },
      options: { podReadyMs: 15_000 },
    });
    expect(played.end).toMatchObject({ isCut: true, error: 'the controller makes one AnalysisRun after another' });
    expect(played.runs.length).toBeLessThan(100);
  });

  test('is that of nobody coming where a pause has no end', async () => {
    const played = await play({ strategy: { canary: { steps: [{ setWeight: 50 }, { pause: {} }] } } });
    expect(played.end).toMatchObject({
      phase: 'Paused',
      message: 'CanaryPauseStep',
      waitsForPerson: true,
      isCut: false,
    });
  });

  test('has a router where there is one', async () => {
    const played = await play({ strategy: { canary: { routed: true, steps: [{ setWeight: 10 }, { pause: {} }] } } });
    expect(kinds(played, 'weight')).toMatchObject([{ asked: 10, set: 10, max: 100, share: 0.1, by: 'router' }]);
  });

  test('leaves the share to the pods where nothing routes', async () => {
    const canary: JsonObject = { trafficRouting: {}, steps: [{ setWeight: 50 }, { pause: {} }] };
    const played = await play({ strategy: { canary } });
    expect(kinds(played, 'weight')).toMatchObject([{ by: 'pods', share: 2 / 6 }]);
  });

  test('of a return to the stable revision is short', async () => {
    const played = await play({ strategy, templates: [ERRORS], options: { canaryHash: '5f7b6c' } });
    expect(played.end).toMatchObject({ phase: 'Healthy', currentStepIndex: 3 });
    expect(played.runs).toEqual([]);
  });
});

describe('the runs of a rollout', () => {
  const steps = (analysis: JsonObject): Strategy => ({ canary: { steps: [{ setWeight: 50 }, { analysis }] } });

  test('get the hashes of both revisions and fields of the rollout', async () => {
    const spec: JsonObject = {
      args: [{ name: 'hash' }, { name: 'old' }, { name: 'team' }, { name: 'plain', value: 'default' }],
      metrics: [metric('errors')],
    };
    const played = await play({
      strategy: steps({
        templates: [{ templateName: 'many' }],
        args: [
          { name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } },
          { name: 'old', valueFrom: { podTemplateHashValue: 'Stable' } },
          { name: 'team', valueFrom: { fieldRef: { fieldPath: "metadata.labels['team']" } } },
          { name: 'nobody', value: 'asked' },
        ],
      }),
      templates: [template('many', spec)],
      metadata: { labels: { team: 'payments' } },
    });
    expect(played.runs).toMatchObject([
      {
        name: 'checkout-6d4b75-2-1',
        kind: 'step',
        step: 1,
        args: { hash: '6d4b75', old: '5f7b6c', team: 'payments', plain: 'default' },
        templates: [{ name: 'many', clusterScope: false }],
      },
    ]);
    expect(played.runs[0]?.steps[0]?.taken[0]?.metric.provider).toEqual({
      prometheus: { query: 'errors{hash="6d4b75"}' },
    });
  });

  test('are made of all templates and those that they name, with the rules of the rollout first', async () => {
    const played = await play({
      strategy: steps({
        templates: [{ templateName: 'a' }, { templateName: 'all', clusterScope: true }],
        dryRun: [{ metricName: 'second' }],
        measurementRetention: [{ metricName: '.*', limit: 2 }],
      }),
      templates: [
        template('a', {
          metrics: [metric('first')],
          args: [{ name: 'hash', value: 'x' }],
          templates: [{ templateName: 'b' }],
        }),
        template('b', {
          args: [{ name: 'hash', value: 'x' }],
          metrics: [metric('second', { interval: '10s', count: 4 })],
          dryRun: [{ metricName: 'first' }],
        }),
        template('all', {
          args: [{ name: 'hash', value: 'x' }],
          metrics: [metric('third')],
          measurementRetention: [{ metricName: 'third', limit: 7 }],
        }),
      ],
      world: scripted({ second: ['Failed'] }),
    });
    expect(played.end.message).toBe('');
    const [run] = played.runs;
    expect(run?.templates.map(({ name }) => name)).toEqual(['a', 'b', 'all']);
    expect(run?.run.status.metricResults.map(({ name, dryRun }) => [name, dryRun])).toEqual([
      ['first', true],
      ['second', true],
      ['third', false],
    ]);
    expect(run?.run.status.metricResults[1]?.measurements).toHaveLength(1);
    expect(played.end.phase).toBe('Healthy');
  });

  test('that are refused end in an error with the reason', async () => {
    const played = await play({
      strategy: steps({ templates: [{ templateName: 'bad' }] }),
      templates: [template('bad', { metrics: [{ name: 'm', count: 3, provider: { prometheus: { query: 'up' } } }] })],
    });
    expect(played.end.message).toBe(
      'RolloutAborted: Rollout aborted update to revision 2: Step-based analysis phase error/failed: Analysis spec invalid: metrics[0]: interval must be specified when count > 1',
    );
  });

  test('with a missing argument are never made, and the rollout stands still', async () => {
    const analysis = { templates: [{ templateName: 'needs' }] };
    const played = await play({
      strategy: { canary: { steps: [{ setWeight: 50 }, { pause: { duration: 10 } }, { analysis }] } },
      templates: [
        template('needs', {
          args: [{ name: 'hash', valueFrom: { fieldRef: { fieldPath: 'x' } } }],
          metrics: [metric('errors')],
        }),
      ],
      options: { horizonMs: START_MS + 600_000 },
    });
    expect(played.runs[0]?.run.status.message).toMatch(/argument "hash" was not supplied/);
  });

  test('with a field that is not there stop the controller again and again', async () => {
    const args = [{ name: 'hash', valueFrom: { fieldRef: { fieldPath: 'spec.nothing' } } }];
    const played = await play({
      strategy: { canary: { analysis: { templates: [{ templateName: 'errors' }], args }, steps: [{ setWeight: 50 }] } },
      templates: [ERRORS],
    });
    expect(kinds(played, 'error')).toHaveLength(1);
    expect(played.end).toMatchObject({
      phase: 'Progressing',
      error: expect.stringContaining('spec.nothing'),
      pods: { canary: { desired: 0 } },
    });
  });

  test('of the background fail the rollout at their own time', async () => {
    const played = await play({
      strategy: {
        canary: {
          analysis: { templates: [{ templateName: 'endless' }] },
          steps: [{ setWeight: 50 }, { pause: { duration: '1h' } }],
        },
      },
      templates: [
        template('endless', { args: [{ name: 'hash', value: '' }], metrics: [metric('errors', { interval: '1m' })] }),
      ],
      world: scripted({ errors: ['Successful', 'Successful', 'Failed'] }),
    });
    expect(kinds(played, 'abort').map(secondOf)).toEqual([120]);
    expect(kinds(played, 'step-end').at(-1)).toMatchObject({ step: 1, why: 'aborted', next: 0 });
  });

  test('of the background are ended by the promotion', async () => {
    const played = await play({
      strategy: {
        canary: {
          analysis: { templates: [{ templateName: 'endless' }] },
          steps: [{ setWeight: 50 }, { pause: { duration: '5m' } }],
        },
      },
      templates: [
        template('endless', { args: [{ name: 'hash', value: '' }], metrics: [metric('errors', { interval: '1m' })] }),
      ],
    });
    expect(kinds(played, 'analysis-terminate')).toMatchObject([{ of: 'background', why: 'promoted' }]);
    expect(played.runs[0]?.run.status).toMatchObject({ phase: 'Successful', message: 'Run Terminated' });
    expect(played.end.phase).toBe('Healthy');
  });
});

describe('what the controller refuses', () => {
  test.each<[string, Played, string]>([
    [
      'a rollout that is invalid',
      { strategy: { canary: { steps: [{ setWeight: 101 }] } } },
      'InvalidSpec: The Rollout "checkout" is invalid: spec.strategy.steps[0].setWeight: Invalid value: 101: SetWeight needs to be between 0 and 100',
    ],
    [
      'a template that is missing',
      { strategy: { canary: { steps: [{ analysis: { templates: [{ templateName: 'gone' }] } }] } } },
      `InvalidSpec: The Rollout "checkout" is invalid: spec.strategy.canary.steps[0].analysis.templates: Invalid value: "gone": AnalysisTemplate 'gone' not found`,
    ],
    [
      'a template that another one names and that is missing',
      {
        strategy: { canary: { analysis: { templates: [{ templateName: 'outer' }] } } },
        templates: [template('outer', { templates: [{ templateName: 'inner', clusterScope: true }] })],
      },
      `InvalidSpec: The Rollout "checkout" is invalid: spec.templates: Invalid value: "inner": ClusterAnalysisTemplate 'inner' not found`,
    ],
    [
      'an argument that nobody passes to a background analysis',
      {
        strategy: { canary: { analysis: { templates: [{ templateName: 'needs' }] } } },
        templates: [template('needs', { args: [{ name: 'hash' }], metrics: [metric('errors')] })],
      },
      'InvalidSpec: The Rollout "checkout" is invalid: spec.strategy.canary.analysis.templates: Invalid value: "templateNames: [needs]": args.hash was not resolved',
    ],
    [
      'an analysis that a step would wait for without end',
      {
        strategy: { canary: { steps: [{ analysis: { templates: [{ templateName: 'endless' }] } }] } },
        templates: [
          template('endless', { args: [{ name: 'hash', value: '' }], metrics: [metric('errors', { interval: '1m' })] }),
        ],
      },
      'InvalidSpec: The Rollout "checkout" is invalid: spec.strategy.canary.steps[0].analysis.templates: Invalid value: "endless": AnalysisTemplate endless has metric errors which runs indefinitely. Invalid value for count: <nil>',
    ],
  ])('%s, and what runs goes on running', async (_, played, message) => {
    const { end } = await play(played);
    expect(end.message).toBe(message);
    expect(end.pods).toEqual({ stable: { desired: 4, available: 4 }, canary: { desired: 0, available: 0 } });
  });
});

describe('thousands of pods, one by one', () => {
  test.each([
    ['with a pause in the middle', { steps: [{ setWeight: 50 }] }],
    ['without steps', {}],
  ])('%s', async (_, fields) => {
    const strategy = { canary: { maxSurge: 1, maxUnavailable: 0, ...fields }, replicas: 3000 };
    const { end } = await play({ strategy });
    expect(end).toMatchObject({ phase: 'Healthy', error: undefined, isCut: false });
    expect(end.pods).toEqual({ stable: { desired: 0, available: 0 }, canary: { desired: 3000, available: 3000 } });
  });

  test('more than a cluster has end the play, and it says so', async () => {
    const { end } = await play({ strategy: { canary: { maxSurge: 1, maxUnavailable: 0 }, replicas: 1_000_000 } });
    expect(end).toMatchObject({ error: 'it takes too many steps at one time', isCut: true });
  }, 60_000);
});

describe('a play can be ended', () => {
  const strategy = { canary: { maxSurge: 1, maxUnavailable: 0 }, replicas: 20_000 };

  test('before it begins', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(play({ strategy, options: { signal } })).rejects.toMatchObject({
      name: 'AbortError',
      message: 'the play of the rollout was ended before it was done',
      cause: new Error('Ctrl-C'),
    });
  });

  test('while it goes on, by a timer', async () => {
    const signal = AbortSignal.timeout(100);
    const startedMs = performance.now();
    await expect(play({ strategy, options: { signal } })).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - startedMs).toBeLessThan(3000);
  });

  test('but is the same where nobody ends it', async () => {
    const short: Strategy = { canary: { steps: [{ setWeight: 50 }, { pause: { duration: 60 } }] } };
    const { signal } = new AbortController();
    expect(await play({ strategy: short, options: { signal } })).toEqual(await play({ strategy: short }));
  });
});
