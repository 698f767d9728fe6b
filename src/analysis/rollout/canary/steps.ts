import { flagOf, isSet, objectOf, optionalInteger, optionalObject } from '../../../manifest/controller/read.ts';
import {
  basicCanaryCounts,
  type ReplicaCounts,
  routedCanaryCounts,
} from '../../../manifest/controller/replicas/counts.ts';
import { canaryOf, trafficRoutingOf } from '../../../manifest/controller/rollout/defaults.ts';
import { STEP_ACTIONS } from '../../../manifest/controller/rollout/steps.ts';
import type { CanaryStep } from '../../../manifest/controller/types.ts';
import type { ReplicaSet } from '../pods/replica-set.ts';
import type { Scene } from '../scene.ts';
import type { PauseContext } from '../status/pause.ts';
import type { Draft, Weights } from '../status/status.ts';
import type { StepKind } from '../timeline.ts';

export const stepKind = (step: CanaryStep): StepKind => STEP_ACTIONS.find((kind) => isSet(step[kind])) ?? 'none';

/** The counts that the controller asks for next, with the weights given (it has old and new ones at hand). */
export function canaryCounts(scene: Scene, weights: Weights | undefined): ReplicaCounts {
  const { rollout, nowMs } = scene;
  const fresh = scene.canary.state(nowMs);
  const stable = scene.stable?.state(nowMs);
  if (trafficRoutingOf(rollout) !== undefined) return routedCanaryCounts(rollout, fresh, stable, weights);
  const others = scene.others.map((set) => set.state(nowMs));
  return basicCanaryCounts(rollout, fresh, stable, others);
}

/** argo-rollouts utils/replicaset/canary.go AtDesiredReplicaCountsForCanary. */
export function isAtDesiredCounts(scene: Scene, weights: Weights | undefined): boolean {
  const { rollout, nowMs, stable } = scene;
  const counts = canaryCounts(scene, weights);
  if (!isThresholdMet(scene, scene.canary, counts.canary)) return false;
  const isRouted = trafficRoutingOf(rollout) !== undefined;
  if (!isRouted || !flagOf(canaryOf(rollout)?.dynamicStableScale)) {
    if (stable === undefined || stable.desired !== counts.stable || stable.created !== counts.stable) return false;
  }
  return isRouted || scene.others.every((set) => set.available(nowMs) === 0);
}

/** canary.go ReplicaProgressThresholdMet: all pods have to be available, or as many as the rollout says are enough. */
export function isThresholdMet(scene: Scene, set: ReplicaSet, desired: number): boolean {
  const available = set.available(scene.nowMs);
  const threshold = optionalObject(canaryOf(scene.rollout)?.replicaProgressThreshold);
  const value = optionalInteger(threshold?.['value']) ?? 0;
  if (threshold === undefined || value < 0) return set.desired === desired && available === desired;
  if (threshold['type'] !== 'Percent') return available >= value;
  if (desired === 0) return true;
  const percentage = (available / desired) * 100;
  return percentage >= value || Math.abs(percentage - value) <= 1e-10;
}

/** rollout/canary.go completedCurrentCanaryStep. Weights count as verified, plugins succeed at once. */
export function isStepCompleted(scene: Scene, pause: PauseContext, draft: Draft): boolean {
  const step = scene.currentStep;
  if (scene.isPausedByUser || step === undefined) return false;
  switch (stepKind(step)) {
    case 'pause':
      return pause.isStepPauseOver(objectOf(step.pause));
    case 'setCanaryScale':
    case 'setWeight':
      return isAtDesiredCounts(scene, draft.weights);
    case 'experiment':
      return scene.experiments.some(({ name, phase }) => name === scene.status.experiment && phase === 'Successful');
    case 'analysis':
      return scene.run(draft.stepRun)?.phase === 'Successful';
    case 'none':
      return false;
    default:
      return true;
  }
}
