import { flagOf, isSet, listOf, objectOf, optionalInteger, optionalObject, textOf } from '../read.ts';
import {
  abortScaleDownDelayOf,
  canaryOf,
  maxTrafficWeightOf,
  replicasOf,
  trafficRoutingOf,
} from '../rollout/defaults.ts';
import type { CanaryStep, Rollout, RolloutStatus } from '../types.ts';

/** A ReplicaSet as the controller looks at it. */
export interface ReplicaSetState {
  /** Tells the new one from the stable one. */
  readonly name: string;
  /** `spec.replicas`. */
  readonly replicas: number;
  /** `status.availableReplicas`. */
  readonly available: number;
}

const statusOf = (rollout: Rollout): RolloutStatus => objectOf(rollout.status);

const stepsOf = (rollout: Rollout): readonly CanaryStep[] => listOf(canaryOf(rollout)?.steps).map(objectOf);

/** What a rollout without any setWeight step counts as. */
const NO_WEIGHT = 0;

/**
 * argo-rollouts utils/replicaset/canary.go GetCurrentCanaryStep: the steps up to and including the current one, or
 * undefined where there are none or all are done.
 */
function stepsSoFar(rollout: Rollout): readonly CanaryStep[] | undefined {
  const steps = stepsOf(rollout);
  const index = optionalInteger(statusOf(rollout).currentStepIndex) ?? 0;
  return index < 0 || index >= steps.length ? undefined : steps.slice(0, index + 1);
}

/** canary.go GetCurrentSetWeight: the last setWeight at or before the current step. */
export function currentWeight(rollout: Rollout): number {
  if (flagOf(statusOf(rollout).abort)) return 0;
  const steps = stepsSoFar(rollout);
  if (steps === undefined) return maxTrafficWeightOf(rollout);
  return optionalInteger(steps.findLast(({ setWeight }) => isSet(setWeight))?.setWeight) ?? NO_WEIGHT;
}

/** canary.go GetDesiredCanaryWeight: after an abort with dynamicStableScale, the weight goes down step by step. */
export function desiredWeight(
  rollout: Rollout,
  newSet: ReplicaSetState | undefined,
  stableSet: ReplicaSetState | undefined,
): number {
  const isSteppingDown = flagOf(statusOf(rollout).abort) && flagOf(canaryOf(rollout)?.dynamicStableScale);
  if (!isSteppingDown || newSet === undefined || stableSet === undefined) return currentWeight(rollout);
  const replicas = replicasOf(rollout);
  const expected = replicas - stableSet.available;
  const delay = abortScaleDownDelayOf(rollout);
  // An explicit delay keeps the canary's pods, so their number must not hold the weight up.
  const keepsCanary = delay.isWritten && delay.seconds !== undefined;
  const canaryReplicas = keepsCanary ? expected : Math.max(expected, newSet.available);
  const step = stepsOf(rollout).findLast(({ setWeight }) => {
    const weight = optionalInteger(setWeight);
    return weight !== undefined && weightToReplicas(replicas, weight, maxTrafficWeightOf(rollout)) < canaryReplicas;
  });
  return optionalInteger(step?.setWeight) ?? NO_WEIGHT;
}

/** canary.go trafficWeightToReplicas: rounded up. */
export const weightToReplicas = (replicas: number, weight: number, maxWeight: number): number =>
  Math.ceil((weight * replicas) / maxWeight);

/** What the canary is to have: a number of pods, or a share of the weight. */
export type CanaryScale = { readonly replicas: number } | { readonly weight: number };

/** canary.go GetCanaryReplicasOrWeight. */
export function canaryScale(
  rollout: Rollout,
  newSet: ReplicaSetState | undefined,
  stableSet: ReplicaSetState | undefined,
): CanaryScale {
  const status = statusOf(rollout);
  const stable = textOf(status.stableRS);
  if (flagOf(status.promoteFull) || stable === '' || textOf(status.currentPodHash) === stable) {
    return { weight: maxTrafficWeightOf(rollout) };
  }
  const scale = activeCanaryScale(rollout);
  const replicas = optionalInteger(scale?.['replicas']);
  if (replicas !== undefined) return { replicas };
  return { weight: optionalInteger(scale?.['weight']) ?? desiredWeight(rollout, newSet, stableSet) };
}

/**
 * canary.go UseSetCanaryScale: the last setCanaryScale at or before the current step, unless it matches the traffic
 * weight. It needs traffic routing, and an abort ends it (not one with `abortScaleDownDelaySeconds: 0`).
 */
function activeCanaryScale(rollout: Rollout) {
  if (trafficRoutingOf(rollout) === undefined) return undefined;
  if (flagOf(statusOf(rollout).abort) && abortScaleDownDelayOf(rollout).seconds !== undefined) return undefined;
  const scale = stepsSoFar(rollout)?.findLast(({ setCanaryScale }) => isSet(setCanaryScale))?.setCanaryScale;
  const written = optionalObject(scale);
  return flagOf(written?.['matchTrafficWeight']) ? undefined : written;
}
