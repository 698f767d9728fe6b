import {
  evaluateCondition,
  evaluateResult,
  FLOAT_SLICE,
  FLOAT64,
  floatSlice,
  type GoValue,
  type MeasurementPhase,
  type Node,
} from '../../../expr/index.ts';
import { type NanReason, postOrder, unparen, type ValueRange } from '../../../promql/index.ts';
import { faultOf, isSound } from './faults.ts';
import { calledName, indexOfResult, isComparison, isResult, numberOf, placesOf } from './nodes.ts';
import type { Condition, ConditionSet } from './sets.ts';

const NO_ELEMENT = floatSlice([]);

/** True if `result` is a list of numbers that may be empty, for a reason that is known. */
export const mayBeEmpty = ({ shape, provider }: ConditionSet): boolean =>
  shape.types.length === 1 &&
  shape.types[0] === FLOAT_SLICE &&
  shape.count.min === 0 &&
  (provider !== 'prometheus' || shape.mayBeEmpty.some(({ kind }) => kind !== 'unknown'));

/** The conditions that fail to evaluate if there is no element. */
export function failingOnEmpty(set: ConditionSet): readonly Condition[] {
  if (!mayBeEmpty(set)) return [];
  return set.all.filter((condition) => {
    if (faultOf(set, condition) !== undefined) return false;
    const verdict = evaluateCondition(condition.parsed, NO_ELEMENT);
    // What fails with elements as well is another mistake.
    return !verdict.ok && verdict.stage === 'run' && evaluateCondition(condition.parsed, elementsOf(set)).ok;
  });
}

/** As many elements as there can be, or enough of them. */
const elementsOf = ({ shape }: ConditionSet): GoValue =>
  floatSlice(Array.from({ length: Math.min(shape.count.max, 10) }, () => 1));

/** What the controller decides if there is no element. */
export const phaseOnEmpty = (set: ConditionSet): MeasurementPhase | undefined =>
  mayBeEmpty(set) && isSound(set) ? phaseOf(set, NO_ELEMENT) : undefined;

const NUMBERED: ReadonlySet<NanReason['kind']> = new Set(['zero-division', 'quantile', 'scalar']);

/** What the controller decides if the value is NaN, where that can be, and why it can. */
export function onNaN(set: ConditionSet): { readonly phase: MeasurementPhase; readonly reason: NanReason } | undefined {
  const reason = set.shape.mayBeNaN.find(({ kind }) => NUMBERED.has(kind));
  if (reason === undefined || !isSound(set) || isMindedInQuery(set, reason)) return undefined;
  const wrap = wrapperOf(set);
  return wrap === undefined ? undefined : { phase: phaseOf(set, wrap(Number.NaN)), reason };
}

/** True where the query keeps NaN away, or where promql/default-misses-nan tells that it tries to in vain. */
function isMindedInQuery({ query }: ConditionSet, { span }: NanReason): boolean {
  if (query?.parsed.expr === undefined) return true;
  const root = unparen(query.parsed.expr);
  if (root.kind === 'BinaryExpr' && root.op === 'or' && query.inference?.of(root.rhs).count.min === 1) return true;
  // `quantile and on () (rate > 0)`: there is an answer only with traffic.
  return postOrder(root).some((node) => {
    if (node.kind !== 'BinaryExpr' || node.op !== 'and') return false;
    const guard = unparen(node.rhs);
    const isFilter = guard.kind === 'BinaryExpr' && (guard.op === '>' || guard.op === '>=' || guard.op === '!=');
    return isFilter && !guard.returnBool && node.lhs.span.start <= span.start && span.end <= node.lhs.span.end;
  });
}

/** A ratio with a default for its numerator alone: without any traffic there is meant to be no answer. */
export function isMeantEmpty({ query }: ConditionSet): boolean {
  const { parsed, inference } = query ?? {};
  if (parsed?.expr === undefined || inference === undefined) return false;
  return postOrder(parsed.expr).some(
    (node) =>
      node.kind === 'BinaryExpr' &&
      node.op === '/' &&
      inference.of(node.lhs).count.min === 1 &&
      node.lhs.type === 'vector' &&
      inference.of(node.rhs).count.min === 0,
  );
}

const phaseOf = ({ success, failure }: ConditionSet, value: GoValue): MeasurementPhase =>
  evaluateResult(value, success?.parsed ?? '', failure?.parsed ?? '').phase;

/** How a number reaches the conditions: as it is, or as a list of one. */
function wrapperOf({ shape, all }: ConditionSet): ((value: number) => GoValue) | undefined {
  const [type] = shape.types;
  if (type === FLOAT_SLICE) return (value) => floatSlice([value]);
  const takesNumber = all.every(
    ({ refused, accepted }) => accepted !== undefined && !refused.some((r) => r.type === FLOAT64),
  );
  return shape.types.includes(FLOAT64) && takesNumber ? (value) => value : undefined;
}

/** Numbers that the conditions treat alike: one number, or all between two. */
export interface Segment {
  readonly low: number;
  readonly high: number;
  readonly hasLow: boolean;
  readonly hasHigh: boolean;
  readonly success: boolean | undefined;
  readonly failure: boolean | undefined;
}

/**
 * What the conditions say of every number that `result` can be, NaN left out; in order. Undefined where they do not
 * simply compare one number with constants.
 */
export function segmentsOf(set: ConditionSet): readonly Segment[] | undefined {
  let segments = known.get(set);
  if (segments === undefined) {
    segments = findSegments(set) ?? 'none';
    known.set(set, segments);
  }
  return segments === 'none' ? undefined : segments;
}

/** Several rules ask about the same conditions. */
const known = new WeakMap<ConditionSet, readonly Segment[] | 'none'>();

function findSegments(set: ConditionSet): readonly Segment[] | undefined {
  if (!isSound(set) || set.all.some(({ open }) => open)) return undefined;
  const wrap = wrapperOf(set);
  if (wrap === undefined) return undefined;
  const constants = new Set<number>();
  for (const { parsed } of set.all) if (!collect(parsed.ast, constants)) return undefined;
  if (constants.size === 0 || constants.size > 50) return undefined;
  const segments: Segment[] = [];
  for (const part of partsOf(
    [...constants].sort((a, b) => a - b),
    set.shape.values,
  )) {
    const value = wrap(sampleOf(part));
    const success = verdictOf(set.success, value);
    const failure = verdictOf(set.failure, value);
    if (success === 'error' || failure === 'error') return undefined;
    segments.push({ ...part, success, failure });
  }
  return segments;
}

function verdictOf(condition: Condition | undefined, value: GoValue): boolean | undefined | 'error' {
  if (condition === undefined) return undefined;
  const verdict = evaluateCondition(condition.parsed, value);
  return verdict.ok ? verdict.value : 'error';
}

/** Collects the constants that the result is compared with; false if anything else is done with it. */
function collect(ast: Node, constants: Set<number>): boolean {
  const places = placesOf(ast);
  const parents = new Map<Node, Node[]>();
  for (const { node, parent } of places) {
    if (parent !== undefined) parents.set(node, [...(parents.get(node) ?? []), parent]);
  }
  return places.every(({ node, parent }) => {
    if (!isResult(node) || parent === undefined) return !isResult(node) || parent !== undefined;
    if (calledName(parent) === 'len') return true;
    const number = indexOfResult(parent) === 0 ? parent : node;
    const users = number === node ? [parent] : (parents.get(number) ?? []);
    return users.every((user) => {
      const called = calledName(user);
      if (called === 'isNaN' || called === 'isInf') return true;
      if (!isComparison(user)) return false;
      const other = numberOf(user.left === number ? user.right : user.left);
      if (other === undefined) return false;
      constants.add(other);
      return true;
    });
  });
}

type Part = Pick<Segment, 'low' | 'high' | 'hasLow' | 'hasHigh'>;

function partsOf(constants: readonly number[], { min, max, zero }: ValueRange): readonly Part[] {
  const parts: Part[] = [];
  let from = Number.NEGATIVE_INFINITY;
  for (const constant of [...constants, Number.POSITIVE_INFINITY]) {
    const low = Math.max(from, min);
    const high = Math.min(constant, max);
    const hasLow = min > from || from === Number.NEGATIVE_INFINITY;
    const hasHigh = max < constant || constant === Number.POSITIVE_INFINITY;
    if (low < high || (low === high && hasLow && hasHigh)) parts.push({ low, high, hasLow, hasHigh });
    if (constant !== Number.POSITIVE_INFINITY && constant >= min && constant <= max && (constant !== 0 || zero))
      parts.push({ low: constant, high: constant, hasLow: true, hasHigh: true });
    from = constant;
  }
  return parts;
}

function sampleOf({ low, high }: Part): number {
  if (low === high) return low;
  if (low === Number.NEGATIVE_INFINITY)
    return high === Number.POSITIVE_INFINITY ? 0 : high - Math.max(1, Math.abs(high));
  if (high === Number.POSITIVE_INFINITY) return low + Math.max(1, Math.abs(low));
  return low / 2 + high / 2;
}

/** The first run of neighbouring segments of which `holds` is true, as one. */
export function firstRun(segments: readonly Segment[], holds: (segment: Segment) => boolean): Part | undefined {
  const start = segments.findIndex(holds);
  if (start < 0) return undefined;
  let end = start;
  for (let next = segments[end + 1]; next !== undefined && holds(next); next = segments[end + 1]) end++;
  const first = segments[start];
  const last = segments[end];
  if (first === undefined || last === undefined) return undefined;
  return { low: first.low, high: last.high, hasLow: first.hasLow, hasHigh: last.hasHigh };
}

/** `below 0.1`, `from 0.9 to below 0.95`: numbers in words. */
export function inWords(part: Part): string {
  const { hasLow, hasHigh } = part;
  // Bounds are computed: 0.010000000000000009 is 0.01.
  const [low, high] = [Number(part.low.toPrecision(12)), Number(part.high.toPrecision(12))];
  if (low === high) return `exactly ${low}`;
  const upper = hasHigh ? `at most ${high}` : `below ${high}`;
  const lower = hasLow ? `at least ${low}` : `above ${low}`;
  if (low === Number.NEGATIVE_INFINITY) return high === Number.POSITIVE_INFINITY ? 'any number' : upper;
  return high === Number.POSITIVE_INFINITY ? lower : `${lower} and ${upper}`;
}

/** True if a condition says the same of every number: rules of their own say so. */
export const isConstantOver = (segments: readonly Segment[], ...keys: readonly ('success' | 'failure')[]): boolean =>
  (keys.length > 0 ? keys : BOTH).some((key) => {
    const [first] = segments;
    return first?.[key] !== undefined && segments.every((segment) => segment[key] === first[key]);
  });

/** All numbers that `result` can be. */
export const rangeOf = ({ shape }: ConditionSet): Part => ({
  low: shape.values.min,
  high: shape.values.max,
  hasLow: shape.values.min !== 0 || shape.values.zero,
  hasHigh: shape.values.max !== 0 || shape.values.zero,
});

const BOTH = ['success', 'failure'] as const;
