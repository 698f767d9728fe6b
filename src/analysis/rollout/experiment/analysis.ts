import { flagOf, textOf, type Value } from '../../../manifest/controller/read.ts';
import type { TracedArgument } from '../../../manifest/controller/types.ts';
import type { JsonObject } from '../../../yaml/tree.ts';
import { isCompleted, isWorse, type Phase } from '../../run.ts';
import { builtArguments, createRun, notFound } from '../runs/create.ts';
import { terminate } from '../runs/live-run.ts';
import { ReconcileError, type Scene } from '../scene.ts';

/** What an analysis needs to know of the experiment that it belongs to. */
export interface ExperimentState {
  /** True once all templates were available in an earlier pass. */
  readonly canRun: boolean;
  readonly isTerminating: boolean;
  readonly dryRun: Value;
  /** Fills in what an argument says of the experiment's templates; throws a ReconcileError where it cannot. */
  resolved(argument: TracedArgument): TracedArgument;
}

/** One analysis of an experiment, and the run it makes. */
export class ExperimentAnalysis {
  readonly name: string;
  readonly isRequired: boolean;
  phase: Phase | '' = '';
  message = '';
  readonly #scene: Scene;
  readonly #experiment: string;
  readonly #step: number;
  readonly #templateName: string;
  readonly #clusterScope: boolean;
  readonly #args: readonly TracedArgument[];
  #run: string | undefined;

  constructor(scene: Scene, written: JsonObject, experiment: string, step: number) {
    this.#scene = scene;
    this.#experiment = experiment;
    this.#step = step;
    this.name = textOf(written['name']);
    this.isRequired = flagOf(written['requiredForCompletion']);
    this.#templateName = textOf(written['templateName']);
    this.#clusterScope = flagOf(written['clusterScope']);
    this.#args = builtArguments(scene, written['args']);
  }

  get isRunOver(): boolean {
    return isCompleted(this.#scene.run(this.#run)?.phase ?? 'Error');
  }

  get hasEndedBadly(): boolean {
    return this.phase === 'Failed' || this.phase === 'Error' || this.phase === 'Inconclusive';
  }

  /** Everything that may change. */
  get digest(): unknown {
    return [this.#run, this.phase];
  }

  /** experiments/experiment.go reconcileAnalysisRun; before that, its template has to be there (verifyAnalysisTemplate). */
  reconcile(state: ExperimentState): void {
    if (!state.canRun) this.#verify();
    else if (this.#run === undefined) {
      if (!state.isTerminating) this.#start(state);
    } else if (!isCompleted(this.phase)) {
      const live = this.#scene.run(this.#run);
      if (state.isTerminating) {
        terminate(this.#scene, [live], 'experimentEnded');
        return;
      }
      this.phase = live?.phase ?? '';
      this.message = live?.message ?? '';
    }
  }

  #verify(): void {
    if (this.#scene.input.template(this.#templateName, this.#clusterScope) !== undefined) return;
    const kind = this.#clusterScope ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate';
    this.phase = 'Error';
    this.message = `${kind} verification failed for analysis '${this.name}': ${notFound(this.#clusterScope, this.#templateName)}`;
  }

  #start(state: ExperimentState): void {
    try {
      const run = createRun(
        this.#scene,
        { kind: 'experiment', step: this.#step, analysis: this.name },
        `${this.#experiment}-${this.name}`,
        {
          refs: [{ templateName: this.#templateName, clusterScope: this.#clusterScope }],
          args: this.#args.map((argument) => state.resolved(argument)),
          ...(state.dryRun === undefined || state.dryRun === null ? {} : { dryRun: state.dryRun }),
        },
      );
      this.#run = run.name;
      this.phase = 'Pending';
    } catch (error) {
      if (!(error instanceof ReconcileError)) throw error;
      this.phase = 'Error';
      this.message = `Failed to create AnalysisRun for analysis '${this.name}': ${error.message}`;
    }
  }
}

/** experiments/experiment.go: said where the required analyses have done their part. */
const REQUIRED_DONE = 'Required AnalysisRuns completed';

export function haveRequiredSucceeded(analyses: readonly ExperimentAnalysis[]): boolean {
  const required = analyses.filter(({ isRequired }) => isRequired);
  return required.length > 0 && required.every(({ phase }) => phase === 'Successful');
}

/** experiments/experiment.go assessAnalysisRuns: the worst of them decides, unless the required ones are done. */
export function assessAnalyses(analyses: readonly ExperimentAnalysis[]): readonly [Phase, string] {
  let [worst, message]: [Phase, string] = ['Successful', ''];
  for (const { phase, message: said } of analyses) {
    if (phase !== '' && isWorse(worst, phase)) [worst, message] = [phase, said];
  }
  if (haveRequiredSucceeded(analyses) && isWorse(worst, 'Running')) return ['Successful', REQUIRED_DONE];
  return [worst === 'Pending' ? 'Running' : worst, message];
}
