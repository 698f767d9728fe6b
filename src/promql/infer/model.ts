import type { Span } from '../../text/span.ts';
import type { Expr, ValueType } from '../ast.ts';
import type { LabelFacts } from './labels.ts';
import type { Unit } from './units.ts';
import type { ValueRange } from './values.ts';

/** How many elements (series) a result can have; `max` is Infinity where nothing bounds it. Scalars have one. */
export interface Cardinality {
  readonly min: 0 | 1;
  readonly max: number;
}

/**
 * Why a result may have no element.
 * - `selector`: no series may match; - `samples`: a function needs more samples than the range may hold;
 * - `filter`: a comparison drops what compares false; - `no-match`: no element may find a partner;
 * - `set`: `and`, `unless`; - `absent`: the series may be there; - `histogram`: not a histogram, or no `le`;
 * - `limit`: `topk(0, …)`, `limit_ratio`; - `unknown`: a placeholder, an unknown function.
 */
export interface EmptyReason {
  readonly kind: 'selector' | 'samples' | 'filter' | 'no-match' | 'set' | 'absent' | 'histogram' | 'limit' | 'unknown';
  /** The expression that brings it about. */
  readonly span: Span;
}

/**
 * Why a value may be NaN.
 * - `zero-division`: 0 / 0, x % 0; - `infinity`: Inf - Inf, Inf / Inf, 0 * Inf; - `domain`: a root or logarithm of a
 *   negative number; - `quantile`: a quantile of no observations; - `scalar`: `scalar()` of not exactly one element;
 * - `sample`: a stored sample is NaN; - `constant`: written so; - `unknown`: a placeholder, an unknown function.
 */
export interface NanReason {
  readonly kind: 'zero-division' | 'infinity' | 'domain' | 'quantile' | 'scalar' | 'sample' | 'constant' | 'unknown';
  readonly span: Span;
}

/** Why a result is empty whatever the data: mistakes, not circumstances. */
export interface DeadReason {
  /**
   * - `contradiction`: the matchers of a selector exclude each other; - `labels`: one side of a match always has a label
   *   that the other never has; - `values`: a label can have no value in common on both sides; - `le`: a histogram
   *   function on elements that have no `le`; - `comparison`: always false; - `unless`: the right side takes all away.
   */
  readonly kind: 'contradiction' | 'labels' | 'values' | 'le' | 'comparison' | 'unless';
  readonly span: Span;
  /** The label that it is about. */
  readonly label: string | undefined;
}

/** How far back from the moment of evaluation samples are read. */
export interface Reach {
  /** Milliseconds, the look-back of instant selectors included; undefined where a placeholder decides. */
  readonly ms: number | undefined;
  /** Some selector is bound to a fixed time (`@ 1609746000`): no new data ever reaches it. */
  readonly fixedTime: boolean;
}

/** What is known of the result of one expression, whatever the data. */
export interface Facts {
  readonly expr: Expr;
  readonly type: ValueType;
  readonly labels: LabelFacts;
  readonly count: Cardinality;
  /** Empty exactly where `count.min` is 1. */
  readonly mayBeEmpty: readonly EmptyReason[];
  /** Set where the result is always empty. Only the innermost cause is named: parents take it over. */
  readonly dead: DeadReason | undefined;
  /** Empty where no element is ever NaN. */
  readonly mayBeNaN: readonly NanReason[];
  /** Bounds of every element that is not NaN. */
  readonly values: ValueRange;
  /** A guess from names. */
  readonly unit: Unit;
  readonly reach: Reach;
}

/** What a node adds to what its children say; the driver fills in the rest. */
export type NodeFacts = Omit<Facts, 'expr' | 'type' | 'reach'>;

/** What a node that hands on its input says. */
export const handedOn = ({ labels, count, mayBeEmpty, dead, mayBeNaN, values, unit }: Facts): NodeFacts => ({
  labels,
  count,
  mayBeEmpty,
  dead,
  mayBeNaN,
  values,
  unit,
});

export interface InferenceContext {
  /** The server's look-back of instant selectors (`--query.lookback-delta`); default five minutes. */
  readonly lookbackMs?: number;
}

/** Facts about every node of one query. */
export interface Inference {
  readonly root: Facts;
  /** The facts about a node of that tree; about any other, that nothing is known. */
  of(expr: Expr): Facts;
}
