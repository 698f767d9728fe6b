import type { Expr } from '../ast.ts';
import { parsePromql } from '../parse/parse.ts';
import { Annotations } from './annotations.ts';
import { EvaluationError } from './errors.ts';
import { QueryContext } from './eval/context.ts';
import { Evaluator } from './eval/evaluator.ts';
import { instantValue, rangeValue } from './eval/results.ts';
import { compileQuery } from './plan/compile.ts';
import type { QueryTimes } from './plan/durations.ts';
import type { PlanNode } from './plan/nodes.ts';
import type { QueryErrorType, QueryResult, QueryValue } from './result.ts';
import { DEFAULT_SETTINGS, type EngineSettings } from './settings.ts';
import type { Storage } from './storage.ts';

/** A query whose text has been read, to be run as often as one likes. */
export interface PreparedQuery {
  readonly text: string;
  /** Undefined where the query does not parse. */
  readonly expr: Expr | undefined;
  /** Why it does not. */
  readonly problem: string | undefined;
}

export interface RunOptions {
  /** Gives the query up. */
  readonly signal?: AbortSignal;
}

/** Times in milliseconds since the epoch. */
export interface RangeTimes {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/**
 * Evaluates PromQL as Prometheus 3.14 does (promql.Engine). Synchronous; `preparePromql` must have been awaited. Never
 * throws on input: what goes wrong is in the result.
 */
export class PromqlEngine {
  readonly settings: EngineSettings;
  readonly #prepared = new Map<string, PreparedQuery>();

  constructor(settings: Partial<EngineSettings> = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
  }

  /** Reads and type-checks a query; the last ones are remembered. */
  prepare(text: string): PreparedQuery {
    const known = this.#prepared.get(text);
    if (known !== undefined) return known;
    const { expr, errors } = parsePromql(text, { features: this.settings.features });
    const [error] = errors;
    const problem = error === undefined ? undefined : (error.upstream ?? error.message);
    const prepared: PreparedQuery = { text, expr: error === undefined ? expr : undefined, problem };
    if (this.#prepared.size >= REMEMBERED) this.#prepared.clear();
    this.#prepared.set(text, prepared);
    return prepared;
  }

  /** The value of a query at a time, milliseconds since the epoch (Engine.NewInstantQuery). */
  instant(storage: Storage, query: string | PreparedQuery, timeMs: number, options: RunOptions = {}): QueryResult {
    const times = { startMs: timeMs, endMs: timeMs, stepMs: 0 };
    return this.#run(storage, query, times, options, (context, plan, type) =>
      instantValue(new Evaluator(context, timeMs, 1, 1), plan, type),
    );
  }

  /** The values of a query from `startMs` to `endMs`, both inclusive, every `stepMs` (Engine.NewRangeQuery). */
  range(storage: Storage, query: string | PreparedQuery, times: RangeTimes, options: RunOptions = {}): QueryResult {
    const { startMs, endMs, stepMs } = times;
    if (!(stepMs > 0)) {
      return failed(
        'bad-data',
        'zero or negative query resolution step widths are not accepted. Try a positive integer',
      );
    }
    if (!(endMs >= startMs)) return failed('bad-data', 'end timestamp must not be before start time');
    const steps = Math.floor((endMs - startMs) / stepMs) + 1;
    if (steps > this.settings.maxSteps) {
      const limit = this.settings.maxSteps.toLocaleString('en-US');
      return failed(
        'bad-data',
        `exceeded maximum resolution of ${limit} points per timeseries. Try decreasing the query resolution (?step=XX)`,
      );
    }
    const prepared = typeof query === 'string' ? this.prepare(query) : query;
    const type = prepared.expr?.type;
    if (type === 'matrix' || type === 'string') {
      const name = type === 'matrix' ? 'range vector' : 'string';
      return failed('bad-data', `invalid expression type "${name}" for range query, must be Scalar or instant Vector`);
    }
    return this.#run(storage, prepared, times, options, (context, plan) =>
      rangeValue(new Evaluator(context, startMs, stepMs, steps), plan),
    );
  }

  #run(
    storage: Storage,
    query: string | PreparedQuery,
    times: QueryTimes,
    { signal }: RunOptions,
    evaluate: (context: QueryContext, plan: PlanNode, type: string) => QueryValue,
  ): QueryResult {
    const { text, expr, problem } = typeof query === 'string' ? this.prepare(query) : query;
    if (expr === undefined) return failed('bad-data', problem ?? 'no expression found in input');
    const annotations = new Annotations();
    try {
      const { lookbackMs, subqueryStepMs } = this.settings;
      const context = new QueryContext(storage, this.settings, annotations, signal);
      const plan = compileQuery(expr, { ...times, lookbackMs, subqueryStepMs });
      const value = evaluate(context, plan, expr.type);
      return { value, error: undefined, ...annotations.texts(text) };
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      const { type, message } = error;
      return { value: undefined, error: { type, message }, ...annotations.texts(text) };
    }
  }
}

const REMEMBERED = 2_000;

const failed = (type: QueryErrorType, message: string): QueryResult => ({
  value: undefined,
  error: { type, message },
  warnings: [],
  infos: [],
});
