import { objectOf, textOf } from '../../manifest/controller/read.ts';
import { progressDeadlineSecondsOf, replicasOf } from '../../manifest/controller/rollout/defaults.ts';
import { act } from './actions.ts';
import { refusalOf } from './admission.ts';
import { reconcileBlueGreen } from './blue-green/reconcile.ts';
import { reconcileCanary } from './canary/reconcile.ts';
import { Interruption } from './interruption.ts';
import { advanceRuns } from './runs/live-run.ts';
import { ReconcileError, Scene } from './scene.ts';
import { isHealthy, isIndefiniteStep } from './status/conditions.ts';
import { pauseEndMs } from './status/pause.ts';
import { checkPausedConditions, tellStepStart } from './status/persist.ts';
import type { RolloutEnd, RolloutInput, RolloutPlay } from './timeline.ts';

/**
 * Plays the update of a Rollout to a new revision on virtual time, with the AnalysisRuns and Experiments that it makes,
 * until nothing more would happen or the horizon comes. Throws an error named `AbortError` when `input.signal` comes.
 *
 * One clock moves from one thing to the next; at each time runs are looked at first, then experiments, then the rollout,
 * over and over until all of them rest. The clock may stand one millisecond after a whole second, where the controller
 * waits for more than a duration. Idealised are:
 * - time: the controller and its informers take none, pods start after `podReadyMs` and stop at once
 * - traffic: routers do as they are told and verify it, services and ingresses are in order, plugins succeed at once
 * - errors: what the controller tries again after a pause that grows (a workqueue with rate limits) is tried again when
 *   something else happens, and is told once
 * - `restartAt` restarts nothing: a new revision counts as restarted
 * - `rollbackWindow` is not looked at: a revision that was here before goes through its steps and analyses
 * - the pods of an experiment have the hash of the revision they are of
 */
export async function playRollout(input: RolloutInput): Promise<RolloutPlay> {
  const refusal = refusalOf(input);
  if (refusal !== undefined) return refused(input, refusal);
  const scene = new Scene(input);
  const interruption = new Interruption(input.signal);
  const actions = (input.actions ?? []).toSorted((a, b) => a.atMs - b.atMs);
  scene.open();
  tellStepStart(scene);
  let done = 0;
  let isDue = true;
  let isCut = input.startMs >= input.horizonMs;
  while (!isCut) {
    for (let next = actions[done]; next !== undefined && next.atMs <= scene.nowMs; next = actions[++done])
      act(scene, next);
    if (!(await settle(scene, isDue, interruption))) {
      isCut = true;
      break;
    }
    const ownMs = Math.min(nextTime(scene), actions[done]?.atMs ?? Number.POSITIVE_INFINITY);
    const nextMs = Math.min(ownMs, nextRunTime(scene));
    isDue = nextMs === ownMs;
    if (nextMs === Number.POSITIVE_INFINITY) break;
    if (nextMs >= input.horizonMs) {
      isCut = true;
      break;
    }
    advanceTo(scene, nextMs);
  }
  return { events: scene.events, runs: scene.runs.map(({ played }) => played), end: endOf(scene, isCut) };
}

/** Passes at one time that come to no end without going round in circles. */
const MANY_MORE_PASSES = 5_000;

/** Where pods are ready at once, and change one by one: a pass for the new one, a pass for the old one, and some. */
const PASSES_PER_POD = 5;

/** Beyond any cluster: so many pods one by one. */
const MAX_PASSES = 25_000;

/** One that is inconclusive is followed by another one, and that by the next; so is a successful one of a paused rollout. */
const MAX_EXPERIMENTS = 50;

/**
 * Made at one time. Background analysis that is inconclusive at once, while the rollout is paused for another reason, is
 * followed by another run, and that by the next.
 */
const MAX_RUNS_AT_ONCE = 50;

/** From here on it is remembered what has been before. */
const MANY_PASSES = 50;

/**
 * Lets everything react to everything else at one time, the rollout only if it is due or something else has changed.
 * False if it takes too long. Where the controller goes round in circles (a post-promotion analysis that is
 * inconclusive makes it write two conditions in turn), it rests as well.
 */
async function settle(scene: Scene, isRolloutDue: boolean, interruption: Interruption): Promise<boolean> {
  const seen = new Set<string>();
  let isDue = isRolloutDue;
  const runsBefore = scene.runs.length;
  const maxPasses = Math.min(MANY_MORE_PASSES + PASSES_PER_POD * scene.replicas, MAX_PASSES);
  for (let passes = 0; passes < maxPasses; passes++) {
    await interruption.check();
    scene.changed = false;
    const hasRunChanged = await advanceRuns(scene);
    let hasExperimentChanged = false;
    for (const experiment of scene.experiments) {
      if (!experiment.isGone) hasExperimentChanged = experiment.reconcile() || hasExperimentChanged;
    }
    isDue = (isDue || hasRunChanged || hasExperimentChanged) && reconcileRollout(scene);
    const isAtRest = !isDue && !hasRunChanged && !hasExperimentChanged && !scene.changed;
    if (isAtRest || (passes >= MANY_PASSES && isRepeated(scene, seen))) {
      scene.rest();
      return true;
    }
    if (scene.runs.length > runsBefore + MAX_RUNS_AT_ONCE) {
      scene.rest();
      scene.error = 'the controller makes one AnalysisRun after another';
      return false;
    }
    if (scene.experiments.length > MAX_EXPERIMENTS) {
      scene.rest();
      scene.error = 'the controller makes one experiment after another';
      return false;
    }
  }
  scene.error = 'it takes too many steps at one time';
  return false;
}

function isRepeated(scene: Scene, seen: Set<string>): boolean {
  const digest = JSON.stringify([
    scene.status,
    scene.sets.map(({ desired, created, scaleDownAtMs }) => [desired, created, scaleDownAtMs]),
    [scene.activeHash, scene.previewHash, scene.isSpecNew],
    scene.runs
      .filter(({ endedMs }) => endedMs === undefined)
      .map(({ name, phase, nextMs, run }) => [name, phase, nextMs, run.spec.terminate]),
    scene.experiments.filter(({ isOver }) => !isOver).map(({ name, digest: inner }) => [name, inner]),
  ]);
  if (seen.has(digest)) return true;
  seen.add(digest);
  return false;
}

/** One pass of the controller over the rollout, and of the ReplicaSet controller after it. True if it has changed something. */
function reconcileRollout(scene: Scene): boolean {
  const before = scene.changed;
  scene.changed = false;
  try {
    if (!checkPausedConditions(scene)) {
      if (scene.strategy === 'blueGreen') reconcileBlueGreen(scene);
      else reconcileCanary(scene);
    }
    scene.error = undefined;
  } catch (error) {
    if (!(error instanceof ReconcileError)) throw error;
    if (error.message !== scene.error) scene.tell({ kind: 'error', message: error.message });
    scene.error = error.message;
  }
  for (const set of scene.sets) if (set.sync(scene.nowMs)) scene.changed = true;
  const { changed } = scene;
  scene.changed ||= before;
  return changed;
}

function nextRunTime({ runs, nowMs }: Scene): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { nextMs } of runs) if (nextMs !== undefined && nextMs > nowMs) next = Math.min(next, nextMs);
  return next;
}

/** When the clock alone brings something on for the rollout; Infinity if it does not. */
function nextTime(scene: Scene): number {
  const { nowMs, status } = scene;
  const times = [
    ...scene.sets.map((set) => set.nextChangeMs(nowMs)),
    ...scene.sets.map((set) => set.scaleDownAtMs ?? Number.POSITIVE_INFINITY),
    ...status.pauses.map((pause) => (pauseEndMs(scene, pause) ?? Number.POSITIVE_INFINITY) + 1),
    ...scene.experiments.map(({ nextMs }) => nextMs),
    deadlineMs(scene),
  ];
  return Math.min(...times.filter((time) => time > nowMs), Number.POSITIVE_INFINITY);
}

/** rollout/sync.go requeueStuckRollout: a second after the progress deadline. */
function deadlineMs(scene: Scene): number {
  const { status, rollout } = scene;
  const { reason, updatedMs } = status.progress;
  const isPaused = status.pauses.length > 0 || scene.isPausedByUser;
  const isOver = isHealthy(scene, status) || reason === 'ProgressDeadlineExceeded' || status.abort;
  if (isOver || isPaused || isIndefiniteStep(scene)) return Number.POSITIVE_INFINITY;
  return updatedMs + progressDeadlineSecondsOf(rollout) * 1000 + 1000;
}

function advanceTo(scene: Scene, nowMs: number): void {
  const before = scene.sets.map((set) => set.available(scene.nowMs));
  scene.nowMs = nowMs;
  for (const [index, set] of scene.sets.entries()) {
    if (set.available(nowMs) === before[index]) continue;
    scene.tellCause({ kind: 'available', set: set === scene.canary ? 'canary' : 'stable', pods: scene.pods });
  }
}

function endOf(scene: Scene, isCut: boolean): RolloutEnd {
  const { status, nowMs, pods, share, error } = scene;
  const waitsForPerson = scene.isPausedByUser || status.pauses.some((pause) => pauseEndMs(scene, pause) === undefined);
  return {
    atMs: nowMs,
    phase: status.phase,
    message: status.message,
    isAborted: status.abort,
    isCut,
    waitsForPerson,
    currentStepIndex: status.stepIndex,
    stableHash: status.stableHash,
    pods,
    share: share.share,
    error,
  };
}

/** rollout/controller.go createInvalidRolloutCondition. */
function refused(input: RolloutInput, refusal: string): RolloutPlay {
  const { startMs: atMs, stableHash } = input;
  const name = textOf(objectOf(input.rollout['metadata'])['name']);
  const message = `InvalidSpec: The Rollout "${name}" is invalid: ${refusal}`;
  // What runs goes on running.
  const running = stableHash === '' ? 0 : Math.max(0, replicasOf(input.rollout));
  return {
    events: [{ kind: 'phase', atMs, phase: 'Degraded', message }],
    runs: [],
    end: {
      atMs,
      phase: 'Degraded',
      message,
      isAborted: false,
      isCut: false,
      waitsForPerson: true,
      currentStepIndex: undefined,
      stableHash,
      pods: { stable: { desired: running, available: running }, canary: { desired: 0, available: 0 } },
      share: undefined,
      error: undefined,
    },
  };
}
