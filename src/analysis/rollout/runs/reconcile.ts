import { isSet, listOf, objectOf, optionalInteger } from '../../../manifest/controller/read.ts';
import { blueGreenOf, canaryOf } from '../../../manifest/controller/rollout/defaults.ts';
import type { RolloutAnalysis } from '../../../manifest/controller/types.ts';
import type { Scene } from '../scene.ts';
import type { PauseContext } from '../status/pause.ts';
import { type Draft, hasPause, isFullyPromoted } from '../status/status.ts';
import type { RunKind, TerminationReason } from '../timeline.ts';
import { createRolloutRun } from './create.ts';
import { type LiveRun, terminate } from './live-run.ts';

type CurrentRuns = Pick<Draft, 'stepRun' | 'backgroundRun' | 'preRun' | 'postRun'>;

const NONE: CurrentRuns = { stepRun: undefined, backgroundRun: undefined, preRun: undefined, postRun: undefined };

/** What is said of a run that has ended badly; the run's own message follows. */
const FAILED: Readonly<Record<Exclude<RunKind, 'experiment'>, string>> = {
  step: 'Step-based analysis phase error/failed',
  background: 'Background analysis phase error/failed',
  prePromotion: 'Blue/green pre-promotion analysis phase error/failed',
  postPromotion: 'Blue/green post-promotion analysis phase error/failed',
};

/**
 * argo-rollouts rollout/analysis.go reconcileAnalysisRuns: creates and ends runs, and lets those that have ended decide.
 * Gives the names of the runs that are current after it.
 */
export function reconcileAnalysisRuns(scene: Scene, pause: PauseContext): CurrentRuns {
  const { status } = scene;
  const isPromoted = isFullyPromoted(status);
  const isIdle = isPromoted || pause.isAborted || status.promoteFull || status.stableHash === '';
  let current: CurrentRuns;
  if (isIdle) {
    const why = pause.isAborted ? 'aborted' : 'promoted';
    terminate(scene, [status.stepRun, status.backgroundRun, status.preRun, status.postRun].map(runIn(scene)), why);
    current = { ...NONE, preRun: status.preRun, postRun: status.postRun };
  } else if (scene.strategy === 'canary') {
    const stepRun = reconcileStep(scene, pause);
    current = { ...NONE, stepRun, backgroundRun: reconcileBackground(scene, pause) };
  } else {
    const preRun = reconcilePromotion(scene, pause, 'prePromotion');
    current = { ...NONE, preRun, postRun: reconcilePromotion(scene, pause, 'postPromotion') };
  }
  endOthers(scene, current);
  return current;
}

const runIn =
  (scene: Scene) =>
  (name: string | undefined): LiveRun | undefined =>
    scene.run(name);

/** Whatever the status does not name any more is ended; the runs of experiments are not the rollout's own. */
function endOthers(scene: Scene, current: CurrentRuns): void {
  const { status } = scene;
  const names = [...Object.values(current), status.stepRun, status.backgroundRun, status.preRun, status.postRun];
  const others = scene.runs.filter(({ kind, name }) => kind !== 'experiment' && !names.includes(name));
  terminate(scene, others, pickReason(scene));
}

const pickReason = ({ status }: Scene): TerminationReason =>
  status.abort ? 'aborted' : isFullyPromoted(status) ? 'promoted' : 'stepLeft';

/** analysis.go needsNewAnalysisRun: after an inconclusive one that somebody has waved through, or in a retry. */
function needsNewRun({ status }: Scene, run: LiveRun | undefined): boolean {
  if (run === undefined) return true;
  if (status.controllerPause && !hasPause(status, 'CanaryPauseStep') && !hasPause(status, 'BlueGreenPause')) {
    return run.phase === 'Inconclusive';
  }
  return status.abortedAtMs !== undefined;
}

function reconcileStep(scene: Scene, pause: PauseContext): string | undefined {
  const { status, currentStep, steps } = scene;
  const run = scene.run(status.stepRun);
  if (status.pauses.length > 0 || status.abort) return run?.name;
  const analysis = isSet(currentStep?.analysis) ? objectOf(currentStep?.analysis) : undefined;
  const isLeft = run !== undefined && run.step !== status.stepIndex;
  if (analysis === undefined || listOf(analysis.templates).length === 0 || steps.length === 0 || isLeft) {
    terminate(scene, [run], 'stepLeft');
    return undefined;
  }
  const step = status.stepIndex ?? 0;
  if (needsNewRun(scene, run)) return createRolloutRun(scene, { kind: 'step', step }, analysis, `${step}`).name;
  if (run !== undefined) judge(pause, run, 'step');
  return run?.name;
}

function reconcileBackground(scene: Scene, pause: PauseContext): string | undefined {
  const { status, rollout, steps } = scene;
  const run = scene.run(status.backgroundRun);
  const written = canaryOf(rollout)?.analysis;
  const analysis = objectOf(written);
  if (!isSet(written) || listOf(analysis.templates).length === 0) {
    terminate(scene, [run], 'notWanted');
    return undefined;
  }
  // canary.go BeforeStartingStep: without steps there is nothing to wait for.
  const startingStep = optionalInteger(analysis.startingStep);
  if (startingStep !== undefined && steps.length > 0 && (status.stepIndex ?? 0) < startingStep) return undefined;
  if (hasPause(status, 'InconclusiveAnalysisRun')) return run?.name;
  if (needsNewRun(scene, run)) return createRolloutRun(scene, { kind: 'background' }, analysis, '').name;
  if (run !== undefined) judge(pause, run, 'background');
  return run?.name;
}

function reconcilePromotion(
  scene: Scene,
  pause: PauseContext,
  kind: 'prePromotion' | 'postPromotion',
): string | undefined {
  const { status, rollout } = scene;
  const isPre = kind === 'prePromotion';
  const strategy = blueGreenOf(rollout);
  const written = isPre ? strategy?.prePromotionAnalysis : strategy?.postPromotionAnalysis;
  const analysis: RolloutAnalysis = objectOf(written);
  let run = scene.run(isPre ? status.preRun : status.postRun);
  if (!isSet(written) || listOf(analysis.templates).length === 0) {
    terminate(scene, [run], 'notWanted');
    return undefined;
  }
  if (isPre ? skipsPrePromotion(scene, run) : skipsPostPromotion(scene, run)) {
    terminate(scene, [run], 'skipped');
  } else if (!hasPause(status, 'InconclusiveAnalysisRun') && needsNewRun(scene, run)) {
    run = createRolloutRun(scene, { kind }, analysis, isPre ? 'pre' : 'post');
  }
  if (run !== undefined) judge(pause, run, kind);
  return run?.name;
}

/** analysis.go skipPrePromotionAnalysisRun. */
function skipsPrePromotion(scene: Scene, run: LiveRun | undefined): boolean {
  const { status, canary, rollout, nowMs } = scene;
  if (status.stableHash === canary.hash || status.activeHash === '' || status.activeHash === canary.hash) return true;
  if (run !== undefined) return false;
  const preview = optionalInteger(blueGreenOf(rollout)?.previewReplicaCount);
  if (preview === undefined) return !isSaturated(scene);
  return canary.desired !== preview || canary.available(nowMs) !== preview;
}

/** analysis.go skipPostPromotionAnalysisRun. */
export function skipsPostPromotion(scene: Scene, run: LiveRun | undefined): boolean {
  const { status, canary } = scene;
  if (status.stableHash === canary.hash || status.activeHash !== canary.hash) return true;
  return run === undefined && !isSaturated(scene);
}

/** utils/annotations/annotations.go IsSaturated: the new revision has all its pods, and they are available. */
export const isSaturated = ({ canary, replicas, nowMs }: Scene): boolean =>
  canary.desired === replicas && canary.available(nowMs) === replicas;

function judge(pause: PauseContext, { name, phase, message }: LiveRun, kind: Exclude<RunKind, 'experiment'>): void {
  if (phase === 'Inconclusive') pause.add('InconclusiveAnalysisRun');
  if (phase !== 'Failed' && phase !== 'Error') return;
  pause.addAbort({ message: `${FAILED[kind]}${message === '' ? '' : `: ${message}`}`, cause: kind, by: name });
}
