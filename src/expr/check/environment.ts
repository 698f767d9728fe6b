import { ANY, BOOL, FLOAT64, functionOf, type GoType, INT64 } from '../types/go-type.ts';
import { type Nature, NIL, natureOf, UNKNOWN } from '../types/nature.ts';

/** The names that an expression may use besides builtins. */
export type Environment = ReadonlyMap<string, Nature>;

/**
 * The Go type of a measurement's result: `nil` when the provider has no value, `unknown` when it cannot be told before
 * the measurement (the controller always knows it; nothing is reported then that depends on it).
 */
export type ResultType = GoType | 'nil' | 'unknown';

const IS_FLOAT_PREDICATE = natureOf(functionOf([FLOAT64], [BOOL]));

const FUNCTIONS: readonly (readonly [string, Nature])[] = [
  ['asInt', natureOf(functionOf([ANY], [INT64]))],
  ['asFloat', natureOf(functionOf([ANY], [FLOAT64]))],
  ['isNaN', IS_FLOAT_PREDICATE],
  ['isInf', IS_FLOAT_PREDICATE],
  ['isNil', natureOf(functionOf([ANY], [BOOL]))],
  ['default', natureOf(functionOf([ANY, ANY], [ANY]))],
];

/** argo-rollouts utils/evaluate EvalCondition: what a success or failure condition sees. */
export function conditionEnvironment(resultType: ResultType): Environment {
  return new Map([['result', natureOfResult(resultType)], ...FUNCTIONS]);
}

/** argo-rollouts utils/evaluate EvalTime: what the start and end of a Prometheus range query see. */
export const TIME_ENVIRONMENT: Environment = new Map([
  ['isNaN', IS_FLOAT_PREDICATE],
  ['isInf', IS_FLOAT_PREDICATE],
]);

function natureOfResult(type: ResultType): Nature {
  if (type === 'nil') return NIL;
  return type === 'unknown' ? UNKNOWN : natureOf(type);
}
