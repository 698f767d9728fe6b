import { isSet } from '../../../manifest/controller/read.ts';
import { Experiment } from '../experiment/experiment.ts';
import type { Scene } from '../scene.ts';
import type { PauseContext } from '../status/pause.ts';
import { hasPause } from '../status/status.ts';

/** rollout/experiment.go reconcileExperiments: the name of the experiment that is current after it. */
export function reconcileExperiment(
  scene: Scene,
  pause: PauseContext,
  current: Experiment | undefined,
): string | undefined {
  const { status, currentStep, stable } = scene;
  if (pause.isAborted || status.promoteFull) {
    endExperiments(scene, undefined);
    return undefined;
  }
  if (hasPause(status, 'InconclusiveAnalysisRun')) return undefined;
  let kept: string | undefined;
  const step = currentStep !== undefined && isSet(currentStep.experiment) ? currentStep : undefined;
  let experiment = current;
  if (step !== undefined) {
    if (experiment === undefined) {
      if (stable === undefined) return undefined;
      experiment = createExperiment(scene, step);
    }
    if (experiment.phase === 'Inconclusive') pause.add('InconclusiveExperiment');
    else if (experiment.phase === 'Failed' || experiment.phase === 'Error') {
      const detail = experiment.message === '' ? '' : `: ${experiment.message}`;
      const message = `Experiment analysis phase is error/failed${detail}`;
      pause.addAbort({ message, cause: 'experiment', by: experiment.name });
    } else if (experiment.phase !== 'Successful') kept = experiment.name;
  }
  endExperiments(scene, step === undefined ? undefined : experiment);
  return kept;
}

function createExperiment(scene: Scene, step: NonNullable<Scene['currentStep']>): Experiment {
  const baseName = `${scene.name}-${scene.canary.hash}-${scene.revision}-${scene.status.stepIndex ?? 0}`;
  let name = baseName;
  for (let count = 1; scene.experiments.some((each) => each.name === name); count++) name = `${baseName}-${count}`;
  const experiment = new Experiment(scene, step, name);
  scene.experiments.push(experiment);
  scene.changed = true;
  const { durationMs } = experiment;
  const templates = experiment.templates.map(({ name: each, replicas, weight }) => ({ name: each, replicas, weight }));
  scene.tell({ kind: 'experiment-start', experiment: name, durationMs, templates });
  return experiment;
}

function endExperiments(scene: Scene, except: Experiment | undefined): void {
  for (const experiment of scene.experiments) {
    if (experiment === except || experiment.isTerminated || experiment.isOver) continue;
    experiment.isTerminated = true;
    scene.changed = true;
  }
}
