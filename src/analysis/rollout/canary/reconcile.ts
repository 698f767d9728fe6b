import { isSet } from '../../../manifest/controller/read.ts';
import { isHalted, reconcileNewSet, removeDeadlines } from '../pods/scaling.ts';
import { reconcileAnalysisRuns } from '../runs/reconcile.ts';
import { ReconcileError, type Scene } from '../scene.ts';
import { PauseContext } from '../status/pause.ts';
import { baseStatus, persist, type StepEnd } from '../status/persist.ts';
import { type Draft, hasPause, isFullyPromoted } from '../status/status.ts';
import { reconcileExperiment } from './experiments.ts';
import { scaleDownOld } from './scale-down.ts';
import { canaryCounts, isStepCompleted, isThresholdMet } from './steps.ts';
import { routedWeights } from './traffic.ts';

/** argo-rollouts rollout/canary.go rolloutCanary: one pass. Throws a ReconcileError where the controller gives up. */
export function reconcileCanary(scene: Scene): void {
  const pause = new PauseContext(scene);
  if (isFullyPromoted(scene.status)) pause.removeAbort();
  const draft = baseStatus(scene);
  const experiment = scene.experiments.find(({ name }) => name === scene.status.experiment);
  draft.weights = routedWeights(scene, pause, experiment);
  draft.experiment = reconcileExperiment(scene, pause, experiment);
  try {
    Object.assign(draft, reconcileAnalysisRuns(scene, pause));
  } catch (error) {
    if (!(error instanceof ReconcileError && pause.hasAdded)) throw error;
  }
  // A pause that an inconclusive analysis asks for comes before all scaling.
  if (!pause.hasAdded && !reconcileReplicaSets(scene, pause, draft)) reconcilePause(scene, pause);
  syncStatus(scene, pause, draft);
}

/** rollout/canary.go reconcileCanaryReplicaSets: stable pods, new ones, others. True if one of them was scaled. */
function reconcileReplicaSets(scene: Scene, pause: PauseContext, draft: Draft): boolean {
  if (isHalted(scene)) return false;
  removeDeadlines(scene, pause);
  const { stable, canary, status } = scene;
  if (stable !== undefined && stable !== canary) {
    // With the weights from before this pass: the pods follow the traffic.
    if (scene.scale(stable, canaryCounts(scene, status.weights).stable)) return true;
  }
  if (reconcileNewSet(scene, pause, canaryCounts(scene, draft.weights).canary)) return true;
  return scaleDownOld(scene);
}

/** rollout/canary.go reconcileCanaryPause. */
function reconcilePause(scene: Scene, pause: PauseContext): void {
  const { status, currentStep } = scene;
  if (scene.isPausedByUser || status.promoteFull || !isSet(currentStep?.pause)) return;
  if (!hasPause(status, 'CanaryPauseStep') && !status.controllerPause) pause.add('CanaryPauseStep');
}

/** rollout/canary.go syncRolloutStatusCanary. */
function syncStatus(scene: Scene, pause: PauseContext, draft: Draft): void {
  const { status, steps } = scene;
  let stepEnd: StepEnd = 'skipped';
  if (status.promoteFull) {
    pause.clear();
    pause.removeAbort();
    if (steps.length > 0) draft.stepIndex = steps.length;
  }
  const reason = promotionReason(scene, pause);
  if (reason !== undefined) {
    pause.clear();
    pause.removeAbort();
    draft.promoteFull = false;
    draft.stepIndex = steps.length > 0 ? steps.length : undefined;
    if (draft.stableHash !== draft.currentHash) {
      draft.stableHash = draft.currentHash;
      scene.tell({ kind: 'promoted', reason });
    }
  } else if (pause.isAborted) {
    if (steps.length > 0) draft.stepIndex = isFullyPromoted(draft) ? steps.length : 0;
  } else if (isStepCompleted(scene, pause, draft)) {
    stepEnd = 'completed';
    draft.stepIndex = (draft.stepIndex ?? 0) + 1;
    draft.stepRun = undefined;
    pause.remove('CanaryPauseStep');
  }
  persist(scene, pause, draft, stepEnd);
}

/** rollout/sync.go shouldFullPromote, for a canary. */
function promotionReason(scene: Scene, pause: PauseContext): string | undefined {
  const { status, canary, stable, steps, replicas, nowMs } = scene;
  if (stable === undefined) return 'Initial deploy';
  if (pause.isAborted) return undefined;
  if (canary.available(nowMs) < replicas && !isThresholdMet(scene, canary, replicas)) return undefined;
  if (status.promoteFull) return 'Full promotion requested';
  if (stable === canary) return 'Fast rollback';
  const isDone = steps.length === 0 || (status.stepIndex ?? 0) === steps.length;
  return isDone ? `Completed all ${steps.length} canary steps` : undefined;
}
