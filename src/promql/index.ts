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
export { matcherAccepts, matchesEmpty } from './match.ts';
export type { PromqlError, PromqlErrorCode } from './parse/errors.ts';
export { findHoles } from './parse/holes.ts';
export { type ParsedQuery, type ParseOptions, parsePromql } from './parse/parse.ts';
export { preparePromql } from './prepare.ts';
export { formatPromDuration, print } from './print.ts';
export { compileMatcherRegexp, type MatcherRegexp, regexpError } from './regexp.ts';
