/**
 * PromQL: text to syntax tree, type rules, canonical text, and what can be known of a query's result before it runs.
 * Await `preparePromql` once; everything else is synchronous and never throws on input.
 */
export * from './ast.ts';
export { featuresOf, isOlder, NEWEST_PROMETHEUS, type PromqlFeatures } from './features.ts';
export {
  AGGREGATORS,
  type AggregatorSignature,
  FUNCTIONS,
  type FunctionSignature,
  isAggregateOp,
} from './functions.ts';
export { FUNCTION_EFFECTS, type FunctionEffect } from './infer/functions.ts';
export { DEFAULT_LOOKBACK_MS, inferPromql } from './infer/infer.ts';
export {
  guaranteedLabels,
  hasNoLabels,
  type LabelFacts,
  type Presence,
  presenceOf,
} from './infer/labels.ts';
export type {
  Cardinality,
  DeadReason,
  EmptyReason,
  Facts,
  Inference,
  InferenceContext,
  NanReason,
  Reach,
} from './infer/model.ts';
export { isPartOf } from './infer/ratio.ts';
export { literalAlternatives } from './infer/selectors.ts';
export { COUNTER_SUFFIX, type Unit, unitOfName } from './infer/units.ts';
export { constantOf, type ValueRange } from './infer/values.ts';
export { matcherAccepts, matchesEmpty } from './match.ts';
export type { PromqlError, PromqlErrorCode } from './parse/errors.ts';
export { findHoles } from './parse/holes.ts';
export { parsePromDuration } from './parse/lexical/literals.ts';
export { type ParsedQuery, type ParseOptions, parsePromql } from './parse/parse.ts';
export { preparePromql } from './prepare.ts';
export { formatPromDuration, print } from './print.ts';
export { compileMatcherRegexp, type MatcherRegexp, regexpError } from './regexp.ts';
