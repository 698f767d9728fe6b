import { isSet, optionalInteger, textOf } from '../../../manifest/controller/read.ts';
import { blueGreenOf } from '../../../manifest/controller/rollout/defaults.ts';
import { isHalted, reconcileNewSet, removeDeadlines } from '../pods/scaling.ts';
import { isSaturated, reconcileAnalysisRuns } from '../runs/reconcile.ts';
import type { Scene } from '../scene.ts';
import { isAutoPromoted, PauseContext } from '../status/pause.ts';
import { baseStatus, persist } from '../status/persist.ts';
import { type Draft, hasPause, isFullyPromoted } from '../status/status.ts';
import { scaleDownOld } from './scale-down.ts';

/** argo-rollouts rollout/bluegreen.go rolloutBlueGreen: one pass. Target groups of load balancers count as verified. */
export function reconcileBlueGreen(scene: Scene): void {
  const pause = new PauseContext(scene);
  if (isFullyPromoted(scene.status)) pause.removeAbort();
  if (!isHalted(scene) && textOf(blueGreenOf(scene.rollout)?.previewService) !== '') {
    switchService(scene, 'preview', scene.canary.hash);
  }
  removeDeadlines(scene, pause);
  if (scene.stable !== undefined) scene.scale(scene.stable, scene.replicas);
  reconcileNewSet(scene, pause, newCount(scene));
  scaleDownOld(scene);
  reconcilePause(scene, pause);
  reconcileActiveService(scene, pause);
  const draft = { ...baseStatus(scene), ...reconcileAnalysisRuns(scene, pause) };
  syncStatus(scene, pause, draft);
}

function switchService(scene: Scene, service: 'active' | 'preview', hash: string): void {
  if (hash === (service === 'active' ? scene.activeHash : scene.previewHash)) return;
  if (service === 'active') scene.activeHash = hash;
  else scene.previewHash = hash;
  scene.changed = true;
  scene.tellCause({ kind: 'service', service, to: hash === scene.canary.hash ? 'canary' : 'stable' });
}

/** utils/replicaset/replicaset.go NewRSNewReplicas, for blue-green. */
function newCount(scene: Scene): number {
  const { status, canary, rollout, replicas } = scene;
  const preview = optionalInteger(blueGreenOf(rollout)?.previewReplicaCount);
  if (preview === undefined) return replicas;
  const active = scene.sets.find(({ hash }) => hash === status.activeHash);
  if (active === undefined || active === canary || status.promoteFull) return replicas;
  if (canary.hash !== status.currentHash) return preview;
  const isPaused = scene.isPausedByUser || status.pauses.length > 0;
  return !isPaused && status.scaleUpCheckpoint ? replicas : preview;
}

/** replicaset.go ReadyForPause. */
function isReadyForPause(scene: Scene): boolean {
  const { canary, nowMs } = scene;
  const count = newCount(scene);
  return canary.desired === count && canary.available(nowMs) === count;
}

/** bluegreen.go isBlueGreenFastTracked. */
const isFastTracked = ({ stable, canary, status, activeHash }: Scene): boolean =>
  stable === canary || status.promoteFull || activeHash === '' || activeHash === canary.hash;

/** pause.go completedPrePromotionAnalysis; the runs are those from before this pass. */
function hasPassedPrePromotion(scene: Scene): boolean {
  const { rollout, status } = scene;
  return !isSet(blueGreenOf(rollout)?.prePromotionAnalysis) || scene.run(status.preRun)?.phase === 'Successful';
}

/** bluegreen.go reconcileBlueGreenPause. */
function reconcilePause(scene: Scene, pause: PauseContext): void {
  const { status, rollout } = scene;
  if (status.abort || !isReadyForPause(scene) || isHalted(scene)) return;
  const strategy = blueGreenOf(rollout);
  const isManaged =
    !isAutoPromoted(strategy?.autoPromotionEnabled) || (optionalInteger(strategy?.autoPromotionSeconds) ?? 0) > 0;
  if (isFastTracked(scene) || status.scaleUpCheckpoint || !isManaged) {
    pause.remove('BlueGreenPause');
    return;
  }
  if (!hasPassedPrePromotion(scene)) return;
  if (!hasPause(status, 'BlueGreenPause')) {
    if (!status.controllerPause) pause.add('BlueGreenPause');
  } else if (pause.isBlueGreenPauseOver) pause.remove('BlueGreenPause');
}

/** rollout/service.go reconcileActiveService. */
function reconcileActiveService(scene: Scene, pause: PauseContext): void {
  if (isHalted(scene) || !isReadyForPause(scene) || !isSaturated(scene)) return;
  const { status, canary } = scene;
  const isDue = isFastTracked(scene) || (pause.isBlueGreenPauseOver && hasPassedPrePromotion(scene));
  switchService(scene, 'active', status.abort ? status.stableHash : isDue ? canary.hash : scene.activeHash);
}

/** bluegreen.go syncRolloutStatusBlueGreen. */
function syncStatus(scene: Scene, pause: PauseContext, draft: Draft): void {
  const { status } = scene;
  if (status.promoteFull) {
    pause.clear();
    pause.removeAbort();
  }
  draft.activeHash = scene.activeHash;
  draft.previewHash = scene.previewHash;
  const reason = promotionReason(scene, pause, draft);
  if (reason === undefined) {
    draft.scaleUpCheckpoint = isPastCheckpoint(scene, pause, draft);
  } else {
    pause.clear();
    pause.removeAbort();
    draft.promoteFull = false;
    draft.scaleUpCheckpoint = false;
    if (draft.stableHash !== draft.currentHash) {
      draft.stableHash = draft.currentHash;
      scene.tell({ kind: 'promoted', reason });
    }
  }
  const active = scene.sets.find(({ hash }) => hash === draft.activeHash);
  if (active !== undefined) {
    draft.available = active.available(scene.nowMs);
    draft.ready = active.ready(scene.nowMs);
  }
  persist(scene, pause, draft, 'completed');
}

/** rollout/sync.go shouldFullPromote, for blue-green. */
function promotionReason(scene: Scene, pause: PauseContext, draft: Draft): string | undefined {
  const { status, stable, canary, rollout } = scene;
  if (stable === undefined || draft.activeHash === '') return 'Initial deploy';
  if (draft.activeHash !== draft.currentHash) return undefined;
  if (status.promoteFull) return 'Full promotion requested';
  if (stable === canary) return 'Fast rollback';
  if (pause.isAborted) return undefined;
  const isWaiting =
    isSet(blueGreenOf(rollout)?.postPromotionAnalysis) && scene.run(draft.postRun)?.phase !== 'Successful';
  return isWaiting ? undefined : 'Completed blue-green update';
}

/** bluegreen.go calculateScaleUpPreviewCheckPoint: once the preview has passed, all pods are wanted. */
function isPastCheckpoint(scene: Scene, pause: PauseContext, draft: Draft): boolean {
  const { status, rollout, canary, nowMs } = scene;
  const preview = optionalInteger(blueGreenOf(rollout)?.previewReplicaCount);
  if (preview === undefined) return false;
  if (status.scaleUpCheckpoint) return true;
  const hasAnalysis = isSet(blueGreenOf(rollout)?.prePromotionAnalysis);
  if (hasAnalysis && scene.run(draft.preRun)?.phase !== 'Successful') return false;
  return pause.isBlueGreenPauseOver && preview === canary.available(nowMs);
}
