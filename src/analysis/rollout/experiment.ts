import { parseDuration } from '../../go/duration.ts';
import { resolveExperimentArgument } from '../../manifest/controller/arguments/experiment.ts';
import { flagOf, isSet, listOf, objectOf, optionalInteger, textOf } from '../../manifest/controller/read.ts';
import { progressDeadlineSecondsOf } from '../../manifest/controller/rollout/defaults.ts';
import type { CanaryStep, TracedArgument } from '../../manifest/controller/types.ts';
import type { JsonObject } from '../../yaml/tree.ts';
import { isCompleted, isWorse, type Phase } from '../run.ts';
import { ReplicaSet } from './replica-set.ts';
import { builtArguments, createRun, notFound, terminate } from './runs.ts';
import { ReconcileError, type Scene } from './scene.ts';
import { seconds } from './status.ts';

type TemplatePhase = 'Progressing' | 'Running' | 'Successful' | 'Failed' | 'Error';

/** From best to worst (utils/experiment/experiment.go templateStatusOrder). */
const TEMPLATE_ORDER: readonly (TemplatePhase | '')[] = ['Successful', 'Running', 'Progressing', 'Error', 'Failed'];

interface ExperimentTemplate {
  readonly name: string;
  readonly replicas: number;
  readonly weight: number | undefined;
  /** Of its own pods' hash nothing is known; the revision they are of. */
  readonly hash: string;
  set: ReplicaSet | undefined;
  phase: TemplatePhase | '';
  message: string;
  pods: string;
  movedMs: number | undefined;
}

interface ExperimentAnalysis {
  readonly name: string;
  readonly template: JsonObject;
  readonly isRequired: boolean;
  readonly args: readonly TracedArgument[];
  run: string | undefined;
  phase: Phase | '';
  message: string;
}

/** experiments/experiment.go: said where the required analyses have done their part. */
const REQUIRED_DONE = 'Required AnalysisRuns completed';

/** An Experiment that a step has made (rollout/experiment.go GetExperimentFromTemplate), while it is played. */
export class Experiment {
  readonly name: string;
  readonly step: number;
  readonly durationMs: number | undefined;
  readonly #scene: Scene;
  readonly #dryRun: JsonObject;
  readonly #duration: string;
  readonly #templates: readonly ExperimentTemplate[];
  readonly #analyses: readonly ExperimentAnalysis[];
  phase: Phase | '' = '';
  message = '';
  isTerminated = false;
  #availableMs: number | undefined;
  #isKnownAvailable = false;

  constructor(scene: Scene, step: CanaryStep, name: string) {
    const written = objectOf(step.experiment);
    this.name = name;
    this.step = scene.status.stepIndex ?? 0;
    this.#scene = scene;
    this.#duration = textOf(written['duration']);
    const duration = parseDuration(this.#duration);
    this.durationMs = this.#duration !== '' && duration.ok ? Number(duration.nanoseconds) / 1e6 : undefined;
    this.#dryRun = written;
    this.#templates = listOf(written['templates']).map((entry) => {
      const template = objectOf(entry);
      const specRef = template['specRef'];
      if (specRef !== 'canary' && specRef !== 'stable') {
        throw new ReconcileError('Invalid template step SpecRef: must be canary or stable');
      }
      return {
        name: textOf(template['name']),
        replicas: optionalInteger(template['replicas']) ?? 1,
        weight: optionalInteger(template['weight']),
        hash: specRef === 'canary' ? scene.canary.hash : (scene.stable?.hash ?? ''),
        set: undefined,
        phase: '',
        message: '',
        pods: '0 0 0',
        movedMs: undefined,
      };
    });
    this.#analyses = listOf(written['analyses']).map((entry) => {
      const analysis = objectOf(entry);
      return {
        name: textOf(analysis['name']),
        template: analysis,
        isRequired: flagOf(analysis['requiredForCompletion']),
        args: builtArguments(scene, analysis['args']),
        run: undefined,
        phase: '',
        message: '',
      };
    });
  }

  /** The weights that the router gives its pods while it runs. */
  get weights(): readonly { readonly name: string; readonly weight: number }[] {
    if (this.phase !== 'Running') return [];
    return this.#templates.flatMap(({ name, weight, phase }) =>
      weight === undefined || phase === '' ? [] : [{ name, weight }],
    );
  }

  get templates(): readonly {
    readonly name: string;
    readonly replicas: number;
    readonly weight: number | undefined;
  }[] {
    return this.#templates.map(({ name, replicas, weight }) => ({ name, replicas, weight }));
  }

  get isOver(): boolean {
    return isCompleted(this.phase);
  }

  /** True if it is over, and its pods and runs as well. */
  get isGone(): boolean {
    return (
      this.isOver &&
      this.#templates.every(({ set }) => set === undefined || set.desired + set.created === 0) &&
      this.#analyses.every(({ run }) => isCompleted(this.#scene.run(run)?.phase ?? 'Error'))
    );
  }

  /** utils/experiment/experiment.go IsTerminating. */
  get #isTerminating(): boolean {
    return (
      this.isTerminated ||
      this.isOver ||
      this.#templates.some(({ phase }) => phase === 'Failed' || phase === 'Error') ||
      this.#analyses.some(({ phase }) => phase === 'Failed' || phase === 'Error' || phase === 'Inconclusive') ||
      this.#requiredSucceeded
    );
  }

  get #requiredSucceeded(): boolean {
    const required = this.#analyses.filter(({ isRequired }) => isRequired);
    return required.length > 0 && required.every(({ phase }) => phase === 'Successful');
  }

  get #hasPassed(): boolean {
    if (this.#availableMs === undefined || this.durationMs === undefined) return false;
    return this.#scene.nowMs > this.#availableMs + this.durationMs;
  }

  /** When the clock alone brings it on; Infinity if it does not. */
  get nextMs(): number {
    const scene = this.#scene;
    const times = this.#templates.flatMap(({ set }) => (set === undefined ? [] : [set.nextChangeMs(scene.nowMs)]));
    if (!this.isOver && this.durationMs !== undefined && this.#availableMs !== undefined && !this.#hasPassed) {
      times.push(this.#availableMs + this.durationMs + 1);
    }
    const deadlineMs = progressDeadlineSecondsOf(scene.rollout) * 1000;
    for (const { phase, movedMs } of this.#templates) {
      if (this.isOver || phase !== 'Progressing' || movedMs === undefined) continue;
      times.push(movedMs + deadlineMs + 1);
    }
    return Math.min(Number.POSITIVE_INFINITY, ...times.filter((time) => time > scene.nowMs));
  }

  /** experiments/experiment.go reconcile, and the ReplicaSet controller after it. True if something has changed. */
  reconcile(): boolean {
    const before = this.digest;
    const isTerminating = this.#isTerminating;
    const canRun = this.#isKnownAvailable;
    const counts = this.#templates.map((template) => this.#desiredOf(template, isTerminating));
    for (const [index, template] of this.#templates.entries()) {
      this.#reconcileTemplate(template, counts[index] ?? 0, isTerminating);
    }
    for (const analysis of this.#analyses) this.#reconcileAnalysis(analysis, canRun, isTerminating);
    this.#assess();
    for (const { set } of this.#templates) set?.sync(this.#scene.nowMs);
    this.#isKnownAvailable = this.#availableMs !== undefined;
    return before !== this.digest;
  }

  /** Everything that may change, in one text. */
  get digest(): string {
    const templates = this.#templates.map(({ set, phase, pods }) => [set?.desired, set?.created, phase, pods]);
    const analyses = this.#analyses.map(({ run, phase }) => [run, phase]);
    return JSON.stringify([this.phase, this.message, this.#availableMs, templates, analyses]);
  }

  #desiredOf({ phase, replicas }: ExperimentTemplate, isTerminating: boolean): number {
    const isDone = phase === 'Successful' || phase === 'Failed' || phase === 'Error';
    return isTerminating || isDone ? 0 : replicas;
  }

  #reconcileTemplate(template: ExperimentTemplate, desired: number, isTerminating: boolean): void {
    const { nowMs, rollout, name } = this.#scene;
    const minReadyMs = (optionalInteger(objectOf(rollout.spec)['minReadySeconds']) ?? 0) * 1000;
    if (template.set === undefined) {
      const times = { readyMs: this.#scene.input.podReadyMs ?? 0, minReadyMs };
      template.set = new ReplicaSet(`${this.name}-${template.name}`, template.hash, times, 0);
      template.movedMs = seconds(nowMs);
    } else if (template.set.desired !== desired) {
      // Pods of an experiment that is over stay for half a minute, which nobody waits for.
      if (desired < 0) throw new ReconcileError(`experiment "${name}" cannot have ${desired} replicas`);
      template.set.desired = desired;
      template.movedMs = seconds(nowMs);
    }
    const { set } = template;
    const available = set.available(nowMs);
    const pods = `${set.created} ${set.ready(nowMs)} ${available}`;
    if (pods !== template.pods) {
      template.pods = pods;
      template.movedMs = seconds(nowMs);
    }
    if (template.phase === 'Successful' || template.phase === 'Failed' || template.phase === 'Error') return;
    if (desired === available) {
      template.phase = this.#hasPassed || isTerminating ? 'Successful' : 'Running';
      return;
    }
    const deadline = progressDeadlineSecondsOf(rollout);
    if (nowMs > (template.movedMs ?? nowMs) + deadline * 1000) {
      template.phase = 'Failed';
      template.message = `Template '${template.name}' exceeded its progressDeadlineSeconds (${deadline})`;
    } else {
      template.phase = isTerminating ? 'Successful' : 'Progressing';
    }
  }

  #reconcileAnalysis(analysis: ExperimentAnalysis, canRun: boolean, isTerminating: boolean): void {
    const scene = this.#scene;
    const name = textOf(analysis.template['templateName']);
    const clusterScope = flagOf(analysis.template['clusterScope']);
    if (!canRun) {
      if (scene.input.template(name, clusterScope) !== undefined) return;
      const kind = clusterScope ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate';
      analysis.phase = 'Error';
      analysis.message = `${kind} verification failed for analysis '${analysis.name}': ${notFound(clusterScope, name)}`;
      return;
    }
    if (analysis.run === undefined) {
      if (!isTerminating) this.#start(analysis, name, clusterScope);
      return;
    }
    if (isCompleted(analysis.phase)) return;
    const live = scene.run(analysis.run);
    if (isTerminating) {
      terminate(scene, [live], 'experimentEnded');
      return;
    }
    analysis.phase = live?.phase ?? '';
    analysis.message = live?.message ?? '';
  }

  #start(analysis: ExperimentAnalysis, templateName: string, clusterScope: boolean): void {
    try {
      const dryRun = this.#dryRun['dryRun'];
      const run = createRun(
        this.#scene,
        { kind: 'experiment', step: this.step, analysis: analysis.name },
        `${this.name}-${analysis.name}`,
        {
          refs: [{ templateName, clusterScope }],
          args: analysis.args.map((argument) => this.#resolved(argument)),
          ...(isSet(dryRun) ? { dryRun } : {}),
        },
      );
      analysis.run = run.name;
      analysis.phase = 'Pending';
    } catch (error) {
      if (!(error instanceof ReconcileError)) throw error;
      analysis.phase = 'Error';
      analysis.message = `Failed to create AnalysisRun for analysis '${analysis.name}': ${error.message}`;
    }
  }

  #resolved(argument: TracedArgument): TracedArgument {
    const resolved = resolveExperimentArgument(argument.value ?? '', {
      availableAt: this.#availableMs === undefined ? undefined : new Date(this.#availableMs).toISOString(),
      duration: this.#duration,
      templates: this.#templates.map(({ name, hash, set }) => ({
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
    const [templates, templatesMessage] = this.#assessTemplates();
    const [analyses, analysesMessage] = this.#assessAnalyses();
    if (templates === 'Running' && this.#availableMs === undefined) {
      this.#availableMs = seconds(this.#scene.nowMs);
      this.#scene.tell({ kind: 'experiment-available', experiment: this.name });
    }
    const hasRequired = this.#analyses.some(({ isRequired }) => isRequired);
    const followsAnalyses = isCompleted(templates)
      ? templates === 'Successful' && (isCompleted(analyses) || hasRequired)
      : (isCompleted(analyses) && analyses !== 'Successful') || this.#requiredSucceeded;
    [this.phase, this.message] = followsAnalyses ? [analyses, analysesMessage] : [templates, templatesMessage];
    if (this.isOver) {
      const { name: experiment, phase, message } = this;
      this.#scene.tell({ kind: 'experiment-end', experiment, phase, message });
    }
  }

  #assessTemplates(): readonly [Phase, string] {
    let [worst, message]: [TemplatePhase | '', string] = ['Successful', ''];
    for (const template of this.#templates) {
      if (TEMPLATE_ORDER.indexOf(template.phase) > TEMPLATE_ORDER.indexOf(worst)) {
        [worst, message] = [template.phase, template.message];
      }
    }
    if (worst === 'Progressing') return ['Pending', message];
    return [worst === '' ? 'Running' : worst, message];
  }

  #assessAnalyses(): readonly [Phase, string] {
    let [worst, message]: [Phase, string] = ['Successful', ''];
    for (const analysis of this.#analyses) {
      if (analysis.phase !== '' && isWorse(worst, analysis.phase))
        [worst, message] = [analysis.phase, analysis.message];
    }
    if (this.#requiredSucceeded && isWorse(worst, 'Running')) return ['Successful', REQUIRED_DONE];
    return [worst === 'Pending' ? 'Running' : worst, message];
  }
}
