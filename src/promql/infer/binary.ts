import type { Span } from '../../text/span.ts';
import {
  type ArithmeticOp,
  type BinaryExpr,
  type ComparisonOp,
  type Fill,
  METRIC_NAME,
  type VectorMatching,
} from '../ast.ts';
import {
  ANY_LABELS,
  bothPresences,
  commonValues,
  dropName,
  eitherLabels,
  guaranteedLabels,
  hasNoLabels,
  type LabelFacts,
  METADATA,
  mapLabels,
  NO_LABELS,
  presenceOf,
  withLabel,
} from './labels.ts';
import type { Cardinality, DeadReason, EmptyReason, Facts, NanReason } from './model.ts';
import { isPartOf } from './ratio.ts';
import { COUNT, commonUnit, RATIO, UNKNOWN_UNIT, type Unit, unitOfProduct, unitOfQuotient } from './units.ts';
import {
  ANY_VALUE,
  arithmeticRange,
  bothRanges,
  constantOf,
  eitherRange,
  range,
  UNIT_INTERVAL,
  type ValueRange,
} from './values.ts';

/** What an operator makes of its two sides; the driver adds type, reach and the like. */
export interface BinaryFacts {
  readonly labels: LabelFacts;
  readonly count: Cardinality;
  readonly mayBeEmpty: readonly EmptyReason[];
  readonly dead: DeadReason | undefined;
  readonly mayBeNaN: readonly NanReason[];
  readonly values: ValueRange;
  readonly unit: Unit;
}

export function binaryFacts(expr: BinaryExpr, left: Facts, right: Facts): BinaryFacts {
  const lhs = withFill(left, expr.matching.fillLeft);
  const rhs = withFill(right, expr.matching.fillRight);
  switch (expr.op) {
    case 'and':
    case 'or':
    case 'unless':
      return setFacts(expr, lhs, rhs);
    default: {
      const numbers = numberFacts(expr, lhs, rhs);
      return { ...shapeFacts(expr, lhs, rhs), ...numbers };
    }
  }
}

interface Numbers {
  readonly mayBeNaN: readonly NanReason[];
  readonly values: ValueRange;
  readonly unit: Unit;
}

/** The numbers of the result, wherever there is one. */
function numberFacts(expr: BinaryExpr, lhs: Facts, rhs: Facts): Numbers {
  const { op } = expr;
  if (isComparison(op)) return comparisonNumbers(expr, op, lhs, rhs);
  if (!isArithmetic(op)) return { mayBeNaN: lhs.mayBeNaN, values: lhs.values, unit: lhs.unit };
  const { range: values, nan } = arithmeticRange(op, lhs.values, rhs.values);
  const own = nan.map((kind): NanReason => ({ kind, span: expr.span }));
  const mayBeNaN = dedupe([...lhs.mayBeNaN, ...rhs.mayBeNaN, ...own]);
  if (op === '/' && isPartOf(expr.lhs, expr.rhs)) return { mayBeNaN, values: UNIT_INTERVAL, unit: RATIO };
  return { mayBeNaN, values, unit: arithmeticUnit(op, lhs, rhs) };
}

/** Where elements without a partner get one, that one's value is possible too. */
function withFill(facts: Facts, fill: Fill | undefined): Facts {
  if (fill === undefined) return facts;
  if (!Number.isNaN(fill.value)) return { ...facts, values: eitherRange(facts.values, range(fill.value, fill.value)) };
  return { ...facts, values: ANY_VALUE, mayBeNaN: [...facts.mayBeNaN, { kind: 'constant', span: fill.span }] };
}

function arithmeticUnit(op: ArithmeticOp, lhs: Facts, rhs: Facts): Unit {
  const left = constantOf(lhs.values);
  const right = constantOf(rhs.values);
  if (op === '/') return right === undefined ? unitOfQuotient(lhs.unit, rhs.unit) : unitOfProduct(lhs.unit, 1 / right);
  if (op === '*') {
    if (right !== undefined) return unitOfProduct(lhs.unit, right);
    return left === undefined ? UNKNOWN_UNIT : unitOfProduct(rhs.unit, left);
  }
  if (op !== '+' && op !== '-' && op !== '%') return UNKNOWN_UNIT;
  if (right !== undefined) return lhs.unit;
  return left === undefined ? commonUnit(lhs.unit, rhs.unit) : rhs.unit;
}

/** Comparing drops what compares false; with `bool` it gives 0 or 1. Only `!=` lets NaN pass. */
function comparisonNumbers(expr: BinaryExpr, op: ComparisonOp, lhs: Facts, rhs: Facts): Numbers {
  if (expr.returnBool) return { mayBeNaN: [], values: boolRange(op, lhs, rhs), unit: COUNT };
  // A vector on one side only is what remains, on whichever side it stands.
  const swapped = lhs.type === 'scalar';
  const kept = swapped ? rhs : lhs;
  const other = swapped ? lhs : rhs;
  // NaN is unequal to every number.
  const passesAll = op === '!=' && other.mayBeNaN.length > 0;
  const values = passesAll ? kept.values : narrow(swapped ? mirror(op) : op, kept.values, other.values);
  return { mayBeNaN: op === '!=' ? kept.mayBeNaN : [], values, unit: kept.unit };
}

const mirror = (op: ComparisonOp): ComparisonOp =>
  op === '<' ? '>' : op === '>' ? '<' : op === '<=' ? '>=' : op === '>=' ? '<=' : op;

function narrow(op: ComparisonOp, kept: ValueRange, other: ValueRange): ValueRange {
  switch (op) {
    case '==':
      return bothRanges(kept, other);
    case '!=':
      return constantOf(other) === 0 ? { ...kept, zero: false } : kept;
    case '>':
      return bothRanges(kept, range(other.min, Number.POSITIVE_INFINITY, other.min < 0));
    case '>=':
      return bothRanges(kept, range(other.min, Number.POSITIVE_INFINITY));
    case '<':
      return bothRanges(kept, range(Number.NEGATIVE_INFINITY, other.max, other.max > 0));
    case '<=':
      return bothRanges(kept, range(Number.NEGATIVE_INFINITY, other.max));
  }
}

/** True or false where the bounds decide, NaN aside. */
function outcome(op: ComparisonOp, a: ValueRange, b: ValueRange): boolean | undefined {
  switch (op) {
    case '>':
      return a.min > b.max ? true : a.max <= b.min ? false : undefined;
    case '>=':
      return a.min >= b.max ? true : a.max < b.min ? false : undefined;
    case '<':
      return a.max < b.min ? true : a.min >= b.max ? false : undefined;
    case '<=':
      return a.max <= b.min ? true : a.min > b.max ? false : undefined;
    case '==':
    case '!=': {
      const apart =
        a.max < b.min || b.max < a.min || (constantOf(b) === 0 && !a.zero) || (constantOf(a) === 0 && !b.zero);
      const equal = constantOf(a) !== undefined && constantOf(a) === constantOf(b);
      if (!apart && !equal) return undefined;
      return (op === '==') === equal;
    }
  }
}

function boolRange(op: ComparisonOp, lhs: Facts, rhs: Facts): ValueRange {
  const decided = outcome(op, lhs.values, rhs.values);
  const noNaN = lhs.mayBeNaN.length === 0 && rhs.mayBeNaN.length === 0;
  // NaN compares false to everything, and unequal.
  if (decided === true && (noNaN || op === '!=')) return range(1, 1);
  if (decided === false && (noNaN || op !== '!=')) return range(0, 0);
  return UNIT_INTERVAL;
}

/** Which labels and how many elements: nothing of it depends on the numbers but whether a comparison is ever true. */
function shapeFacts(
  expr: BinaryExpr,
  lhs: Facts,
  rhs: Facts,
): Pick<BinaryFacts, 'labels' | 'count' | 'mayBeEmpty' | 'dead'> {
  const { op } = expr;
  const dead = lhs.dead ?? rhs.dead;
  if (lhs.type === 'scalar' && rhs.type === 'scalar') {
    return { labels: lhs.labels, count: lhs.count, mayBeEmpty: [], dead: undefined };
  }
  const comparison = isComparison(op);
  const filter = comparison && !expr.returnBool;
  const never = filter ? alwaysFalse(op, lhs, rhs, expr.opSpan) : undefined;
  const passes = filter && outcome(op, lhs.values, rhs.values) === true && numbersOnly(lhs) && numbersOnly(rhs);
  const filtered: EmptyReason[] = filter && !passes ? [{ kind: 'filter', span: expr.span }] : [];
  const changesName = isArithmetic(op) || expr.returnBool;
  if (lhs.type === 'scalar' || rhs.type === 'scalar') {
    const vector = lhs.type === 'scalar' ? rhs : lhs;
    return {
      labels: changesName ? dropName(vector.labels) : vector.labels,
      count: { min: filtered.length > 0 ? 0 : vector.count.min, max: vector.count.max },
      mayBeEmpty: [...vector.mayBeEmpty, ...filtered],
      dead: dead ?? never,
    };
  }
  return vectorShape(expr, lhs, rhs, changesName, filtered, dead ?? never);
}

const numbersOnly = (facts: Facts): boolean => facts.mayBeNaN.length === 0;

function alwaysFalse(op: ComparisonOp, lhs: Facts, rhs: Facts, span: Span): DeadReason | undefined {
  const never =
    outcome(op, lhs.values, rhs.values) === false && (op !== '!=' || (numbersOnly(lhs) && numbersOnly(rhs)));
  return never ? { kind: 'comparison', span, label: undefined } : undefined;
}

/** True if the label takes part in finding a partner. */
function matchesOn({ on, labels }: VectorMatching, label: string): boolean {
  const listed = labels.some(({ text }) => text === label);
  // Without `on` the name never takes part.
  return on ? listed : !listed && label !== METRIC_NAME;
}

const hasHoles = ({ labels, include }: VectorMatching): boolean =>
  [...labels, ...include].some(({ holes }) => holes.length > 0);

/** Partners agree on every label that takes part; where they never can, there are none. */
function neverMatch({ matching, span }: BinaryExpr, lhs: LabelFacts, rhs: LabelFacts): DeadReason | undefined {
  if (hasHoles(matching)) return undefined;
  for (const [one, other] of [
    [lhs, rhs],
    [rhs, lhs],
  ] as const) {
    for (const label of guaranteedLabels(one)) {
      if (!matchesOn(matching, label)) continue;
      if (presenceOf(other, label) === 'impossible') return { kind: 'labels', span, label };
      const common = commonValues(one.values.get(label), other.values.get(label));
      const bothKnown = one.values.has(label) && other.values.has(label);
      if (bothKnown && common?.size === 0) return { kind: 'values', span, label };
    }
  }
  return undefined;
}

function vectorShape(
  expr: BinaryExpr,
  lhs: Facts,
  rhs: Facts,
  changesName: boolean,
  filtered: readonly EmptyReason[],
  known: DeadReason | undefined,
): Pick<BinaryFacts, 'labels' | 'count' | 'mayBeEmpty' | 'dead'> {
  const { matching } = expr;
  const fills = matching.fillLeft !== undefined || matching.fillRight !== undefined;
  const dead = fills ? undefined : (known ?? neverMatch(expr, lhs.labels, rhs.labels));
  const matched = matchedLabels(matching, lhs.labels, rhs.labels, changesName);
  const labels = fills ? filledLabels(matched, lhs.labels, rhs.labels) : matched;
  // Two elements without labels, or matched on none, are partners of each other for certain.
  const certain = constantSignature(matching, lhs.labels, rhs.labels) && lhs.count.min === 1 && rhs.count.min === 1;
  const reasons: EmptyReason[] = [...lhs.mayBeEmpty, ...rhs.mayBeEmpty, ...filtered];
  if (!certain) reasons.push({ kind: 'no-match', span: expr.span });
  const min = certain && filtered.length === 0 ? 1 : 0;
  return {
    labels,
    count: { min, max: fills ? lhs.count.max + rhs.count.max : maximumOf(matching, lhs.count.max, rhs.count.max) },
    mayBeEmpty: min === 1 ? [] : reasons,
    dead,
  };
}

function maximumOf({ card }: VectorMatching, lhs: number, rhs: number): number {
  if (card === 'many-to-one') return lhs;
  return card === 'one-to-many' ? rhs : Math.min(lhs, rhs);
}

/** promql/engine.go resultMetric: the labels of the left side, of the "many" side with group_left and group_right. */
function matchedLabels(matching: VectorMatching, lhs: LabelFacts, rhs: LabelFacts, changesName: boolean): LabelFacts {
  if (hasHoles(matching)) return ANY_LABELS;
  if (hasNoLabels(lhs) && hasNoLabels(rhs)) return NO_LABELS;
  const many = matching.card === 'one-to-many' ? rhs : lhs;
  const one = matching.card === 'one-to-many' ? lhs : rhs;
  const grouped = matching.card === 'many-to-one' || matching.card === 'one-to-many';
  const included = new Set(grouped ? matching.include.map(({ text }) => text) : []);
  const listed = matching.labels.map(({ text }) => text);
  const has = (label: string): boolean => matchesOn(matching, label);
  // Without group_x only the labels that take part stay, and the name where it is not listed.
  const stays = (label: string): boolean => grouped || (matching.on ? has(label) : !listed.includes(label));
  const openRest = matching.on
    ? grouped && many.rest === 'possible'
    : many.rest === 'possible' && one.rest === 'possible';
  return mapLabels(
    [lhs, rhs],
    [...listed, ...included, ...METADATA],
    openRest ? 'possible' : 'impossible',
    (label) => {
      if (included.has(label)) return presenceOf(one, label);
      if (!stays(label) || (changesName && METADATA.includes(label))) return 'impossible';
      return has(label) ? bothPresences(presenceOf(many, label), presenceOf(one, label)) : presenceOf(many, label);
    },
    (label) => {
      if (included.has(label)) return one.values.get(label);
      return has(label) ? commonValues(many.values.get(label), one.values.get(label)) : many.values.get(label);
    },
  );
}

/** An element without a partner comes through with its own side's labels, those of them that take part. */
function filledLabels(matched: LabelFacts, lhs: LabelFacts, rhs: LabelFacts): LabelFacts {
  const either = eitherLabels(eitherLabels(lhs, rhs), matched);
  return METADATA.reduce(
    (facts, label) => withLabel(facts, label, presenceOf(facts, label) === 'impossible' ? 'impossible' : 'possible'),
    either,
  );
}

/** True if all elements of both sides match each other because no label takes part that any has. */
function constantSignature(matching: VectorMatching, lhs: LabelFacts, rhs: LabelFacts): boolean {
  if (hasHoles(matching)) return false;
  if (matching.on) {
    return matching.labels.every(
      ({ text }) => presenceOf(lhs, text) === 'impossible' && presenceOf(rhs, text) === 'impossible',
    );
  }
  if (lhs.rest === 'possible' || rhs.rest === 'possible') return false;
  return [lhs, rhs].every(({ known }) =>
    [...known].every(([label, presence]) => presence === 'impossible' || !matchesOn(matching, label)),
  );
}

function setFacts(expr: BinaryExpr, lhs: Facts, rhs: Facts): BinaryFacts {
  const { matching } = expr;
  const sameSignature = constantSignature(matching, lhs.labels, rhs.labels);
  if (expr.op === 'or') return orFacts(lhs, rhs, sameSignature);
  const set: EmptyReason = { kind: 'set', span: expr.span };
  const left = { mayBeNaN: lhs.mayBeNaN, values: lhs.values, unit: lhs.unit };
  if (expr.op === 'unless') {
    const allGone = sameSignature && rhs.count.min === 1;
    const dead: DeadReason | undefined = allGone ? { kind: 'unless', span: expr.span, label: undefined } : undefined;
    const untouched = rhs.dead !== undefined || neverMatch(expr, lhs.labels, rhs.labels) !== undefined;
    return {
      ...left,
      labels: lhs.labels,
      count: { min: untouched ? lhs.count.min : 0, max: lhs.count.max },
      mayBeEmpty: untouched ? lhs.mayBeEmpty : [...lhs.mayBeEmpty, set],
      dead: lhs.dead ?? dead,
    };
  }
  const certain = sameSignature && rhs.count.min === 1;
  return {
    ...left,
    labels: hasHoles(matching) ? lhs.labels : andLabels(matching, lhs.labels, rhs.labels),
    count: { min: certain ? lhs.count.min : 0, max: lhs.count.max },
    mayBeEmpty: certain ? lhs.mayBeEmpty : [...lhs.mayBeEmpty, ...rhs.mayBeEmpty, set],
    dead: lhs.dead ?? rhs.dead ?? neverMatch(expr, lhs.labels, rhs.labels),
  };
}

/** The left side's elements, each of which agrees with some element of the right side. */
function andLabels(matching: VectorMatching, lhs: LabelFacts, rhs: LabelFacts): LabelFacts {
  const closedByRight = !matching.on && rhs.rest === 'impossible';
  return mapLabels(
    [lhs, rhs],
    matching.labels.map(({ text }) => text),
    closedByRight ? 'impossible' : lhs.rest,
    (label) => {
      const own = presenceOf(lhs, label);
      return matchesOn(matching, label) ? bothPresences(own, presenceOf(rhs, label)) : own;
    },
    (label) => {
      const own = lhs.values.get(label);
      return matchesOn(matching, label) ? commonValues(own, rhs.values.get(label)) : own;
    },
  );
}

/** All of the left side, and of the right side what matches none of it. */
function orFacts(lhs: Facts, rhs: Facts, sameSignature: boolean): BinaryFacts {
  const rightIsDropped = rhs.dead !== undefined || (sameSignature && lhs.count.min === 1);
  if (rightIsDropped) return pick(lhs);
  if (lhs.dead !== undefined) return pick(rhs);
  const min = lhs.count.min === 1 || rhs.count.min === 1 ? 1 : 0;
  const max = sameSignature ? Math.max(lhs.count.max, rhs.count.max) : lhs.count.max + rhs.count.max;
  return {
    labels: eitherLabels(lhs.labels, rhs.labels),
    count: { min, max },
    mayBeEmpty: min === 1 ? [] : [...lhs.mayBeEmpty, ...rhs.mayBeEmpty],
    dead: undefined,
    mayBeNaN: dedupe([...lhs.mayBeNaN, ...rhs.mayBeNaN]),
    values: eitherRange(lhs.values, rhs.values),
    unit: constantOf(rhs.values) === undefined ? commonUnit(lhs.unit, rhs.unit) : lhs.unit,
  };
}

const pick = ({ labels, count, mayBeEmpty, dead, mayBeNaN, values, unit }: Facts): BinaryFacts => ({
  labels,
  count,
  mayBeEmpty,
  dead,
  mayBeNaN,
  values,
  unit,
});

function isComparison(op: BinaryExpr['op']): op is ComparisonOp {
  return op === '==' || op === '!=' || op === '>' || op === '<' || op === '>=' || op === '<=';
}

function isArithmetic(op: BinaryExpr['op']): op is ArithmeticOp {
  return op === '+' || op === '-' || op === '*' || op === '/' || op === '%' || op === '^' || op === 'atan2';
}

/** One reason of a kind at a place is enough. */
export function dedupe(reasons: readonly NanReason[]): readonly NanReason[] {
  const seen = new Set<string>();
  return reasons.filter(({ kind, span }) => {
    const key = `${kind} ${span.start} ${span.end}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
