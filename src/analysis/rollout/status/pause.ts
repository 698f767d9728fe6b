import { optionalInteger, type Value } from '../../../manifest/controller/read.ts';
import { blueGreenOf } from '../../../manifest/controller/rollout/defaults.ts';
import { isTimedPause, pauseSeconds } from '../../../manifest/controller/scalars/pause.ts';
import type { Scene } from '../scene.ts';
import type { AbortCause } from '../timeline.ts';
import { type Draft, type PauseCondition, type Status, seconds } from './status.ts';

export interface AbortRequest {
  readonly message: string;
  readonly cause: AbortCause;
  readonly by: string | undefined;
}

/** argo-rollouts rollout/pause.go pauseContext: what one pass decides about pauses and aborting. */
export class PauseContext {
  readonly #scene: Scene;
  readonly #added = new Set<PauseCondition['reason']>();
  readonly #removed = new Set<PauseCondition['reason']>();
  #isCleared = false;
  #isAbortRemoved = false;
  abort: AbortRequest | undefined;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get hasAdded(): boolean {
    return this.#added.size > 0;
  }

  get isAborted(): boolean {
    return !this.#isAbortRemoved && (this.abort !== undefined || this.#scene.status.abort);
  }

  addAbort(request: AbortRequest): void {
    this.abort = request;
  }

  removeAbort(): void {
    this.#isAbortRemoved = true;
  }

  add(reason: PauseCondition['reason']): void {
    this.#added.add(reason);
  }

  remove(reason: PauseCondition['reason']): void {
    this.#removed.add(reason);
  }

  clear(): void {
    this.#isCleared = true;
  }

  /** CalculatePauseStatus. */
  apply(draft: Draft): void {
    const { status, nowMs } = this.#scene;
    draft.controllerPause = false;
    draft.pauses = [];
    draft.abort = this.abort !== undefined || (!this.#isAbortRemoved && status.abort);
    draft.abortedAtMs = draft.abort ? (status.abortedAtMs ?? seconds(nowMs)) : undefined;
    if (draft.abort || this.#isCleared) return;
    const kept = status.pauses.filter(({ reason }) => !this.#removed.has(reason));
    const fresh = [...this.#added].filter((reason) => !status.pauses.some((pause) => pause.reason === reason));
    draft.pauses = [...kept, ...fresh.map((reason) => ({ reason, startMs: seconds(nowMs) }))];
    if (draft.pauses.length > 0) draft.controllerPause = fresh.length > 0 || status.controllerPause;
  }

  /** CompletedCanaryPauseStep. */
  isStepPauseOver(pause: Value): boolean {
    const { status, nowMs } = this.#scene;
    const condition = pauseOf(status, 'CanaryPauseStep');
    if (condition === undefined) return status.controllerPause;
    return isTimedPause(pause) && nowMs > condition.startMs + pauseSeconds(pause) * 1000;
  }

  /** CompletedBlueGreenPause. */
  get isBlueGreenPauseOver(): boolean {
    const { status, nowMs, rollout } = this.#scene;
    if (this.hasAdded) return false;
    if (status.scaleUpCheckpoint) return true;
    const condition = pauseOf(status, 'BlueGreenPause');
    const strategy = blueGreenOf(rollout);
    if (!isAutoPromoted(strategy?.autoPromotionEnabled)) return status.controllerPause && condition === undefined;
    const delay = optionalInteger(strategy?.autoPromotionSeconds) ?? 0;
    if (delay === 0) return true;
    return condition !== undefined && nowMs > condition.startMs + delay * 1000;
  }
}

export const pauseOf = ({ pauses }: Status, reason: PauseCondition['reason']): PauseCondition | undefined =>
  pauses.find((pause) => pause.reason === reason);

/** Promotion is automatic unless it is switched off. */
export const isAutoPromoted = (enabled: Value): boolean => enabled !== false;

/** When a pause ends by itself; undefined if somebody has to end it. */
export function pauseEndMs(scene: Scene, { reason, startMs }: PauseCondition): number | undefined {
  if (reason === 'CanaryPauseStep') {
    const pause = scene.currentStep?.pause;
    return isTimedPause(pause) ? startMs + pauseSeconds(pause) * 1000 : undefined;
  }
  if (reason !== 'BlueGreenPause') return undefined;
  const strategy = blueGreenOf(scene.rollout);
  const delay = optionalInteger(strategy?.autoPromotionSeconds) ?? 0;
  return isAutoPromoted(strategy?.autoPromotionEnabled) && delay > 0 ? startMs + delay * 1000 : undefined;
}
