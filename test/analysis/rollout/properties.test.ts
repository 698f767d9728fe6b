import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Provider, World } from '../../../src/analysis/reconcile.ts';
import { playRollout } from '../../../src/analysis/rollout/play.ts';
import type { ActionKind, RolloutInput, RolloutPlay } from '../../../src/analysis/rollout/timeline.ts';
import type { Phase } from '../../../src/analysis/run.ts';
import type { Json, JsonObject } from '../../../src/yaml/tree.ts';
import { rolloutOf } from './scenarios.ts';

const HOUR_MS = 3_600_000;

/** Measurements that end as the time says, so that the same time gives the same answer. */
function worldOf(phases: readonly Phase[]): World {
  const provider: Provider = {
    run: (_, nowMs) => ({ phase: phases[Math.floor(nowMs / 7000) % phases.length] ?? 'Successful' }),
    resume: (_, inFlight) => inFlight,
    terminate: (_, inFlight) => inFlight,
  };
  return { provider: () => provider, secrets: {} };
}

const template = (name: string): JsonObject => ({
  metadata: { name },
  spec: {
    metrics: [
      {
        name: 'm',
        interval: '20s',
        ...(name === 'endless' ? {} : { count: 4 }),
        provider: { prometheus: { query: 'up' } },
      },
    ],
  },
});

const analysis = fc.constant<JsonObject>({ templates: [{ templateName: 'ends' }] });

const step = fc.oneof(
  fc.record({ setWeight: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ pause: fc.constantFrom<JsonObject>({}, { duration: 30 }, { duration: '2m' }, { duration: 0 }) }),
  fc.record({ analysis }),
  fc.constant<JsonObject>({
    experiment: {
      duration: '1m',
      templates: [
        { name: 'a', specRef: 'canary' },
        { name: 'b', specRef: 'stable', replicas: 2 },
      ],
      analyses: [{ name: 'compare', templateName: 'ends' }],
    },
  }),
);

const percentOrPods = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('0%', '10%', '25%', '100%'));

const canary: fc.Arbitrary<JsonObject> = fc.record(
  {
    steps: fc.array(step, { maxLength: 6 }),
    maxSurge: percentOrPods,
    maxUnavailable: percentOrPods,
    analysis: fc.record(
      { templates: fc.constant([{ templateName: 'endless' }]), startingStep: fc.integer({ min: 0, max: 4 }) },
      { requiredKeys: ['templates'] },
    ),
    routed: fc.boolean(),
    abortScaleDownDelaySeconds: fc.constantFrom(0, 10, 60),
    minPodsPerReplicaSet: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: ['steps'] },
);

const blueGreen: fc.Arbitrary<JsonObject> = fc.record(
  {
    activeService: fc.constant('active'),
    previewService: fc.constant('preview'),
    autoPromotionEnabled: fc.boolean(),
    autoPromotionSeconds: fc.constantFrom(0, 30),
    previewReplicaCount: fc.integer({ min: 0, max: 3 }),
    scaleDownDelaySeconds: fc.constantFrom(0, 10, 600),
    prePromotionAnalysis: analysis,
    postPromotionAnalysis: analysis,
  },
  { requiredKeys: ['activeService'] },
);

const ACTIONS: readonly ActionKind[] = [
  'promote',
  'promoteFull',
  'skipStep',
  'skipAllSteps',
  'abort',
  'retry',
  'pause',
];

const PHASES: readonly Phase[] = ['Successful', 'Failed', 'Error', 'Inconclusive'];

const input: fc.Arbitrary<RolloutInput> = fc
  .record({
    strategy: fc.oneof(
      canary.map((each) => ({ canary: each })),
      blueGreen.map((each) => ({ blueGreen: each })),
    ),
    replicas: fc.integer({ min: 0, max: 12 }),
    minReadySeconds: fc.constantFrom(0, 15),
    progressDeadlineSeconds: fc.constantFrom(60, 600),
    progressDeadlineAbort: fc.boolean(),
    paused: fc.constantFrom(false, false, false, true),
    readyMs: fc.constantFrom(0, 0, 1500, 20_000, Number.POSITIVE_INFINITY),
    stableHash: fc.constantFrom('old', 'old', 'old', '', 'new'),
    phases: fc.array(fc.constantFrom<Phase>('Successful', 'Successful', 'Successful', ...PHASES), {
      minLength: 1,
      maxLength: 40,
    }),
    actions: fc.array(fc.record({ atMs: fc.integer({ min: 0, max: HOUR_MS }), kind: fc.constantFrom(...ACTIONS) }), {
      maxLength: 4,
    }),
  })
  .map(({ strategy, readyMs, phases, stableHash, actions, ...spec }) => ({
    rollout: rolloutOf({ name: '', controller: [], ...spec, ...strategy }),
    template,
    world: worldOf(phases),
    startMs: 0,
    horizonMs: HOUR_MS,
    stableHash,
    canaryHash: 'new',
    podReadyMs: readyMs,
    actions,
  }));

const RUNS = { numRuns: 60, interruptAfterTimeLimit: 15_000 };

function expectSane({ events, runs, end }: RolloutPlay): void {
  let lastMs = Number.NEGATIVE_INFINITY;
  let entered: number | undefined;
  for (const event of events) {
    expect(event.atMs).toBeGreaterThanOrEqual(lastMs);
    lastMs = event.atMs;
    if ('pods' in event) {
      for (const { desired, available } of Object.values(event.pods)) {
        expect(desired).toBeGreaterThanOrEqual(0);
        expect(available).toBeGreaterThanOrEqual(0);
      }
    }
    if (event.kind === 'weight') {
      expect(event.share ?? 0).toBeGreaterThanOrEqual(0);
      expect(event.share ?? 0).toBeLessThanOrEqual(1);
      expect(event.set ?? 0).toBeLessThanOrEqual(event.max);
      expect(event.set ?? 0).toBeGreaterThanOrEqual(0);
    }
    if (event.kind === 'step-start') {
      expect(entered).toBeUndefined();
      entered = event.step;
    }
    if (event.kind === 'step-end') {
      expect(event.step).toBe(entered);
      entered = undefined;
    }
  }
  if (entered !== undefined) expect(end.currentStepIndex).toBe(entered);
  expect(end.atMs).toBeGreaterThanOrEqual(lastMs === Number.NEGATIVE_INFINITY ? 0 : lastMs);
  for (const run of runs) if (run.endedMs !== undefined) expect(run.endedMs).toBeGreaterThanOrEqual(run.startedMs);
}

describe('any rollout', { timeout: 30_000 }, () => {
  test('is told in order, with pods and weights that can be', async () => {
    await fc.assert(
      fc.asyncProperty(input, async (each) => expectSane(await playRollout(each))),
      RUNS,
    );
  });

  test('goes the same way twice', async () => {
    await fc.assert(
      fc.asyncProperty(input, async (each) => {
        expect(JSON.stringify(await playRollout(each))).toBe(JSON.stringify(await playRollout(each)));
      }),
      { ...RUNS, numRuns: 25 },
    );
  });

  test('comes to rest, or to the horizon', async () => {
    await fc.assert(
      fc.asyncProperty(input, async (each) => {
        const { end, events, runs } = await playRollout(each);
        // The controller itself makes experiments and background runs without end, for instance after inconclusive ones.
        const experiments = events.filter(({ kind }) => kind === 'experiment-start').length;
        const atOnce = Math.max(0, ...runs.map((run) => runs.filter((one) => one.startedMs === run.startedMs).length));
        const isEndless = experiments > 50 || atOnce > 50;
        if (!isEndless) expect(end.error).toBeUndefined();
      }),
      RUNS,
    );
  });
});

describe('anything at all', { timeout: 60_000 }, () => {
  const anything = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));
  const field = (names: readonly string[], value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> =>
    fc.dictionary(fc.constantFrom(...names), value);
  const strange = fc.oneof(anything, fc.constantFrom<Json>(-1, 1e9, 2.5, '', '5m', true, null, [], {}));
  const strangeStep = field(
    ['setWeight', 'pause', 'analysis', 'experiment', 'setCanaryScale', 'setHeaderRoute', 'plugin'],
    fc.oneof(strange, field(['duration', 'templates', 'replicas', 'weight', 'analyses', 'name'], strange)),
  );
  const strategy = fc.oneof(
    field(['canary', 'blueGreen'], strange),
    fc.record({
      canary: fc
        .tuple(
          field(['maxSurge', 'maxUnavailable', 'analysis', 'trafficRouting', 'minPodsPerReplicaSet'], strange),
          fc.array(strangeStep),
        )
        .map(([rest, steps]): JsonObject => ({ ...rest, steps })),
    }),
  );

  test('ends without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        strategy,
        field(['replicas', 'minReadySeconds', 'paused', 'progressDeadlineSeconds'], strange),
        async (written, spec) => {
          const rollout = rolloutOf({ name: '', controller: [], canary: {} });
          const known = rollout['spec'] as JsonObject;
          const played = await playRollout({
            rollout: { ...rollout, spec: { ...known, ...spec, strategy: written } },
            template,
            world: worldOf(['Successful', 'Failed']),
            startMs: 0,
            horizonMs: HOUR_MS / 10,
            stableHash: 'old',
            canaryHash: 'new',
          });
          expectSane(played);
        },
      ),
      RUNS,
    );
    await fc.assert(
      fc.asyncProperty(anything, async (rollout) => {
        const object = typeof rollout === 'object' && rollout !== null && !Array.isArray(rollout) ? rollout : {};
        const played = await playRollout({
          rollout: object as JsonObject,
          template: () => undefined,
          world: worldOf(['Successful']),
          startMs: 0,
          horizonMs: HOUR_MS,
          stableHash: '',
          canaryHash: 'new',
        });
        expect(played.end.phase).toBe('Degraded');
      }),
      RUNS,
    );
  });
});

test('a week of five background metrics every half a minute takes about a second', { timeout: 30_000 }, async () => {
  const metrics = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
    name,
    interval: '30s',
    provider: { prometheus: { query: name } },
  }));
  const began = performance.now();
  const { end, runs } = await playRollout({
    rollout: rolloutOf({
      name: '',
      controller: [],
      replicas: 6,
      canary: { analysis: { templates: [{ templateName: 't' }] }, steps: [{ setWeight: 20 }, { pause: {} }] },
    }),
    template: () => ({ metadata: { name: 't' }, spec: { metrics } }),
    world: worldOf(['Successful']),
    startMs: 0,
    horizonMs: 7 * 24 * HOUR_MS,
    stableHash: 'old',
    canaryHash: 'new',
  });
  expect(end).toMatchObject({ phase: 'Paused', isCut: true });
  expect(runs[0]?.run.status.metricResults.map(({ count }) => count)).toEqual([20160, 20160, 20160, 20160, 20160]);
  // The machine may be busy; the figure itself is under a second.
  expect(performance.now() - began).toBeLessThan(20_000);
});
