import { flagOf, optionalInteger } from '../../../manifest/controller/read.ts';
import {
  abortScaleDownDelayOf,
  blueGreenOf,
  canaryOf,
  trafficRoutingOf,
} from '../../../manifest/controller/rollout/defaults.ts';
import type { Scene } from '../scene.ts';
import type { PauseContext } from '../status/pause.ts';
import { hasPause, seconds } from '../status/status.ts';
import type { ReplicaSet } from './replica-set.ts';

/** utils/defaults/defaults.go DefaultScaleDownDelaySeconds. */
const SCALE_DOWN_DELAY_SECONDS = 30;

/** argo-rollouts rollout/context.go haltProgress: scaling and switching rest. */
export const isHalted = (scene: Scene): boolean =>
  scene.isPausedByUser || hasPause(scene.status, 'InconclusiveAnalysisRun');

/** rollout/replicaset.go removeScaleDownDeadlines. */
export function removeDeadlines(scene: Scene, pause: PauseContext): void {
  if (!delaysScaleDownOnAbort(scene, pause)) setDeadline(scene, scene.canary, undefined);
  const { stable, canary } = scene;
  if (stable !== undefined && stable !== canary) setDeadline(scene, stable, undefined);
}

function setDeadline(scene: Scene, set: ReplicaSet, atMs: number | undefined): void {
  if (set.scaleDownAtMs === atMs) return;
  set.scaleDownAtMs = atMs;
  scene.changed = true;
  if (atMs === undefined) return;
  scene.tell({ kind: 'scale-down-delayed', set: set === scene.canary ? 'canary' : 'stable', untilMs: atMs });
}

/** rollout/replicaset.go shouldDelayScaleDownOnAbort: the new pods stay for a while after an abort. */
function delaysScaleDownOnAbort(scene: Scene, pause: PauseContext): boolean {
  const { rollout, stable } = scene;
  if (!pause.isAborted || stable === undefined) return false;
  if (scene.strategy === 'canary' && trafficRoutingOf(rollout) === undefined) return false;
  const delay = abortScaleDownDelayOf(rollout);
  if (delay.seconds === undefined) return false;
  return !(flagOf(canaryOf(rollout)?.dynamicStableScale) && !delay.isWritten);
}

/** rollout/replicaset.go reconcileNewReplicaSet; `count` is what the strategy asks for. True if it has scaled. */
export function reconcileNewSet(scene: Scene, pause: PauseContext, count: number): boolean {
  const { canary, stable, nowMs } = scene;
  let wanted = count;
  if (delaysScaleDownOnAbort(scene, pause) && stable !== undefined) {
    const { scaleDownAtMs } = canary;
    if (scaleDownAtMs === undefined) {
      const delay = abortScaleDownDelayOf(scene.rollout).seconds ?? 0;
      if (stable.available(nowMs) >= scene.replicas) setDeadline(scene, canary, seconds(nowMs + delay * 1000));
      return false;
    }
    if (scaleDownAtMs > nowMs) return false;
    wanted = 0;
  }
  const scaled = scene.scale(canary, wanted);
  if (scaled && wanted === 0 && !delaysScaleDownOnAbort(scene, pause)) canary.scaleDownAtMs = undefined;
  return scaled;
}

/** rollout/replicaset.go scaleDownDelayHelper, for the one ReplicaSet there is besides: how many pods it keeps. */
export function delayedCount(scene: Scene, set: ReplicaSet, kept: number): number {
  const { rollout, nowMs } = scene;
  const strategy = blueGreenOf(rollout) ?? canaryOf(rollout);
  const limit = optionalInteger(strategy?.scaleDownDelayRevisionLimit) ?? Number.POSITIVE_INFINITY;
  const { scaleDownAtMs } = set;
  if (limit < 1) return 0;
  if (scaleDownAtMs !== undefined) return scaleDownAtMs > nowMs ? kept : 0;
  if (set.desired === 0) return 0;
  const delay = optionalInteger(strategy?.scaleDownDelaySeconds) ?? SCALE_DOWN_DELAY_SECONDS;
  // With a delay of 0 there is no deadline to reach, and the pods stay.
  if (delay !== 0) setDeadline(scene, set, seconds(nowMs + delay * 1000));
  return set.desired;
}

/** rollout/replicaset.go isReplicaSetReferenced: what the status or a service still names. */
export function isReferenced({ status, activeHash, previewHash }: Scene, { hash }: ReplicaSet): boolean {
  const { weights } = status;
  return [
    status.stableHash,
    status.currentHash,
    status.activeHash,
    status.previewHash,
    activeHash,
    previewHash,
    weights?.canaryHash,
    weights?.stableHash,
  ].includes(hash);
}

export function scaleOther(scene: Scene, set: ReplicaSet, to: number): number {
  const from = set.desired;
  if (!scene.scale(set, to)) return 0;
  if (to === 0) set.scaleDownAtMs = undefined;
  return from - to;
}
