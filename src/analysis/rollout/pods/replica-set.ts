import type { ReplicaSetState } from '../../../manifest/controller/replicas/weights.ts';

/** From creation to readiness, and from readiness to availability, in milliseconds. */
export interface PodTimes {
  readonly readyMs: number;
  readonly minReadyMs: number;
}

interface Batch {
  readonly createdMs: number;
  readonly count: number;
}

/**
 * A ReplicaSet with its pods. What is asked for (`desired`, the controller's `spec.replicas`) becomes pods when `sync`
 * is called, as the ReplicaSet controller would make or delete them: the newest go first.
 */
export class ReplicaSet {
  readonly name: string;
  readonly hash: string;
  desired: number;
  /** The annotation `scale-down-deadline`. */
  scaleDownAtMs: number | undefined;
  readonly #times: PodTimes;
  #batches: Batch[];

  constructor(name: string, hash: string, times: PodTimes, existing: number) {
    this.name = name;
    this.hash = hash;
    this.desired = existing;
    this.#times = times;
    this.#batches = existing > 0 ? [{ createdMs: Number.NEGATIVE_INFINITY, count: existing }] : [];
  }

  /** `status.replicas`. */
  get created(): number {
    return this.#batches.reduce((sum, { count }) => sum + count, 0);
  }

  /** Makes or deletes pods; true if there was something to do. */
  sync(nowMs: number): boolean {
    const missing = this.desired - this.created;
    if (missing === 0) return false;
    if (missing > 0) {
      const last = this.#batches.at(-1);
      if (last?.createdMs === nowMs) this.#batches[this.#batches.length - 1] = { ...last, count: last.count + missing };
      else this.#batches.push({ createdMs: nowMs, count: missing });
      return true;
    }
    let surplus = -missing;
    const kept: Batch[] = [];
    for (const batch of this.#batches.toReversed()) {
      const taken = Math.min(surplus, batch.count);
      surplus -= taken;
      if (batch.count > taken) kept.unshift({ ...batch, count: batch.count - taken });
    }
    this.#batches = kept;
    return true;
  }

  ready(nowMs: number): number {
    return this.#countFrom(nowMs, this.#times.readyMs);
  }

  available(nowMs: number): number {
    return this.#countFrom(nowMs, this.#times.readyMs + this.#times.minReadyMs);
  }

  #countFrom(nowMs: number, delayMs: number): number {
    return this.#batches.reduce(
      (sum, { createdMs, count }) => (isOver(createdMs, delayMs, nowMs) ? sum + count : sum),
      0,
    );
  }

  /** When the next pod becomes ready or available; Infinity if none does. */
  nextChangeMs(nowMs: number): number {
    const { readyMs, minReadyMs } = this.#times;
    let next = Number.POSITIVE_INFINITY;
    for (const { createdMs } of this.#batches) {
      for (const delayMs of [readyMs, readyMs + minReadyMs]) {
        if (!isOver(createdMs, delayMs, nowMs)) next = Math.min(next, createdMs + delayMs);
      }
    }
    return next;
  }

  /** As the controller's arithmetic reads it. */
  state(nowMs: number): ReplicaSetState {
    return { name: this.name, replicas: this.desired, available: this.available(nowMs) };
  }
}

/** Pods that were there before count from the beginning of time, however long they take. */
const isOver = (createdMs: number, delayMs: number, nowMs: number): boolean =>
  createdMs === Number.NEGATIVE_INFINITY || createdMs + delayMs <= nowMs;
