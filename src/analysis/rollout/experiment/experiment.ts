import { parseDuration } from '../../../go/duration.ts';
import { resolveExperimentArgument } from '../../../manifest/controller/arguments/experiment.ts';
import { listOf, objectOf, textOf, type Value } from '../../../manifest/controller/read.ts';
import type { CanaryStep, TracedArgument } from '../../../manifest/controller/types.ts';
import { isCompleted, type Phase } from '../../run.ts';
import { ReconcileError, type Scene } from '../scene.ts';
import { seconds } from '../status/status.ts';
import { assessAnalyses, ExperimentAnalysis, haveRequiredSucceeded } from './analysis.ts';
import { assessTemplates, ExperimentTemplate } from './template.ts';

/** An Experiment that a step has made (rollout/experiment.go GetExperimentFromTemplate), while it is played. */
export class Experiment {
  readonly name: string;
  readonly durationMs: number | undefined;
  readonly templates: readonly ExperimentTemplate[];
  readonly #scene: Scene;
  readonly #dryRun: Value;
  readonly #duration: string;
  readonly #analyses: readonly ExperimentAnalysis[];
  phase: Phase | '' = '';
  message = '';
  isTerminated = false;
  #availableMs: number | undefined;
  #isKnownAvailable = false;

  constructor(scene: Scene, step: CanaryStep, name: string) {
    const written = objectOf(step.experiment);
    const index = scene.status.stepIndex ?? 0;
    this.name = name;
    this.#scene = scene;
    this.#duration = textOf(written['duration']);
    const duration = parseDuration(this.#duration);
    this.durationMs = this.#duration !== '' && duration.ok ? Number(duration.nanoseconds) / 1e6 : undefined;
    this.#dryRun = written['dryRun'];
    this.templates = listOf(written['templates']).map((each) => new ExperimentTemplate(scene, objectOf(each), name));
    this.#analyses = listOf(written['analyses']).map(
      (each) => new ExperimentAnalysis(scene, objectOf(each), name, index),
    );
  }

  /** The weights that the router gives its pods while it runs. */
  get weights(): readonly { readonly name: string; readonly weight: number }[] {
    if (this.phase !== 'Running') return [];
    return this.templates.flatMap(({ name, weight, phase }) =>
      weight === undefined || phase === '' ? [] : [{ name, weight }],
    );
  }

  get isOver(): boolean {
    return isCompleted(this.phase);
  }

  /** True if it is over, and its pods and runs as well. */
  get isGone(): boolean {
    return (
      this.isOver &&
      this.templates.every(({ set }) => set === undefined || set.desired + set.created === 0) &&
      this.#analyses.every(({ isRunOver }) => isRunOver)
    );
  }

  /** utils/experiment/experiment.go IsTerminating. */
  get #isTerminating(): boolean {
    return (
      this.isTerminated ||
      this.isOver ||
      this.templates.some(({ hasFailed }) => hasFailed) ||
      this.#analyses.some(({ hasEndedBadly }) => hasEndedBadly) ||
      haveRequiredSucceeded(this.#analyses)
    );
  }

  /** When its duration is over; Infinity while that is not known. */
  get #endMs(): number {
    if (this.#availableMs === undefined || this.durationMs === undefined) return Number.POSITIVE_INFINITY;
    return this.#availableMs + this.durationMs;
  }

  get #hasPassed(): boolean {
    return this.#scene.nowMs > this.#endMs;
  }

  /** When the clock alone brings it on; Infinity if it does not. */
  get nextMs(): number {
    const { nowMs } = this.#scene;
    const times = this.templates.map(({ podsNextMs }) => podsNextMs);
    if (!this.isOver) times.push(this.#endMs + 1, ...this.templates.map(({ deadlineMs }) => deadlineMs + 1));
    return Math.min(Number.POSITIVE_INFINITY, ...times.filter((time) => time > nowMs));
  }

  /** experiments/experiment.go reconcile, and the ReplicaSet controller after it. True if something has changed. */
  reconcile(): boolean {
    const before = this.digest;
    const isTerminating = this.#isTerminating;
    const canRun = this.#isKnownAvailable;
    const { templates } = this;
    const counts = templates.map(({ isDone, replicas }) => (isTerminating || isDone ? 0 : replicas));
    for (const [index, template] of templates.entries()) {
      template.reconcile(counts[index] ?? 0, isTerminating, this.#hasPassed);
    }
    const resolved = (argument: TracedArgument): TracedArgument => this.#resolved(argument);
    for (const analysis of this.#analyses) {
      analysis.reconcile({ canRun, isTerminating, dryRun: this.#dryRun, resolved });
    }
    this.#assess();
    for (const { set } of templates) set?.sync(this.#scene.nowMs);
    this.#isKnownAvailable = this.#availableMs !== undefined;
    return before !== this.digest;
  }

  /** Everything that may change, in one text. */
  get digest(): string {
    const templates = this.templates.map(({ digest }) => digest);
    const analyses = this.#analyses.map(({ digest }) => digest);
    return JSON.stringify([this.phase, this.message, this.#availableMs, templates, analyses]);
  }

  #resolved(argument: TracedArgument): TracedArgument {
    const resolved = resolveExperimentArgument(argument.value ?? '', {
      availableAt: this.#availableMs === undefined ? undefined : new Date(this.#availableMs).toISOString(),
      duration: this.#duration,
      templates: this.templates.map(({ name, hash, set }) => ({
        name,
        podTemplateHash: hash,
        replicaSetName: set?.name ?? '',
      })),
    });
    if (!resolved.ok) throw new ReconcileError(resolved.error);
    return { ...argument, value: resolved.value };
  }

  /** experiments/experiment.go calculateStatus. */
  #assess(): void {
    if (this.phase === '') {
      this.phase = 'Pending';
      return;
    }
    if (this.isOver) return;
    const [templates, templatesMessage] = assessTemplates(this.templates);
    const [analyses, analysesMessage] = assessAnalyses(this.#analyses);
    if (templates === 'Running' && this.#availableMs === undefined) {
      this.#availableMs = seconds(this.#scene.nowMs);
      this.#scene.tell({ kind: 'experiment-available', experiment: this.name });
    }
    const hasRequired = this.#analyses.some(({ isRequired }) => isRequired);
    const followsAnalyses = isCompleted(templates)
      ? templates === 'Successful' && (isCompleted(analyses) || hasRequired)
      : (isCompleted(analyses) && analyses !== 'Successful') || haveRequiredSucceeded(this.#analyses);
    [this.phase, this.message] = followsAnalyses ? [analyses, analysesMessage] : [templates, templatesMessage];
    if (this.isOver) {
      const { name: experiment, phase, message } = this;
      this.#scene.tell({ kind: 'experiment-end', experiment, phase, message });
    }
  }
}
