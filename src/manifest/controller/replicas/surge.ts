import { canaryOf, maxSurgeOf, maxUnavailableOf, replicasOf } from '../rollout/defaults.ts';
import { scaleIntOrPercent } from '../scalars/int-or-string.ts';
import type { Rollout } from '../types.ts';

/** How many pods more, and how many fewer, a Rollout may have than it asks for. */
export interface Fenceposts {
  readonly surge: number;
  readonly unavailable: number;
}

/**
 * argo-rollouts utils/replicaset/replicaset.go resolveFenceposts: surge rounds up, unavailable down; if both come to 0,
 * one pod may be unavailable. A string that is no percentage makes both 0, and the controller ignores the error.
 */
export function resolveFenceposts(rollout: Rollout): Fenceposts {
  const replicas = replicasOf(rollout);
  const surge = scaleIntOrPercent(maxSurgeOf(rollout), replicas, true);
  const unavailable = scaleIntOrPercent(maxUnavailableOf(rollout), replicas, false);
  if (!surge.ok || !unavailable.ok) return { surge: 0, unavailable: 0 };
  const isStuck = surge.value === 0 && unavailable.value === 0;
  return { surge: surge.value, unavailable: isStuck ? 1 : unavailable.value };
}

/** replicaset.go MaxSurge, in pods. */
export const maxSurgePods = (rollout: Rollout): number =>
  canaryOf(rollout) === undefined ? 0 : resolveFenceposts(rollout).surge;

/** replicaset.go MaxUnavailable, in pods. */
export function maxUnavailablePods(rollout: Rollout): number {
  const replicas = replicasOf(rollout);
  if (replicas === 0) return 0;
  if (canaryOf(rollout) !== undefined) return Math.min(resolveFenceposts(rollout).unavailable, replicas);
  const unavailable = scaleIntOrPercent(maxUnavailableOf(rollout), replicas, false);
  return unavailable.ok ? Math.min(unavailable.value, replicas) : 0;
}
