import { listOf, objectOf, optionalInteger, textOf } from '../../manifest/controller/read.ts';
import { maxSurgePods, maxUnavailablePods } from '../../manifest/controller/replicas/surge.ts';
import { currentWeight } from '../../manifest/controller/replicas/weights.ts';
import {
  blueGreenOf,
  canaryOf,
  maxTrafficWeightOf,
  replicasOf,
  specOf,
} from '../../manifest/controller/rollout/defaults.ts';
import type { CanaryStep, ObjectMeta, Rollout } from '../../manifest/controller/types.ts';
import type { Experiment } from './experiment/experiment.ts';
import { ReplicaSet } from './pods/replica-set.ts';
import type { LiveRun } from './runs/live-run.ts';
import { hasRouter, type Status, seconds, withStatus } from './status/status.ts';
import type { PodBounds, Pods, RolloutEvent, RolloutInput, ShareBy } from './timeline.ts';

type Unplaced<Event> = Event extends RolloutEvent ? Omit<Event, 'atMs'> : never;

/** An event without its time, and without its step where that is the current one. */
export type Happening = Unplaced<RolloutEvent>;

/** A try of the controller that fails and that it repeats. */
export class ReconcileError extends Error {}

/** Everything there is in the cluster, as far as the rollout goes, and what has happened so far. */
export class Scene {
  readonly input: RolloutInput;
  readonly name: string;
  readonly revision: number;
  readonly strategy: 'canary' | 'blueGreen';
  readonly steps: readonly CanaryStep[];
  readonly replicas: number;
  /** The new revision. */
  readonly canary: ReplicaSet;
  /** The revision before; the new one itself in a return to the stable revision; undefined in a first deployment. */
  readonly former: ReplicaSet | undefined;
  readonly events: RolloutEvent[] = [];
  readonly runs: LiveRun[] = [];
  readonly experiments: Experiment[] = [];
  nowMs: number;
  isPausedByUser: boolean;
  /** True while the controller has not yet seen a change of the spec. */
  isSpecNew = false;
  status: Status;
  activeHash: string;
  previewHash: string;
  /** True once a pass has changed something. */
  changed = false;
  error: string | undefined;
  /** The step that was told to have begun and not yet to have ended. */
  enteredStep: number | undefined;
  readonly #bounds: PodBounds;
  readonly #spec: Rollout;
  readonly #scaledFrom = new Map<ReplicaSet, number>();
  #asRollout: { readonly status: Status; readonly rollout: Rollout } | undefined;
  #told = '';
  #toldPhase = '';

  constructor(input: RolloutInput) {
    const rollout: Rollout = input.rollout;
    const metadata: ObjectMeta = objectOf(rollout.metadata);
    const spec = specOf(rollout);
    this.input = input;
    this.#spec = rollout;
    this.name = textOf(metadata.name);
    this.strategy = blueGreenOf(rollout) === undefined ? 'canary' : 'blueGreen';
    this.steps = listOf(canaryOf(rollout)?.steps).map(objectOf);
    this.replicas = replicasOf(rollout);
    this.#bounds = {
      replicas: this.replicas,
      maxSurge: maxSurgePods(rollout),
      maxUnavailable: maxUnavailablePods(rollout),
    };
    const isFirst = input.stableHash === '';
    this.revision = input.revision ?? (isFirst ? 1 : 2);
    const times = { readyMs: input.podReadyMs ?? 0, minReadyMs: (optionalInteger(spec.minReadySeconds) ?? 0) * 1000 };
    const setOf = (hash: string, existing: number) => new ReplicaSet(`${this.name}-${hash}`, hash, times, existing);
    this.former = isFirst ? undefined : setOf(input.stableHash, this.replicas);
    this.canary =
      this.former !== undefined && input.canaryHash === input.stableHash ? this.former : setOf(input.canaryHash, 0);
    this.nowMs = input.startMs;
    this.isPausedByUser = objectOf(rollout.spec)['paused'] === true;
    this.activeHash = this.strategy === 'blueGreen' ? input.stableHash : '';
    this.previewHash =
      this.strategy === 'blueGreen' && isSetText(blueGreenOf(rollout)?.previewService) ? input.stableHash : '';
    this.status = this.#firstStatus();
  }

  /** The status right after the controller has seen the new revision (rollout/sync.go resetRolloutStatus). */
  #firstStatus(): Status {
    const { stableHash, canaryHash, startMs } = this.input;
    const isFirst = stableHash === '';
    const isReturn = stableHash === canaryHash;
    const index = isReturn ? this.steps.length : 0;
    return {
      abort: false,
      abortedAtMs: undefined,
      promoteFull: false,
      controllerPause: false,
      pauses: [],
      // A first blue-green deployment has nothing to compare with, and is not reset.
      currentHash: isFirst && this.strategy === 'blueGreen' ? '' : canaryHash,
      stableHash,
      stepIndex: this.steps.length === 0 ? undefined : index,
      weights:
        isFirst || !hasRouter(this.#spec)
          ? undefined
          : { canary: 0, stable: maxTrafficWeightOf(this.#spec), canaryHash: stableHash, stableHash, additional: [] },
      stepRun: undefined,
      backgroundRun: undefined,
      preRun: undefined,
      postRun: undefined,
      experiment: undefined,
      activeHash: this.activeHash,
      previewHash: this.previewHash,
      scaleUpCheckpoint: false,
      replicas: isFirst ? 0 : this.replicas,
      updated: isReturn ? this.replicas : 0,
      ready: isFirst ? 0 : this.replicas,
      available: isFirst ? 0 : this.replicas,
      progress: {
        status: 'True',
        reason: 'ReplicaSetUpdated',
        message: `ReplicaSet "${this.canary.name}" is progressing.`,
        updatedMs: seconds(startMs),
      },
      isPausedCondition: false,
      isHealthy: isFirst ? undefined : isReturn,
      phase: isReturn ? 'Healthy' : 'Progressing',
      message: isReturn ? '' : 'more replicas need to be updated',
    };
  }

  /** The rollout with its current status. */
  get rollout(): Rollout {
    if (this.#asRollout?.status !== this.status) {
      this.#asRollout = { status: this.status, rollout: withStatus(this.#spec, this.status) };
    }
    return this.#asRollout.rollout;
  }

  /** Those that count as stable by the status, and those that are neither stable nor new. */
  get stable(): ReplicaSet | undefined {
    return this.sets.find(({ hash }) => hash === this.status.stableHash);
  }

  get others(): readonly ReplicaSet[] {
    return this.sets.filter((set) => set !== this.canary && set !== this.stable);
  }

  get sets(): readonly ReplicaSet[] {
    return this.former === undefined || this.former === this.canary ? [this.canary] : [this.former, this.canary];
  }

  get currentStep(): CanaryStep | undefined {
    const { stepIndex } = this.status;
    return stepIndex === undefined ? undefined : this.steps[stepIndex];
  }

  /** A run by its name. */
  run(name: string | undefined): LiveRun | undefined {
    return name === undefined ? undefined : this.runs.find((run) => run.name === name);
  }

  /** replicaset.go GetAvailableReplicaCountForReplicaSets and its kin. */
  total(count: (set: ReplicaSet) => number): number {
    return this.sets.reduce((sum, set) => sum + count(set), 0);
  }

  scale(set: ReplicaSet, to: number): boolean {
    if (set.desired === to) return false;
    if (to < 0) {
      const detail = 'must be greater than or equal to 0';
      throw new ReconcileError(
        `ReplicaSet.apps "${set.name}" is invalid: spec.replicas: Invalid value: ${to}: ${detail}`,
      );
    }
    if (!this.#scaledFrom.has(set)) this.#scaledFrom.set(set, set.desired);
    set.desired = to;
    this.changed = true;
    return true;
  }

  get pods(): Pods {
    const countOf = (set: ReplicaSet | undefined) => ({
      desired: set?.desired ?? 0,
      available: set?.available(this.nowMs) ?? 0,
    });
    return { stable: countOf(this.former), canary: countOf(this.canary) };
  }

  get bounds(): PodBounds {
    return this.#bounds;
  }

  /** The share of requests that the new revision gets, and who decides it. */
  get share(): { readonly share: number | undefined; readonly by: ShareBy; readonly set: number | undefined } {
    if (this.strategy === 'blueGreen') {
      return { share: this.activeHash === this.canary.hash ? 1 : 0, by: 'service', set: undefined };
    }
    const { weights } = this.status;
    if (weights !== undefined) {
      const isCanary = weights.stableHash === this.canary.hash;
      const set = isCanary ? weights.canary + weights.stable : weights.canary;
      return { share: set / maxTrafficWeightOf(this.#spec), by: 'router', set };
    }
    const available = this.canary.available(this.nowMs);
    const all = this.total((set) => set.available(this.nowMs));
    return { share: all === 0 ? undefined : available / all, by: 'pods', set: undefined };
  }

  /** Begins the story; how requests are shared until then goes without saying. */
  open(): void {
    const { share, set } = this.share;
    this.#told = `${share} ${set}`;
    this.#push({ kind: 'start', strategy: this.strategy, isFirst: this.former === undefined });
  }

  /** Adds an event, after what the scaling before it has come to. */
  tell(happening: Happening): void {
    this.settle();
    this.#push(happening);
  }

  /** Adds an event that may change how requests are shared. */
  tellCause(happening: Happening): void {
    this.#tellScaling();
    this.#push(happening);
    this.settle();
  }

  /** Tells what has been scaled, as a whole, and whether requests are shared in another way. */
  settle(): void {
    this.#tellScaling();
    const { share, by, set } = this.share;
    const known = `${share} ${set}`;
    if (known === this.#told) return;
    this.#told = known;
    const asked = this.strategy === 'canary' ? currentWeight(this.rollout) : undefined;
    const max = maxTrafficWeightOf(this.#spec);
    this.#push({ kind: 'weight', asked, set, max, share, by, pods: this.pods, bounds: this.#bounds });
  }

  /** Tells what is left when nothing more happens at this time: the rollout's phase too. */
  rest(): void {
    this.settle();
    const { phase, message } = this.status;
    const known = `${phase} ${message}`;
    if (known === this.#toldPhase) return;
    this.#toldPhase = known;
    this.#push({ kind: 'phase', phase, message });
  }

  #tellScaling(): void {
    for (const [set, from] of this.#scaledFrom) {
      if (from === set.desired) continue;
      const which = set === this.canary ? 'canary' : 'stable';
      this.#push({ kind: 'scale', set: which, from, to: set.desired, pods: this.pods, bounds: this.#bounds });
    }
    this.#scaledFrom.clear();
  }

  #push(happening: Happening): void {
    const { stepIndex } = this.status;
    const step = stepIndex !== undefined && stepIndex < this.steps.length ? stepIndex : undefined;
    this.events.push({ step, ...happening, atMs: this.nowMs });
  }
}

const isSetText = (value: unknown): boolean => textOf(value) !== '';
