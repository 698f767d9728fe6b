import { trafficRoutingOf } from '../../../manifest/controller/rollout/defaults.ts';
import type { Rollout, TrafficRouting } from '../../../manifest/controller/types.ts';
import type { PauseReason, RolloutPhase } from '../timeline.ts';

/** An entry of `status.pauseConditions`; times are whole seconds, as the API server keeps them. */
export interface PauseCondition {
  readonly reason: Exclude<PauseReason, 'user'>;
  readonly startMs: number;
}

/** `status.canary.weights`. */
export interface Weights {
  readonly canary: number;
  readonly stable: number;
  readonly canaryHash: string;
  readonly stableHash: string;
  readonly additional: readonly { readonly name: string; readonly weight: number }[];
}

/** The condition `Progressing`, on which the progress deadline counts. */
export interface ProgressCondition {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly updatedMs: number;
}

/** What the controller reads back from its own status. */
export interface Status {
  readonly abort: boolean;
  readonly abortedAtMs: number | undefined;
  readonly promoteFull: boolean;
  readonly controllerPause: boolean;
  readonly pauses: readonly PauseCondition[];
  readonly currentHash: string;
  readonly stableHash: string;
  readonly stepIndex: number | undefined;
  readonly weights: Weights | undefined;
  /** Names of the current runs and of the current experiment. */
  readonly stepRun: string | undefined;
  readonly backgroundRun: string | undefined;
  readonly preRun: string | undefined;
  readonly postRun: string | undefined;
  readonly experiment: string | undefined;
  readonly activeHash: string;
  readonly previewHash: string;
  readonly scaleUpCheckpoint: boolean;
  readonly replicas: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly progress: ProgressCondition;
  /** The condition `Paused`. */
  readonly isPausedCondition: boolean;
  /** The condition `Healthy`; undefined where there is none yet. */
  readonly isHealthy: boolean | undefined;
  readonly phase: RolloutPhase;
  readonly message: string;
}

/** A status on its way to the next one. */
export type Draft = { -readonly [Field in keyof Status]: Status[Field] };

export const seconds = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** The rollout with its status in the object's own shape, for the functions that mirror the controller's arithmetic. */
export const withStatus = (rollout: Rollout, status: Status): Rollout => ({
  ...rollout,
  status: {
    abort: status.abort,
    promoteFull: status.promoteFull,
    currentPodHash: status.currentHash,
    stableRS: status.stableHash,
    ...(status.stepIndex === undefined ? {} : { currentStepIndex: status.stepIndex }),
    ...(status.weights === undefined
      ? {}
      : {
          canary: {
            weights: { canary: { weight: status.weights.canary }, stable: { weight: status.weights.stable } },
          },
        }),
  },
});

export const hasPause = ({ pauses }: Status, reason: PauseCondition['reason']): boolean =>
  pauses.some((pause) => pause.reason === reason);

/** utils/rollout/rolloututil.go IsFullyPromoted. */
export const isFullyPromoted = ({ stableHash, currentHash }: Status): boolean => stableHash === currentHash;

const ROUTERS = ['istio', 'nginx', 'alb', 'smi', 'ambassador', 'appMesh', 'traefik', 'apisix'] as const;

/** True if something routes: `trafficRouting: {}` is set, and has no router. */
export function hasRouter(rollout: Rollout): boolean {
  const routing: TrafficRouting | undefined = trafficRoutingOf(rollout);
  if (routing === undefined) return false;
  const plugins = routing.plugins;
  return (
    ROUTERS.some((name) => routing[name] !== undefined && routing[name] !== null) ||
    (typeof plugins === 'object' && plugins !== null && Object.keys(plugins).length > 0)
  );
}
