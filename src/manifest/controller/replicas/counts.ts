import { flagOf, objectOf, optionalInteger, optionalObject } from '../read.ts';
import { canaryOf, maxTrafficWeightOf, replicasOf, trafficRoutingOf } from '../rollout/defaults.ts';
import type { Rollout } from '../types.ts';
import { maxSurgePods, maxUnavailablePods } from './surge.ts';
import { canaryScale, type ReplicaSetState, weightToReplicas } from './weights.ts';

/** How many pods of each. */
export interface ReplicaCounts {
  readonly canary: number;
  readonly stable: number;
}

/**
 * argo-rollouts utils/replicaset/canary.go approximateWeightedCanaryStableReplicaCounts: without traffic routing the
 * weight is a ratio of pods. The nearest ratio is taken, of two the larger canary; a weight between the ends keeps at
 * least one pod of each where there are two or more (a surge pod counts).
 */
export function approximateCounts(
  replicas: number,
  weight: number,
  maxWeight: number,
  maxSurge: number,
): ReplicaCounts {
  if (replicas === 0) return { canary: 0, stable: 0 };
  // The controller multiplies in 32 bits.
  const share = Math.imul(replicas, weight) / maxWeight;
  const [ceiling, floor] = [Math.ceil(share), Math.floor(share)];
  const mayBeZero = weight === maxWeight || weight === 0 || (replicas === 1 && maxSurge === 0);
  const mayRoundDown = (total: number): boolean =>
    fraction(total * (weight / maxWeight)) !== 0.5 && (floor !== 0 || mayBeZero);
  const options: { readonly canary: number; readonly total: number }[] = [];
  if (ceiling < replicas || mayBeZero) options.push({ canary: ceiling, total: replicas });
  if (mayRoundDown(replicas)) options.push({ canary: floor, total: replicas });
  if (maxSurge > 0) {
    options.push({ canary: ceiling, total: replicas + 1 });
    if (mayRoundDown(replicas + 1)) options.push({ canary: floor, total: replicas + 1 });
  }
  let best = { canary: 0, total: replicas };
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const option of options) {
    const distance = Math.abs(Math.imul(option.canary, maxWeight) / option.total - weight);
    if (distance < bestDistance) [best, bestDistance] = [option, distance];
  }
  return { canary: best.canary, stable: best.total - best.canary };
}

const fraction = (value: number): number => value - Math.trunc(value);

/**
 * canary.go CalculateReplicaCountsForBasicCanary: the counts that the controller sets next, from where the ReplicaSets
 * are. It never exceeds replicas + maxSurge nor goes below replicas - maxUnavailable available pods.
 */
export function basicCanaryCounts(
  rollout: Rollout,
  newSet: ReplicaSetState | undefined,
  stableSet: ReplicaSetState | undefined,
  olderSets: readonly ReplicaSetState[],
): ReplicaCounts {
  const replicas = replicasOf(rollout);
  const maxSurge = maxSurgePods(rollout);
  const scale = canaryScale(rollout, newSet, stableSet);
  const weight = 'weight' in scale ? scale.weight : 0;
  const hasStable = stableSet !== undefined && stableSet.name !== newSet?.name;
  const desired = hasStable
    ? approximateCounts(replicas, weight, maxTrafficWeightOf(rollout), maxSurge)
    : { canary: replicas, stable: 0 };
  const older = olderSets.reduce((sum, set) => sum + set.replicas, 0);
  const most = replicas + maxSurge;
  const current = { canary: newSet?.replicas ?? 0, stable: hasStable ? stableSet.replicas : 0 };

  const grown = scaleUp(current, desired, most - older - current.canary - current.stable, newSet !== undefined);
  // Older ReplicaSets go first.
  if (older > 0) return grown;
  const fewest = replicas - maxUnavailablePods(rollout);
  const isIncreasing = newSet === undefined || desired.canary >= newSet.replicas;
  const available = scaleDownReplicas(newSet, !isIncreasing) + scaleDownReplicas(stableSet, isIncreasing);
  if (available <= fewest) return grown;
  const surplus = available - fewest;
  if (!isIncreasing) {
    const drained = drain(newSet, desired.canary, surplus, grown.canary);
    const [canary, stable] = withinLimits(newSet, stableSet, drained, grown.stable, most, fewest);
    return { canary, stable };
  }
  if (!hasStable) return grown;
  const drained = drain(stableSet, desired.stable, surplus, grown.stable);
  const [stable, canary] = withinLimits(stableSet, newSet, drained, grown.canary, most, fewest);
  return { canary, stable };
}

/** The stable pods come first. */
function scaleUp(current: ReplicaCounts, desired: ReplicaCounts, room: number, hasNew: boolean): ReplicaCounts {
  let left = room;
  let { canary, stable } = current;
  if (stable < desired.stable && left > 0) {
    const added = Math.min(left, desired.stable - stable);
    stable += added;
    left -= added;
  }
  if (hasNew && canary < desired.canary && left > 0) canary = Math.min(canary + left, desired.canary);
  return { canary, stable };
}

/** canary.go GetReplicasForScaleDown: pods that are about to go do not count as available. */
function scaleDownReplicas(set: ReplicaSetState | undefined, ignoresAvailability: boolean): number {
  if (set === undefined) return 0;
  return ignoresAvailability ? set.replicas : Math.min(set.replicas, set.available);
}

/** canary.go calculateScaleDownReplicaCount. */
const drain = (set: ReplicaSetState | undefined, desired: number, surplus: number, count: number): number =>
  set !== undefined && set.replicas > desired ? Math.max(desired, set.replicas - surplus) : count;

/** canary.go adjustReplicaWithinLimits: takes what exceeds the surge from `adjusted`, as far as availability allows. */
function withinLimits(
  drained: ReplicaSetState | undefined,
  adjusted: ReplicaSetState | undefined,
  drainedCount: number,
  adjustedCount: number,
  most: number,
  fewest: number,
): readonly [number, number] {
  if (adjusted === undefined) return [drainedCount, adjustedCount];
  const reduced = adjustedCount - Math.max(0, adjustedCount + drainedCount - most);
  const available = Math.min(drained?.available ?? 0, drained === undefined ? 0 : drainedCount);
  const total = available + Math.min(adjusted.available, reduced);
  const lost = Math.max(0, adjusted.available - reduced);
  const count = reduced + Math.min(lost, Math.max(0, fewest - total));
  return [drainedCount - Math.max(0, count + drainedCount - most), count];
}

/** The weights that the router has now. */
export interface TrafficWeights {
  readonly canary: number;
  readonly stable: number;
}

/** `status.canary.weights`, undefined where the router has told nothing. */
export function trafficWeightsOf(rollout: Rollout): TrafficWeights | undefined {
  const weights = optionalObject(objectOf(objectOf(rollout.status)['canary'])['weights']);
  if (weights === undefined) return undefined;
  const weightOf = (name: string): number => optionalInteger(objectOf(weights[name])['weight']) ?? 0;
  return { canary: weightOf('canary'), stable: weightOf('stable') };
}

/**
 * canary.go CalculateReplicaCountsForTrafficRoutedCanary: with traffic routing the stable pods stay at full number,
 * unless dynamicStableScale lets them follow the weight, the actual or the desired one, whichever needs more.
 */
export function routedCanaryCounts(
  rollout: Rollout,
  newSet: ReplicaSetState | undefined,
  stableSet: ReplicaSetState | undefined,
  weights: TrafficWeights | undefined,
): ReplicaCounts {
  const replicas = replicasOf(rollout);
  const maxWeight = maxTrafficWeightOf(rollout);
  const scale = canaryScale(rollout, newSet, stableSet);
  const weight = 'weight' in scale ? scale.weight : 0;
  let canary =
    'replicas' in scale ? scale.replicas : withMinimum(rollout, weightToReplicas(replicas, weight, maxWeight));
  if (!flagOf(canaryOf(rollout)?.dynamicStableScale)) return { canary, stable: replicas };
  let stable = weightToReplicas(replicas, maxWeight - weight, maxWeight);
  if (weights !== undefined) {
    stable = Math.max(stable, weightToReplicas(replicas, weights.stable, maxWeight));
    if (flagOf(objectOf(rollout.status)['abort'])) {
      canary = Math.max(canary, weightToReplicas(replicas, weights.canary, maxWeight));
    }
  }
  return { canary: withMinimum(rollout, canary), stable: withMinimum(rollout, stable) };
}

/** canary.go CheckMinPodsPerReplicaSet. */
function withMinimum(rollout: Rollout, count: number): number {
  const minimum = optionalInteger(canaryOf(rollout)?.minPodsPerReplicaSet);
  if (count === 0 || minimum === undefined || trafficRoutingOf(rollout) === undefined) return count;
  return Math.max(count, Math.min(minimum, replicasOf(rollout)));
}
