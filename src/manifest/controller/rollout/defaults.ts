import { objectOf, optionalInteger, optionalObject, type Value } from '../read.ts';
import type { BlueGreenStrategy, CanaryStrategy, Rollout, RolloutSpec, TrafficRouting } from '../types.ts';

/* argo-rollouts utils/defaults/defaults.go and utils/weightutil: what counts where a Rollout says nothing. */

export const specOf = (rollout: Rollout): RolloutSpec => objectOf(rollout.spec);

export const canaryOf = (rollout: Rollout): CanaryStrategy | undefined =>
  optionalObject(objectOf(specOf(rollout).strategy)['canary']);

export const blueGreenOf = (rollout: Rollout): BlueGreenStrategy | undefined =>
  optionalObject(objectOf(specOf(rollout).strategy)['blueGreen']);

export const trafficRoutingOf = (rollout: Rollout): TrafficRouting | undefined =>
  optionalObject(canaryOf(rollout)?.trafficRouting);

/** True if `plugins` names at least one router. */
export const hasPlugins = (routing: TrafficRouting): boolean => Object.keys(objectOf(routing.plugins)).length > 0;

export const replicasOf = (rollout: Rollout): number => optionalInteger(specOf(rollout).replicas) ?? 1;

export const revisionHistoryLimitOf = (rollout: Rollout): number =>
  optionalInteger(specOf(rollout).revisionHistoryLimit) ?? 10;

export const progressDeadlineSecondsOf = (rollout: Rollout): number =>
  optionalInteger(specOf(rollout).progressDeadlineSeconds) ?? 600;

/** 25 %: maxSurge and maxUnavailable read every string as a percentage. */
const DEFAULT_SURGE = '25';

export const maxSurgeOf = (rollout: Rollout): Value => canaryOf(rollout)?.maxSurge ?? DEFAULT_SURGE;

export const maxUnavailableOf = (rollout: Rollout): Value =>
  blueGreenOf(rollout)?.maxUnavailable ?? canaryOf(rollout)?.maxUnavailable ?? DEFAULT_SURGE;

/** weightutil.MaxTrafficWeight: what all weights add up to. */
export const maxTrafficWeightOf = (rollout: Rollout): number =>
  optionalInteger(trafficRoutingOf(rollout)?.maxTrafficWeight) ?? 100;

/**
 * defaults.go GetAbortScaleDownDelaySecondsOrDefault. `seconds` is undefined where the new pods are never scaled down
 * after an abort (a written 0).
 */
export function abortScaleDownDelayOf(rollout: Rollout): {
  readonly seconds: number | undefined;
  readonly isWritten: boolean;
} {
  const blueGreen = blueGreenOf(rollout);
  const canary = canaryOf(rollout);
  if (blueGreen === undefined && (canary === undefined || trafficRoutingOf(rollout) === undefined)) {
    return { seconds: 0, isWritten: false };
  }
  const written = optionalInteger((blueGreen ?? canary)?.abortScaleDownDelaySeconds);
  return { seconds: written === 0 ? undefined : (written ?? 30), isWritten: written !== undefined };
}
