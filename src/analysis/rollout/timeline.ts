import type { AnalysisRunPlan } from '../../manifest/controller/arguments/run.ts';
import type { JsonObject } from '../../yaml/tree.ts';
import type { World } from '../reconcile.ts';
import type { Measurement, MetricResult, Phase, Run } from '../run.ts';
import type { Step } from '../simulate.ts';

/** What is played. Times are milliseconds since the epoch. */
export interface RolloutInput {
  /** The object as decoded; a status that it may have is not looked at. */
  readonly rollout: JsonObject;
  /** A template as the controller would find it, in the rollout's namespace or in the cluster; undefined if there is none. */
  template(name: string, clusterScope: boolean): JsonObject | undefined;
  /** Answers the measurements. */
  readonly world: World;
  /** When the new revision is applied. */
  readonly startMs: number;
  /** Nothing is played from this time on. */
  readonly horizonMs: number;
  /** The hash of the revision that runs; empty for a first deployment. */
  readonly stableHash: string;
  /** The hash of the new revision; the same as the stable one plays a return to it. */
  readonly canaryHash: string;
  /** From the creation of a pod to its being ready; it is available `minReadySeconds` later. Infinity: never. Default 0. */
  readonly podReadyMs?: number;
  /** What people do meanwhile. */
  readonly actions?: readonly PersonAction[];
  /** The number of the new revision in messages and names; by default 2, or 1 for a first deployment. */
  readonly revision?: number;
  /** Ends the play. */
  readonly signal?: AbortSignal;
}

/**
 * - promote: `kubectl argo rollouts promote`, which ends a pause, skips the current step, or resumes a paused rollout
 * - promoteFull: `promote --full`; skipStep: `promote --skip-current-step`; skipAllSteps: `promote --skip-all-steps`
 * - abort, retry: the commands of that name; pause: sets `spec.paused`
 */
export type ActionKind = 'promote' | 'promoteFull' | 'skipStep' | 'skipAllSteps' | 'abort' | 'retry' | 'pause';

export interface PersonAction {
  readonly atMs: number;
  readonly kind: ActionKind;
}

export type RolloutPhase = 'Healthy' | 'Degraded' | 'Paused' | 'Progressing';

/** Whom a run belongs to. */
export type RunKind = 'step' | 'background' | 'prePromotion' | 'postPromotion' | 'experiment';

/** An AnalysisRun that the rollout made. */
export interface PlayedRun {
  /** As the controller names it: `checkout-6d4b75cb6d-2-1`. */
  readonly name: string;
  readonly kind: RunKind;
  /** The step of an inline analysis or of an experiment, counted from 0. */
  readonly step?: number;
  /** The name of the analysis inside the experiment. */
  readonly analysis?: string;
  readonly startedMs: number;
  /** When it came to its end; undefined if the play ended first. */
  readonly endedMs: number | undefined;
  /** The run as it is at the end of the play. */
  readonly run: Run;
  /** Each pass that changed it. */
  readonly steps: readonly Step[];
  /** The templates it was made from, nested ones included, in the controller's order. */
  readonly templates: readonly UsedTemplate[];
  /** What was merged of them; `places` of arguments say where each value comes from. */
  readonly plan: AnalysisRunPlan;
  /** The values of its arguments; one from a secret has none here. */
  readonly args: Readonly<Record<string, string | undefined>>;
}

export interface UsedTemplate {
  readonly name: string;
  readonly clusterScope: boolean;
}

export interface RolloutPlay {
  /** In order of time; of the same time, in order of what led to what. */
  readonly events: readonly RolloutEvent[];
  /** In order of creation. */
  readonly runs: readonly PlayedRun[];
  readonly end: RolloutEnd;
}

/** The rollout's status when nothing more would happen, or at the horizon. */
export interface RolloutEnd {
  readonly atMs: number;
  readonly phase: RolloutPhase;
  /** The controller's words: `RolloutAborted: Rollout aborted update to revision 2: Metric …`; empty when healthy. */
  readonly message: string;
  readonly isAborted: boolean;
  /** True if the horizon came first. */
  readonly isCut: boolean;
  /** True if it goes on only when somebody does something: an indefinite pause, `spec.paused`, an inconclusive analysis. */
  readonly waitsForPerson: boolean;
  /** The step it stands at, counted from 0; as many as there are steps when all are done; undefined without steps. */
  readonly currentStepIndex: number | undefined;
  /** The hash that counts as stable. */
  readonly stableHash: string;
  readonly pods: Pods;
  readonly share: number | undefined;
  /** An error that the controller meets on every try, and that keeps it from going on. */
  readonly error: string | undefined;
}

/** The pods of one revision: asked for, and available. */
export interface PodCount {
  readonly desired: number;
  readonly available: number;
}

export interface Pods {
  readonly stable: PodCount;
  readonly canary: PodCount;
}

/** Who decides how many requests the canary gets. */
export type ShareBy = 'router' | 'pods' | 'service';

export type StepKind =
  | 'setWeight'
  | 'pause'
  | 'setCanaryScale'
  | 'analysis'
  | 'experiment'
  | 'setHeaderRoute'
  | 'setMirrorRoute'
  | 'plugin'
  | 'none';

/** status.pauseConditions[].reason; `user` stands for `spec.paused`. */
export type PauseReason =
  | 'CanaryPauseStep'
  | 'BlueGreenPause'
  | 'InconclusiveAnalysisRun'
  | 'InconclusiveExperiment'
  | 'user';

/** What ended an update. */
export type AbortCause = RunKind | 'progressDeadline' | 'person';

/** Why a run was asked to end before it was done. */
export type TerminationReason =
  | 'promoted'
  | 'aborted'
  | 'stepLeft'
  | 'skipped'
  | 'replaced'
  | 'experimentEnded'
  | 'notWanted';

interface At {
  readonly atMs: number;
  /** The current step, counted from 0. */
  readonly step?: number;
}

export type RolloutEvent =
  | (At & { readonly kind: 'start'; readonly strategy: 'canary' | 'blueGreen'; readonly isFirst: boolean })
  | (At & { readonly kind: 'step-start'; readonly step: number; readonly of: number; readonly what: StepKind })
  | (At & {
      readonly kind: 'step-end';
      readonly step: number;
      readonly of: number;
      readonly what: StepKind;
      readonly why: 'completed' | 'skipped' | 'aborted';
      /** The step it goes on with; `of` when all are done. */
      readonly next: number;
    })
  /** The share of requests that the canary gets has changed. */
  | (At & {
      readonly kind: 'weight';
      /** What the step asks for, of `max`; undefined with blue-green. */
      readonly asked: number | undefined;
      /** What the router was told, of `max`; undefined without a router. */
      readonly set: number | undefined;
      readonly max: number;
      /** Between 0 and 1; undefined while no pod is available. */
      readonly share: number | undefined;
      readonly by: ShareBy;
      readonly pods: Pods;
      /** What bounds the pods where they decide. */
      readonly bounds: PodBounds;
    })
  | (At & {
      readonly kind: 'scale';
      readonly set: 'stable' | 'canary';
      readonly from: number;
      readonly to: number;
      readonly pods: Pods;
      readonly bounds: PodBounds;
    })
  /** Pods have become available. */
  | (At & { readonly kind: 'available'; readonly set: 'stable' | 'canary'; readonly pods: Pods })
  /** A ReplicaSet is to go down to 0 later. */
  | (At & { readonly kind: 'scale-down-delayed'; readonly set: 'stable' | 'canary'; readonly untilMs: number })
  | (At & { readonly kind: 'service'; readonly service: 'active' | 'preview'; readonly to: 'stable' | 'canary' })
  /** `untilMs` is undefined where somebody has to end it. */
  | (At & { readonly kind: 'pause'; readonly reason: PauseReason; readonly untilMs: number | undefined })
  | (At & {
      readonly kind: 'resume';
      readonly reason: PauseReason;
      readonly why: 'elapsed' | 'person' | 'aborted' | 'promoted' | 'notWanted';
    })
  | (At & {
      readonly kind: 'analysis-start';
      readonly run: string;
      readonly of: RunKind;
      readonly templates: readonly UsedTemplate[];
    })
  /** `result` is the metric's after it. */
  | (At & {
      readonly kind: 'measurement';
      readonly run: string;
      readonly of: RunKind;
      readonly metric: string;
      readonly measurement: Measurement;
      readonly result: MetricResult;
    })
  | (At & {
      readonly kind: 'analysis-terminate';
      readonly run: string;
      readonly of: RunKind;
      readonly why: TerminationReason;
    })
  | (At & {
      readonly kind: 'analysis-end';
      readonly run: string;
      readonly of: RunKind;
      readonly phase: Phase;
      readonly message: string;
    })
  | (At & {
      readonly kind: 'experiment-start';
      readonly experiment: string;
      /** Undefined where nothing but its analyses ends it. */
      readonly durationMs: number | undefined;
      readonly templates: readonly {
        readonly name: string;
        readonly replicas: number;
        readonly weight: number | undefined;
      }[];
    })
  /** All its templates are available: its duration runs, its analyses start. */
  | (At & { readonly kind: 'experiment-available'; readonly experiment: string })
  | (At & {
      readonly kind: 'experiment-end';
      readonly experiment: string;
      readonly phase: Phase;
      readonly message: string;
    })
  | (At & { readonly kind: 'action'; readonly action: ActionKind; readonly hasEffect: boolean })
  | (At & {
      readonly kind: 'abort';
      readonly cause: AbortCause;
      /** The run or the experiment. */
      readonly by: string | undefined;
      /** The controller's words without `Rollout aborted update to revision 2: `. */
      readonly message: string;
    })
  | (At & { readonly kind: 'progress-deadline'; readonly seconds: number; readonly message: string })
  /** The new revision counts as stable; `reason` in the controller's words (`Completed all 4 canary steps`). */
  | (At & { readonly kind: 'promoted'; readonly reason: string })
  /** Something that the controller tries in vain again and again. */
  | (At & { readonly kind: 'error'; readonly message: string })
  | (At & { readonly kind: 'phase'; readonly phase: RolloutPhase; readonly message: string });

/** How many pods there may be, and how many of them have to be available. */
export interface PodBounds {
  readonly replicas: number;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}
