import type { AggregateOp, BinaryOp } from '../../ast.ts';
import type { SeriesMatcher } from '../storage.ts';

/** Positions are offsets in the query at which annotations point. */
interface Node {
  readonly position: number;
}

export interface NumberPlan extends Node {
  readonly kind: 'number';
  readonly value: number;
}

export interface StringPlan extends Node {
  readonly kind: 'string';
  readonly value: string;
}

export interface VectorPlan extends Node {
  readonly kind: 'vector';
  readonly matchers: readonly SeriesMatcher[];
  /** The time of `@`, in milliseconds. */
  readonly atMs: number | undefined;
  readonly offsetMs: number;
  readonly anchored: boolean;
  readonly smoothed: boolean;
  /** Of histograms only count and sum are needed further up. */
  readonly statsOnly: boolean;
  /** What storage has to look through. */
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
}

export interface MatrixPlan extends Node {
  readonly kind: 'matrix';
  readonly selector: VectorPlan;
  readonly rangeMs: number;
}

export interface SubqueryPlan extends Node {
  readonly kind: 'subquery';
  readonly expr: PlanNode;
  readonly rangeMs: number;
  readonly stepMs: number;
  readonly atMs: number | undefined;
  readonly offsetMs: number;
}

export interface CallPlan extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly PlanNode[];
}

export interface AggregatePlan extends Node {
  readonly kind: 'aggregate';
  readonly op: AggregateOp;
  readonly expr: PlanNode;
  readonly param: PlanNode | undefined;
  readonly grouping: readonly string[];
  readonly without: boolean;
}

export interface MatchingPlan {
  readonly card: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly include: readonly string[];
  readonly fillLeft: number | undefined;
  readonly fillRight: number | undefined;
}

export interface BinaryPlan extends Node {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  readonly lhs: PlanNode;
  readonly rhs: PlanNode;
  readonly lhsIsScalar: boolean;
  readonly rhsIsScalar: boolean;
  readonly returnBool: boolean;
  readonly matching: MatchingPlan;
}

export interface UnaryPlan extends Node {
  readonly kind: 'unary';
  readonly op: '+' | '-';
  readonly expr: PlanNode;
}

/** Has the same value at every step: it is evaluated once. */
export interface InvariantPlan extends Node {
  readonly kind: 'invariant';
  readonly expr: PlanNode;
}

/** A query ready to run at one time or over one range: times fixed, durations computed. */
export type PlanNode =
  | AggregatePlan
  | BinaryPlan
  | CallPlan
  | InvariantPlan
  | MatrixPlan
  | NumberPlan
  | StringPlan
  | SubqueryPlan
  | UnaryPlan
  | VectorPlan;
