import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approximateCounts,
  basicCanaryCounts,
  routedCanaryCounts,
} from '../../../src/manifest/controller/replicas/counts.ts';
import {
  maxSurgePods,
  maxUnavailablePods,
  resolveFenceposts,
} from '../../../src/manifest/controller/replicas/surge.ts';
import { canaryScale, currentWeight, desiredWeight } from '../../../src/manifest/controller/replicas/weights.ts';
import type { Json, JsonObject } from '../../../src/yaml/tree.ts';

const rollout = (replicas: number, canary: JsonObject, status: JsonObject = {}) => ({
  spec: { replicas, strategy: { canary } },
  status: { stableRS: 'stable', currentPodHash: 'new', ...status },
});
const set = (name: string, replicas: number, available = replicas) => ({ name, replicas, available });
const steps = (...list: JsonObject[]): Json => list;

describe('surge', () => {
  it.each<[JsonObject, number, number]>([
    [{}, 3, 2],
    [{ maxSurge: '5', maxUnavailable: 0 }, 1, 0],
    [{ maxSurge: 5, maxUnavailable: 0 }, 5, 0],
    [{ maxSurge: '0%', maxUnavailable: '1%' }, 0, 1],
    [{ maxSurge: 'x', maxUnavailable: 3 }, 0, 0],
    [{ maxUnavailable: 50 }, 3, 10],
  ])('of %j for ten pods is %d, and unavailable %d', (canary, surge, unavailable) => {
    expect([maxSurgePods(rollout(10, canary)), maxUnavailablePods(rollout(10, canary))]).toEqual([surge, unavailable]);
  });

  it('does not exist for blue-green, nor without pods', () => {
    const blueGreen = { spec: { replicas: 10, strategy: { blueGreen: { maxUnavailable: '30%' } } } };
    expect([maxSurgePods(blueGreen), maxUnavailablePods(blueGreen)]).toEqual([0, 3]);
    expect(maxUnavailablePods(rollout(0, {}))).toBe(0);
    expect(resolveFenceposts(rollout(0, {}))).toEqual({ surge: 0, unavailable: 1 });
  });
});

describe('weights', () => {
  const canary = { steps: steps({ setWeight: 10 }, { pause: {} }, { setWeight: 50 }) };
  const at = (currentStepIndex: number, status: JsonObject = {}) =>
    rollout(10, canary, { currentStepIndex, ...status });

  it('are those of the last setWeight so far', () => {
    expect([0, 1, 2, 3].map((index) => currentWeight(at(index)))).toEqual([10, 10, 50, 100]);
    expect(currentWeight(at(2, { abort: true }))).toBe(0);
    expect(currentWeight(rollout(10, { steps: steps({ pause: {} }) }))).toBe(0);
    expect(currentWeight(rollout(10, { trafficRouting: { maxTrafficWeight: 1000 } }))).toBe(1000);
  });

  it('go down with the stable pods after an abort with dynamicStableScale', () => {
    const aborted = rollout(10, { ...canary, dynamicStableScale: true, trafficRouting: {} }, { abort: true });
    expect(desiredWeight(aborted, set('new', 6), set('stable', 10, 4))).toBe(50);
    expect(desiredWeight(aborted, set('new', 2), set('stable', 10, 8))).toBe(10);
    expect(desiredWeight(aborted, set('new', 1), set('stable', 10))).toBe(0);
  });

  it('give way to setCanaryScale where traffic is routed', () => {
    const scaled = (setCanaryScale: JsonObject, trafficRouting: Json = {}) =>
      canaryScale(
        rollout(10, { trafficRouting, steps: steps({ setWeight: 5, setCanaryScale }) }),
        undefined,
        undefined,
      );
    expect(scaled({ replicas: 3, weight: 7 })).toEqual({ replicas: 3 });
    expect(scaled({ weight: 7 })).toEqual({ weight: 7 });
    expect(scaled({})).toEqual({ weight: 5 });
    expect(scaled({ weight: 7, matchTrafficWeight: true })).toEqual({ weight: 5 });
    expect(scaled({ weight: 7 }, null)).toEqual({ weight: 5 });
  });
});

describe('pods without traffic routing', () => {
  it.each([
    [10, 33, 0, { canary: 3, stable: 7 }],
    [1, 20, 1, { canary: 1, stable: 1 }],
    [1, 20, 0, { canary: 0, stable: 1 }],
    [3, 50, 0, { canary: 2, stable: 1 }],
    [4, 1, 0, { canary: 1, stable: 3 }],
    [4, 99, 0, { canary: 3, stable: 1 }],
    [0, 50, 1, { canary: 0, stable: 0 }],
  ])('of %d at %d %% with surge %d', (replicas, weight, surge, counts) => {
    expect(approximateCounts(replicas, weight, 100, surge)).toEqual(counts);
  });

  it('are as many as asked for, at most one more, and some of each', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(100), fc.nat(3), (replicas, weight, surge) => {
        const { canary, stable } = approximateCounts(replicas, weight, 100, surge);
        expect([canary + stable, canary + stable - 1]).toContain(replicas);
        expect(Math.min(canary, stable)).toBeGreaterThanOrEqual(0);
        if (replicas > 1 && weight > 0 && weight < 100) expect(Math.min(canary, stable)).toBeGreaterThan(0);
      }),
    );
  });

  it('stay within surge and availability on the way', () => {
    const replicas = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(
        replicas,
        fc.nat(100),
        fc.nat(5),
        fc.nat(5),
        fc.nat(20),
        fc.nat(20),
        (n, weight, surge, down, c, s) => {
          const user = rollout(n, { maxSurge: surge, maxUnavailable: down, steps: steps({ setWeight: weight }) });
          const counts = basicCanaryCounts(user, set('new', c), set('stable', s), []);
          const most = Math.max(n + surge, c + s);
          expect(counts.canary + counts.stable).toBeLessThanOrEqual(most);
          expect(Math.min(counts.canary, counts.stable)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('are all new ones before there is a stable ReplicaSet', () => {
    const user = rollout(5, { maxSurge: 5, steps: steps({ setWeight: 10 }) });
    expect(basicCanaryCounts(user, set('new', 0), undefined, [])).toEqual({ canary: 5, stable: 0 });
  });

  it('wait until older ReplicaSets are gone', () => {
    const user = rollout(5, { maxSurge: 1, maxUnavailable: 0, steps: steps({ setWeight: 20 }) });
    const older = [set('old', 2)];
    expect(basicCanaryCounts(user, set('new', 1), set('stable', 5), older)).toEqual({ canary: 1, stable: 5 });
    expect(basicCanaryCounts(user, set('new', 1), set('stable', 5), [])).toEqual({ canary: 1, stable: 4 });
  });
});

describe('pods with traffic routing', () => {
  const routed = (fields: JsonObject, status: JsonObject = {}) =>
    rollout(10, { trafficRouting: {}, steps: steps({ setWeight: 25 }), ...fields }, status);
  const counts = (user: ReturnType<typeof routed>, weights?: { canary: number; stable: number }) =>
    routedCanaryCounts(user, undefined, undefined, weights);

  it('leave the stable ones alone', () => {
    expect(counts(routed({}))).toEqual({ canary: 3, stable: 10 });
    expect(counts(routed({ minPodsPerReplicaSet: 5 }))).toEqual({ canary: 5, stable: 10 });
  });

  it('let the stable ones follow whichever weight needs more', () => {
    expect(counts(routed({ dynamicStableScale: true }))).toEqual({ canary: 3, stable: 8 });
    expect(counts(routed({ dynamicStableScale: true }), { canary: 5, stable: 95 })).toEqual({ canary: 3, stable: 10 });
  });

  it('keep the canary while traffic still goes there after an abort', () => {
    const aborted = routed({ dynamicStableScale: true }, { abort: true });
    expect(counts(aborted, { canary: 40, stable: 60 })).toEqual({ canary: 4, stable: 10 });
  });
});
