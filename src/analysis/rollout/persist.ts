import { flagOf, isSet, textOf } from '../../manifest/controller/read.ts';
import {
  blueGreenOf,
  progressDeadlineSecondsOf,
  specOf,
  trafficRoutingOf,
} from '../../manifest/controller/rollout/defaults.ts';
import { isCompleted } from '../run.ts';
import { type PauseContext, pauseEndMs } from './pause.ts';
import type { Scene } from './scene.ts';
import { type Draft, isFullyPromoted, type ProgressCondition, type Status, seconds } from './status.ts';
import { stepKind } from './steps.ts';
import type { RolloutPhase } from './timeline.ts';

/** Why the step index has moved on. */
export type StepEnd = 'completed' | 'skipped' | 'aborted';

/** rollout/sync.go calculateBaseStatus: the start of a new status, runs and experiment left empty. */
export function baseStatus(scene: Scene): Draft {
  const { status, canary, nowMs } = scene;
  return {
    ...status,
    currentHash: canary.hash,
    replicas: scene.total((set) => set.created),
    updated: canary.created,
    ready: scene.total((set) => set.ready(nowMs)),
    available: scene.total((set) => set.available(nowMs)),
    stepRun: undefined,
    backgroundRun: undefined,
    preRun: undefined,
    postRun: undefined,
    experiment: undefined,
  };
}

/**
 * rollout/sync.go persistRolloutStatus: the deadline, pauses and aborting, the conditions, the phase. `stepEnd` says why
 * the step index has moved, if it has.
 */
export function persist(scene: Scene, pause: PauseContext, draft: Draft, stepEnd: StepEnd): void {
  if (flagOf(specOf(scene.rollout).progressDeadlineAbort)) abortOverdue(scene, pause, draft);
  pause.apply(draft);
  updateConditions(scene, pause, draft);
  [draft.phase, draft.message] = phaseOf(scene, draft);
  scene.isSpecNew = false;
  replaceStatus(scene, draft, { stepEnd, abort: pause.abort });
}

/** The new status takes the place of the old one, and what has changed by it is told. */
export function replaceStatus(
  scene: Scene,
  next: Status,
  told: { readonly stepEnd: StepEnd; readonly resume?: 'person'; readonly abort: PauseContext['abort'] },
): void {
  const before = scene.status;
  if (JSON.stringify(before) === JSON.stringify(next)) return;
  scene.changed = true;
  // A router has done as it was told before the step counts as done.
  scene.status = { ...before, weights: next.weights };
  if (next.abort && !before.abort && told.abort !== undefined) scene.tell({ kind: 'abort', ...told.abort });
  for (const { reason } of before.pauses) {
    if (next.pauses.some((pause) => pause.reason === reason)) continue;
    const why = next.abort ? 'aborted' : next.promoteFull || isFullyPromoted(next) ? 'promoted' : 'elapsed';
    scene.tell({ kind: 'resume', reason, why: told.resume ?? why });
  }
  const nextIndex = Math.min(next.stepIndex ?? 0, scene.steps.length);
  if (next.abort && !before.abort) tellStepEnd(scene, 'aborted', nextIndex);
  else if (next.stepIndex !== before.stepIndex) tellStepEnd(scene, told.stepEnd, nextIndex);
  scene.status = { ...next };
  if (scene.enteredStep === undefined) tellStepStart(scene);
  for (const pause of next.pauses) {
    if (before.pauses.some(({ reason }) => reason === pause.reason)) continue;
    scene.tell({ kind: 'pause', reason: pause.reason, untilMs: pauseEndMs(scene, pause) });
  }
}

function tellStepEnd(scene: Scene, why: StepEnd, next: number): void {
  const { steps, enteredStep: step } = scene;
  if (step === undefined) return;
  scene.enteredStep = undefined;
  scene.tell({ kind: 'step-end', step, of: steps.length, what: stepKind(steps[step] ?? {}), why, next });
}

/** The current step is entered; not while the rollout is aborted, nor in a first deployment, which has no steps. */
export function tellStepStart(scene: Scene): void {
  const { steps, currentStep, status } = scene;
  const { stepIndex: step, abort, stableHash } = status;
  if (currentStep === undefined || step === undefined || abort || stableHash === '') return;
  scene.enteredStep = step;
  scene.tell({ kind: 'step-start', step, of: steps.length, what: stepKind(currentStep) });
}

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
function abortOverdue(scene: Scene, pause: PauseContext, draft: Draft): void {
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
function updateConditions(scene: Scene, pause: PauseContext, draft: Draft): void {
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

/**
 * rollout/sync.go checkPausedConditions, with which every pass begins: a pause stops the clock of the progress deadline,
 * its end winds it up again. True if the pass ends here.
 */
export function checkPausedConditions(scene: Scene): boolean {
  if (scene.isSpecNew) return false;
  const { status, nowMs } = scene;
  const isPaused = status.pauses.length > 0 || scene.isPausedByUser;
  const { reason } = status.progress;
  const isAborted = reason === 'RolloutAborted';
  const next: Draft = { ...status };
  const updatedMs = seconds(nowMs);
  const isComplete = status.stableHash !== '' && isFullyPromoted(status);
  if (isPaused !== (reason === 'RolloutPaused') && !isAborted && !isComplete) {
    next.progress = isPaused
      ? { status: 'Unknown', reason: 'RolloutPaused', message: 'Rollout is paused', updatedMs }
      : { status: 'Unknown', reason: 'RolloutResumed', message: 'Rollout is resumed', updatedMs };
  }
  if (!status.abort && isAborted) {
    next.progress = { status: 'Unknown', reason: 'RolloutRetry', message: 'Retrying Rollout after abort', updatedMs };
  }
  if (isPaused !== status.isPausedCondition && !isAborted) next.isPausedCondition = isPaused;
  if (next.progress === status.progress && next.isPausedCondition === status.isPausedCondition) return false;
  [next.phase, next.message] = phaseOf(scene, next);
  replaceStatus(scene, next, { stepEnd: 'completed', abort: undefined });
  return true;
}

/** utils/rollout/rolloututil.go CalculateRolloutPhase. */
export function phaseOf(scene: Scene, status: Status): readonly [RolloutPhase, string] {
  const { progress } = status;
  if (progress.reason === 'RolloutAborted' || progress.reason === 'ProgressDeadlineExceeded') {
    return ['Degraded', `${progress.reason}: ${progress.message}`];
  }
  if (scene.isPausedByUser) return ['Paused', 'manually paused'];
  const [pause] = status.pauses;
  if (pause !== undefined) return ['Paused', pause.reason];
  if (status.updated < scene.replicas) return ['Progressing', 'more replicas need to be updated'];
  if (status.available < status.updated) return ['Progressing', 'updated replicas are still becoming available'];
  const isPromoted = status.stableHash !== '' && isFullyPromoted(status);
  if (scene.strategy === 'blueGreen') {
    if (status.activeHash === '' || status.activeHash !== status.currentHash) {
      return ['Progressing', 'active service cutover pending'];
    }
    if (isPromoted) return ['Healthy', ''];
    const waits =
      isSet(blueGreenOf(scene.rollout)?.postPromotionAnalysis) && !isCompleted(scene.run(status.postRun)?.phase ?? '');
    return ['Progressing', `waiting for ${waits ? 'analysis' : 'post-promotion verification'} to complete`];
  }
  if (trafficRoutingOf(scene.rollout) === undefined && status.replicas > status.updated) {
    return ['Progressing', 'old replicas are pending termination'];
  }
  return isPromoted ? ['Healthy', ''] : ['Progressing', 'waiting for all steps to complete'];
}
