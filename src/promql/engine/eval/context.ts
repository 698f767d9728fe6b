import type { Annotations } from '../annotations.ts';
import { EvaluationError } from '../errors.ts';
import type { PlanNode } from '../plan/nodes.ts';
import type { EngineSettings } from '../settings.ts';
import type { SampleSeries, Storage } from '../storage.ts';

const WHERE = 'query execution';
const WHERE_EVALUATING = 'expression evaluation';

/** What one run of a query shares between its evaluators. */
export class QueryContext {
  readonly storage: Storage;
  readonly settings: EngineSettings;
  readonly annotations: Annotations;
  /** Selected series by selector. */
  readonly selected = new Map<PlanNode, readonly SampleSeries[]>();
  /** Samples in memory. */
  samples = 0;
  readonly #signal: AbortSignal | undefined;
  readonly #deadline: number;
  #ticks = 0;

  constructor(storage: Storage, settings: EngineSettings, annotations: Annotations, signal: AbortSignal | undefined) {
    this.storage = storage;
    this.settings = settings;
    this.annotations = annotations;
    this.#signal = signal;
    this.#deadline = settings.now() + settings.timeoutMs;
  }

  /** Throws when the query was cancelled or has run for too long. */
  check(): void {
    if (this.#signal?.aborted === true) {
      throw new EvaluationError(`query was canceled in ${WHERE_EVALUATING}`, 'canceled');
    }
    if (this.settings.now() > this.#deadline) {
      throw new EvaluationError(`query timed out in ${WHERE_EVALUATING}`, 'timeout');
    }
  }

  /** `check` now and then, for inner loops. */
  tick(): void {
    if ((++this.#ticks & 0xff) === 0) this.check();
  }

  /** Throws where `more` samples would be too many. */
  reserve(more: number): void {
    if (this.samples + more > this.settings.maxSamples) {
      throw new EvaluationError(
        `query processing would load too many samples into memory in ${WHERE}`,
        'too-many-samples',
      );
    }
  }
}
