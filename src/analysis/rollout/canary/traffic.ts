import { flagOf, isSet, optionalInteger } from '../../../manifest/controller/read.ts';
import { currentWeight, desiredWeight } from '../../../manifest/controller/replicas/weights.ts';
import { canaryOf, maxTrafficWeightOf } from '../../../manifest/controller/rollout/defaults.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Scene } from '../scene.ts';
import type { PauseContext } from '../status/pause.ts';
import { hasRouter, isFullyPromoted, type Weights } from '../status/status.ts';
import { isAtDesiredCounts, isThresholdMet } from './steps.ts';

/**
 * argo-rollouts rollout/trafficrouting.go reconcileTrafficRouting: the weights that the router has after this pass;
 * undefined without a router. A router does as it is told, and at once.
 */
export function routedWeights(
  scene: Scene,
  pause: PauseContext,
  experiment: Experiment | undefined,
): Weights | undefined {
  const { rollout, status, stable, canary, nowMs, replicas } = scene;
  if (!hasRouter(rollout)) return undefined;
  const max = maxTrafficWeightOf(rollout);
  const [weight, additional, hash] = wishOf(scene, pause, experiment);
  if (stable === undefined) return status.weights;
  const needed = Math.trunc(((max - weight) * replicas) / max);
  if (stable.available(nowMs) < needed && !isThresholdMet(scene, stable, needed)) return status.weights;
  const taken = additional.reduce((sum, each) => sum + each.weight, 0);
  return {
    canary: weight,
    stable: max - weight - taken,
    canaryHash: hash ?? canary.hash,
    stableHash: stable.hash,
    additional,
  };
}

type Wish = readonly [weight: number, additional: Weights['additional'], canaryHash?: string];

function wishOf(scene: Scene, pause: PauseContext, experiment: Experiment | undefined): Wish {
  const { rollout, status, canary, nowMs, replicas, steps } = scene;
  const returning = hashReturnedFrom(scene);
  if (returning !== undefined) return [weightOnTheWayBack(scene), [], returning];
  if (isFullyPromoted(status)) return [0, []];
  if (pause.isAborted) return [weightOnTheWayBack(scene), []];
  const additional = experiment?.weights ?? [];
  const available = canary.available(nowMs);
  if (available === 0) return [0, additional];
  if (status.promoteFull) {
    const isDynamic = flagOf(canaryOf(rollout)?.dynamicStableScale);
    const max = maxTrafficWeightOf(rollout);
    return [isDynamic ? Math.trunc((max * available) / replicas) : (status.weights?.canary ?? 0), []];
  }
  if (steps.length === 0) return [0, []];
  const index = status.stepIndex ?? 0;
  if (!isAtDesiredCounts(scene, undefined)) {
    const before = steps.slice(0, index).findLast(({ setWeight }) => isSet(setWeight));
    return [optionalInteger(before?.setWeight) ?? 0, additional];
  }
  return index === steps.length ? [maxTrafficWeightOf(rollout), []] : [currentWeight(rollout), additional];
}

/** rolloututil.go IsDynamicallyRollingBackToStable: the hash that still gets requests. */
function hashReturnedFrom({ rollout, status, canary, replicas, nowMs }: Scene): string | undefined {
  if (!isFullyPromoted(status) || !flagOf(canaryOf(rollout)?.dynamicStableScale)) return undefined;
  const hash = status.weights?.canaryHash;
  if (hash === undefined || hash === canary.hash || canary.available(nowMs) >= replicas) return undefined;
  return hash;
}

/** trafficrouting.go calculateDesiredWeightOnAbortOrStableRollback. */
function weightOnTheWayBack({ rollout, status, canary, stable, replicas, nowMs }: Scene): number {
  if (!flagOf(canaryOf(rollout)?.dynamicStableScale) || stable === undefined || replicas === 0) return 0;
  const max = maxTrafficWeightOf(rollout);
  const wished = desiredWeight(rollout, canary.state(nowMs), stable.state(nowMs));
  const stableWeight = Math.trunc((max * stable.available(nowMs)) / replicas);
  const expected = Math.max(0, max - stableWeight);
  const current = status.weights?.canary;
  if (current === undefined) return Math.max(expected, wished);
  if (wished <= 0) return Math.min(expected, current);
  return stableWeight < max - wished ? current : Math.min(wished, current);
}
