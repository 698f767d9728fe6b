/**
 * The condition language of Argo Rollouts: expr-lang/expr 1.17 in the environment of the controller.
 *
 * ```ts
 * await prepareExpr();
 * const condition = parseCondition('result[0] < 0.05');
 * checkCondition(condition, FLOAT_SLICE).errors; // what the controller's compiler would say
 * evaluateResult(floatSlice([0.01]), condition, ''); // { phase: 'Successful' }
 * ```
 */

export * from './ast.ts';
export { BUILTIN_NAMES } from './builtins/names.ts';
export type { ResultType } from './check/environment.ts';
export type { CompiledExpression } from './compile.ts';
export { type Completion, type Completions, completionsAt } from './complete.ts';
export {
  checkCondition,
  type Evaluation,
  type EvaluationOptions,
  evalTime,
  evaluateCondition,
  evaluateExpression,
  resultTypeOf,
  type TimeResult,
  type Verdict,
} from './condition.ts';
export { EXPRESSION_FEATURES, type ExpressionFeature, type FeatureUse, featuresUsed } from './features.ts';
export {
  type ConditionSource,
  evaluateResult,
  isNilOrEmpty,
  type MeasurementPhase,
  type ResultPhase,
} from './phase.ts';
export { type ConditionError, type ParsedCondition, parseCondition, prepareExpr } from './prepare.ts';
export { printExpr } from './print.ts';
export {
  ANY_MAP,
  ANY_SLICE,
  BOOL,
  FLOAT_SLICE,
  FLOAT64,
  type GoType,
  parseType,
  STRING,
} from './types/go-type.ts';
export { METRIC_DATA_RESULT, NRDB_RESULT } from './types/known-types.ts';
export type { Nature } from './types/nature.ts';
export { formatValue } from './values/format.ts';
export { floatSlice, fromJson, type GoValue } from './values/value.ts';
