import { flagOf } from '../../../manifest/controller/read.ts';
import { specOf } from '../../../manifest/controller/rollout/defaults.ts';
import { stepKind } from '../canary/steps.ts';
import type { Scene } from '../scene.ts';
import { abortOverdue, updateConditions } from './conditions.ts';
import { type PauseContext, pauseEndMs } from './pause.ts';
import { phaseOf } from './phase.ts';
import { type Draft, isFullyPromoted, type Status, seconds } from './status.ts';

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
