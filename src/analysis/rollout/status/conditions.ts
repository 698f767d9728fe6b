import { isSet, textOf } from '../../../manifest/controller/read.ts';
import { blueGreenOf, progressDeadlineSecondsOf } from '../../../manifest/controller/rollout/defaults.ts';
import type { Scene } from '../scene.ts';
import type { PauseContext } from './pause.ts';
import { type Draft, isFullyPromoted, type ProgressCondition, type Status, seconds } from './status.ts';

/** utils/conditions/conditions.go RolloutProgressing. */
function hasProgressed(scene: Scene, draft: Draft): boolean {
  const { status } = scene;
  const bySwitch =
    scene.strategy === 'blueGreen'
      ? draft.activeHash !== status.activeHash || draft.previewHash !== status.previewHash
      : draft.stableHash !== status.stableHash ||
        (draft.stepIndex !== undefined && status.stepIndex !== undefined && draft.stepIndex !== status.stepIndex);
  return (
    bySwitch ||
    draft.updated !== status.updated ||
    draft.replicas - draft.updated < status.replicas - status.updated ||
    draft.ready > status.ready ||
    draft.available > status.available
  );
}

/** conditions.go RolloutHealthy. */
export function isHealthy(scene: Scene, draft: Status): boolean {
  const { replicas, rollout, steps } = scene;
  if (draft.updated !== replicas || draft.available !== replicas || scene.isSpecNew) return false;
  if (scene.strategy === 'blueGreen') {
    const hasPreview = textOf(blueGreenOf(rollout)?.previewService) !== '';
    return draft.activeHash === draft.currentHash && (!hasPreview || draft.previewHash === draft.currentHash);
  }
  const hasDoneSteps = draft.stepIndex === undefined || draft.stepIndex === steps.length;
  return hasDoneSteps && draft.stableHash !== '' && isFullyPromoted(draft) && draft.replicas === replicas;
}

/** conditions.go RolloutTimedOut. */
function isTimedOut(scene: Scene, progress: ProgressCondition): boolean {
  if (progress.reason === 'RolloutAborted' || progress.reason === 'RolloutPaused') return false;
  if (progress.reason === 'ProgressDeadlineExceeded') return true;
  return progress.updatedMs + progressDeadlineSecondsOf(scene.rollout) * 1000 < scene.nowMs;
}

/** rollout/sync.go isIndefiniteStep: steps that may take as long as they like. */
export function isIndefiniteStep(scene: Scene): boolean {
  const step = scene.currentStep;
  if (step !== undefined && [step.experiment, step.analysis, step.pause].some(isSet)) return true;
  return scene.status.isPausedCondition;
}

const isWaitingForScaleDown = (scene: Scene): boolean =>
  scene.others.some(({ scaleDownAtMs }) => scaleDownAtMs !== undefined);

const timeoutMessage = (scene: Scene): string => `ReplicaSet "${scene.canary.name}" has timed out progressing.`;

/** rollout/sync.go evaluateProgressDeadlineAbort. */
export function abortOverdue(scene: Scene, pause: PauseContext, draft: Draft): void {
  if (pause.isAborted || (draft.stableHash !== '' && isFullyPromoted(draft)) || hasProgressed(scene, draft)) return;
  if (isIndefiniteStep(scene) || isWaitingForScaleDown(scene) || !isTimedOut(scene, scene.status.progress)) return;
  tellDeadline(scene);
  pause.addAbort({ message: timeoutMessage(scene), cause: 'progressDeadline', by: undefined });
}

const tellDeadline = (scene: Scene): void =>
  scene.tell({
    kind: 'progress-deadline',
    seconds: progressDeadlineSecondsOf(scene.rollout),
    message: timeoutMessage(scene),
  });

/** rollout/sync.go calculateRolloutConditions. */
export function updateConditions(scene: Scene, pause: PauseContext, draft: Draft): void {
  const { status, nowMs } = scene;
  const isPaused = draft.pauses.length > 0 || scene.isPausedByUser;
  const healthy = isHealthy(scene, draft);
  const becameUnhealthy = status.isHealthy === true && (isPaused || !healthy);
  if (!isPaused && healthy) draft.isHealthy = true;
  else if (status.isHealthy !== undefined) draft.isHealthy = false;
  const set = (next: Omit<ProgressCondition, 'updatedMs'>): void => {
    const { status: was, reason } = draft.progress;
    if (was !== next.status || reason !== next.reason) draft.progress = { ...next, updatedMs: seconds(nowMs) };
  };
  if (pause.isAborted) {
    const reason = pause.abort === undefined || pause.abort.message === '' ? '' : `: ${pause.abort.message}`;
    const message = `Rollout aborted update to revision ${scene.revision}${reason}`;
    set({ status: 'False', reason: 'RolloutAborted', message });
  } else if (healthy) {
    const message = `ReplicaSet "${scene.canary.name}" has successfully progressed.`;
    set({ status: 'True', reason: 'NewReplicaSetAvailable', message });
  } else if (hasProgressed(scene, draft) || becameUnhealthy) {
    const isLoss = isFullyPromoted(draft) && becameUnhealthy;
    draft.progress = {
      status: 'True',
      reason: isLoss ? 'ReplicaSetNotAvailable' : 'ReplicaSetUpdated',
      message: isLoss
        ? 'Rollout does not have minimum availability'
        : `ReplicaSet "${scene.canary.name}" is progressing.`,
      updatedMs: seconds(nowMs),
    };
  } else if (!isIndefiniteStep(scene) && !isWaitingForScaleDown(scene) && isTimedOut(scene, draft.progress)) {
    if (draft.progress.reason !== 'ProgressDeadlineExceeded') tellDeadline(scene);
    set({ status: 'False', reason: 'ProgressDeadlineExceeded', message: timeoutMessage(scene) });
  }
}
