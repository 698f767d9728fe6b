import { optionalInteger, textOf } from '../../../manifest/controller/read.ts';
import { progressDeadlineSecondsOf, specOf } from '../../../manifest/controller/rollout/defaults.ts';
import type { JsonObject } from '../../../yaml/tree.ts';
import type { Phase } from '../../run.ts';
import { ReplicaSet } from '../pods/replica-set.ts';
import { ReconcileError, type Scene } from '../scene.ts';
import { seconds } from '../status/status.ts';

type TemplatePhase = 'Progressing' | 'Running' | 'Successful' | 'Failed' | 'Error';

/** From best to worst (utils/experiment/experiment.go templateStatusOrder). */
const ORDER: readonly (TemplatePhase | '')[] = ['Successful', 'Running', 'Progressing', 'Error', 'Failed'];

/** The pods of one template of an experiment. */
export class ExperimentTemplate {
  readonly name: string;
  readonly replicas: number;
  readonly weight: number | undefined;
  /** Of its own pods' hash nothing is known; the revision they are of. */
  readonly hash: string;
  set: ReplicaSet | undefined;
  phase: TemplatePhase | '' = '';
  message = '';
  readonly #scene: Scene;
  readonly #setName: string;
  /** How many pods there were, how many ready and available, and when that last changed. */
  #pods = '0 0 0';
  #movedMs: number | undefined;

  /** Throws a ReconcileError where the step names neither the canary's nor the stable pods. */
  constructor(scene: Scene, written: JsonObject, experiment: string) {
    const specRef = written['specRef'];
    if (specRef !== 'canary' && specRef !== 'stable') {
      throw new ReconcileError('Invalid template step SpecRef: must be canary or stable');
    }
    this.#scene = scene;
    this.name = textOf(written['name']);
    this.replicas = optionalInteger(written['replicas']) ?? 1;
    this.weight = optionalInteger(written['weight']);
    this.hash = specRef === 'canary' ? scene.canary.hash : (scene.stable?.hash ?? '');
    this.#setName = `${experiment}-${this.name}`;
  }

  get isDone(): boolean {
    return this.phase === 'Successful' || this.hasFailed;
  }

  get hasFailed(): boolean {
    return this.phase === 'Failed' || this.phase === 'Error';
  }

  /** When its pods bring it on; Infinity if they do not. */
  get podsNextMs(): number {
    return this.set?.nextChangeMs(this.#scene.nowMs) ?? Number.POSITIVE_INFINITY;
  }

  /** When its progress deadline is over; Infinity if it makes no progress to speak of. */
  get deadlineMs(): number {
    if (this.phase !== 'Progressing' || this.#movedMs === undefined) return Number.POSITIVE_INFINITY;
    return this.#movedMs + progressDeadlineSecondsOf(this.#scene.rollout) * 1000;
  }

  /** Everything that may change. */
  get digest(): unknown {
    return [this.set?.desired, this.set?.created, this.phase, this.#pods];
  }

  /** experiments/replicaset.go, and experiment.go reconcileTemplate. `hasPassed`: the experiment's time is up. */
  reconcile(desired: number, isTerminating: boolean, hasPassed: boolean): void {
    const { nowMs, rollout } = this.#scene;
    const set = this.#scaled(desired);
    const available = set.available(nowMs);
    const pods = `${set.created} ${set.ready(nowMs)} ${available}`;
    if (pods !== this.#pods) {
      this.#pods = pods;
      this.#movedMs = seconds(nowMs);
    }
    if (this.isDone) return;
    if (desired === available) {
      this.phase = hasPassed || isTerminating ? 'Successful' : 'Running';
      return;
    }
    const deadline = progressDeadlineSecondsOf(rollout);
    if (nowMs > (this.#movedMs ?? nowMs) + deadline * 1000) {
      this.phase = 'Failed';
      this.message = `Template '${this.name}' exceeded its progressDeadlineSeconds (${deadline})`;
    } else {
      this.phase = isTerminating ? 'Successful' : 'Progressing';
    }
  }

  #scaled(desired: number): ReplicaSet {
    const { nowMs, rollout, input, name } = this.#scene;
    if (this.set === undefined) {
      const minReadyMs = (optionalInteger(specOf(rollout).minReadySeconds) ?? 0) * 1000;
      this.set = new ReplicaSet(this.#setName, this.hash, { readyMs: input.podReadyMs ?? 0, minReadyMs }, 0);
      this.#movedMs = seconds(nowMs);
    } else if (this.set.desired !== desired) {
      // Pods of an experiment that is over stay for half a minute, which nobody waits for.
      if (desired < 0) throw new ReconcileError(`experiment "${name}" cannot have ${desired} replicas`);
      this.set.desired = desired;
      this.#movedMs = seconds(nowMs);
    }
    return this.set;
  }
}

/** experiments/experiment.go assessTemplates: the worst of them decides. */
export function assessTemplates(templates: readonly ExperimentTemplate[]): readonly [Phase, string] {
  let [worst, message]: [TemplatePhase | '', string] = ['Successful', ''];
  for (const template of templates) {
    if (ORDER.indexOf(template.phase) > ORDER.indexOf(worst)) [worst, message] = [template.phase, template.message];
  }
  if (worst === 'Progressing') return ['Pending', message];
  return [worst === '' ? 'Running' : worst, message];
}
