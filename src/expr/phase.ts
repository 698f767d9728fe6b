import { type EvaluationOptions, evaluateCondition } from './condition.ts';
import { type ConditionError, type ParsedCondition, parseCondition } from './prepare.ts';
import { type GoValue, isNil, isObject } from './values/value.ts';

/** What one measurement comes to, apart from providers that fail. */
export type MeasurementPhase = 'Successful' | 'Failed' | 'Inconclusive' | 'Error';

export interface ResultPhase {
  readonly phase: MeasurementPhase;
  /** The controller's complete message, where the phase is `Error`. */
  readonly error?: string;
}

/** A condition as text, or parsed already; empty text means that there is none. */
export type ConditionSource = string | ParsedCondition;

const NO_DATA = 'metric result is nil or empty: no data returned from the metric provider';

/**
 * argo-rollouts utils/evaluate EvaluateResult. The success condition is evaluated first; the failure condition wins.
 * Without conditions every result is a success. Needs `prepareExpr` for conditions given as text.
 */
export function evaluateResult(
  result: GoValue,
  successCondition: ConditionSource,
  failureCondition: ConditionSource,
  options: EvaluationOptions = {},
): ResultPhase {
  const success = judge(result, 'successCondition', successCondition, options);
  if (success.error !== undefined) return { phase: 'Error', error: success.error };
  const failure = judge(result, 'failureCondition', failureCondition, options);
  if (failure.error !== undefined) return { phase: 'Error', error: failure.error };
  if (success.holds === undefined && failure.holds === undefined) return { phase: 'Successful' };
  if (failure.holds ?? !success.holds) return { phase: 'Failed' };
  return { phase: (success.holds ?? !failure.holds) ? 'Successful' : 'Inconclusive' };
}

interface Judgement {
  /** Undefined where there is no condition. */
  readonly holds?: boolean;
  readonly error?: string;
}

function judge(
  result: GoValue,
  which: 'successCondition' | 'failureCondition',
  source: ConditionSource,
  options: EvaluationOptions,
): Judgement {
  const text = typeof source === 'string' ? source : source.text;
  if (text === '') return {};
  const condition = typeof source === 'string' ? parseCondition(source) : source;
  const verdict = evaluateCondition(condition, result, options);
  return verdict.ok ? { holds: verdict.value } : { error: wrap(which, text, verdict.error, result) };
}

/** formatEvalError: on a result without data every error reads the same. */
function wrap(which: string, text: string, error: ConditionError, result: GoValue): string {
  const detail = isNilOrEmpty(result) ? NO_DATA : error.message;
  return `could not evaluate ${which} "${text}": ${detail}`;
}

/** An empty map or string does not count. */
export const isNilOrEmpty = (result: GoValue): boolean =>
  isNil(result) || (isObject(result) && result.kind === 'slice' && result.items.length === 0);
