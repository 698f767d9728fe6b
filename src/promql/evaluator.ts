import type { RangeTimes } from './engine/engine.ts';
import type { QueryResult } from './engine/result.ts';

export interface EvaluateOptions {
  /** Gives the query up. */
  readonly signal?: AbortSignal;
}

/**
 * Answers PromQL: an engine over a recording, or a server over its HTTP API. Never rejects on what a query or a server
 * does: what goes wrong is in the result.
 */
export interface Evaluator {
  /** The value of a query at a time, milliseconds since the epoch. */
  instant(query: string, timeMs: number, options?: EvaluateOptions): Promise<QueryResult>;
  /** The values of a query from `startMs` to `endMs`, both inclusive, every `stepMs`. */
  range(query: string, times: RangeTimes, options?: EvaluateOptions): Promise<QueryResult>;
}
