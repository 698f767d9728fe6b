import type { AggregateExpr, AggregateOp } from '../ast.ts';
import {
  ANY_LABELS,
  dropName,
  keepLabels,
  type LabelFacts,
  NO_LABELS,
  presenceOf,
  removeLabels,
  withLabel,
} from './labels.ts';
import type { Cardinality, EmptyReason, Facts, NanReason, NodeFacts } from './model.ts';
import { COUNT, UNKNOWN_UNIT, type Unit } from './units.ts';
import { ANY_VALUE, constantOf, mayBeInfinite, NOT_NEGATIVE, ONE, range, type ValueRange } from './values.ts';

interface AggregationEffect {
  /** True if elements come through as they are, with all their labels: grouping only makes buckets. */
  readonly selects: boolean;
  readonly values: (input: ValueRange) => ValueRange;
  /** `input`: NaN goes in, NaN comes out; `never`; `opposite`, `infinite`: also where such infinities meet. */
  readonly nan: 'input' | 'never' | 'opposite' | 'infinite';
  readonly unit: (input: Unit) => Unit;
}

const same = <T>(value: T): T => value;
const sum = ({ min, max, zero }: ValueRange): ValueRange =>
  range(min < 0 ? Number.NEGATIVE_INFINITY : min, max > 0 ? Number.POSITIVE_INFINITY : max, zero || min < 0);
const counted = (): ValueRange => range(1, Number.POSITIVE_INFINITY);
const notNegative = (): ValueRange => NOT_NEGATIVE;
const selecting: AggregationEffect = { selects: true, values: same, nan: 'input', unit: same };

/** promql/engine.go aggregation: what each operator makes of the values of a group. */
const EFFECTS: Readonly<Record<AggregateOp, AggregationEffect>> = {
  sum: { selects: false, values: sum, nan: 'opposite', unit: same },
  avg: { selects: false, values: same, nan: 'opposite', unit: same },
  min: { selects: false, values: same, nan: 'input', unit: same },
  max: { selects: false, values: same, nan: 'input', unit: same },
  count: { selects: false, values: counted, nan: 'never', unit: () => COUNT },
  group: { selects: false, values: () => ONE, nan: 'never', unit: () => UNKNOWN_UNIT },
  stddev: { selects: false, values: notNegative, nan: 'infinite', unit: same },
  stdvar: { selects: false, values: notNegative, nan: 'infinite', unit: () => UNKNOWN_UNIT },
  quantile: { selects: false, values: () => ANY_VALUE, nan: 'infinite', unit: same },
  count_values: { selects: false, values: counted, nan: 'never', unit: () => COUNT },
  topk: selecting,
  bottomk: selecting,
  limitk: selecting,
  limit_ratio: selecting,
};

export function aggregateFacts(expr: AggregateExpr, input: Facts, param: Facts | undefined): NodeFacts {
  const effect = EFFECTS[expr.op];
  const number = param === undefined ? undefined : constantOf(param.values);
  const withinBounds = expr.op === 'quantile' && number !== undefined && number >= 0 && number <= 1;
  const limit = limitOf(expr, number);
  const mayBeEmpty: EmptyReason[] = [...input.mayBeEmpty];
  if (limit === undefined || limit < 1) mayBeEmpty.push({ kind: 'limit', span: expr.span });
  const grouped = groupedLabels(expr, input.labels);
  return {
    labels: effect.selects ? input.labels : grouped,
    count: { min: mayBeEmpty.length > 0 ? 0 : input.count.min, max: maximumOf(expr, effect, input, grouped, limit) },
    mayBeEmpty,
    dead: input.dead,
    mayBeNaN: [...nanOf(expr, effect, input), ...(effect.selects ? [] : (param?.mayBeNaN ?? []))],
    values: withinBounds ? input.values : effect.values(input.values),
    unit: effect.unit(input.unit),
  };
}

/** How many elements a group keeps at most; undefined: nobody knows. */
function limitOf(expr: AggregateExpr, number: number | undefined): number | undefined {
  switch (expr.op) {
    case 'topk':
    case 'bottomk':
    case 'limitk':
      return number === undefined ? undefined : Math.max(0, Math.trunc(number));
    case 'limit_ratio':
      return undefined;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

function nanOf(expr: AggregateExpr, effect: AggregationEffect, input: Facts): readonly NanReason[] {
  if (effect.nan === 'never') return [];
  const { min, max } = input.values;
  const opposite = min === Number.NEGATIVE_INFINITY && max === Number.POSITIVE_INFINITY;
  const meets = effect.nan === 'opposite' ? opposite : effect.nan === 'infinite' && mayBeInfinite(input.values);
  return meets ? [...input.mayBeNaN, { kind: 'infinity', span: expr.span }] : input.mayBeNaN;
}

/** The labels of a group. */
function groupedLabels(expr: AggregateExpr, input: LabelFacts): LabelFacts {
  const names = expr.grouping.map(({ text }) => text);
  let labels: LabelFacts;
  if (expr.grouping.some(({ holes }) => holes.length > 0)) labels = ANY_LABELS;
  else if (expr.without) labels = dropName(removeLabels(input, names));
  else labels = names.length === 0 ? NO_LABELS : keepLabels(input, new Set(names));
  if (expr.op !== 'count_values') return labels;
  const { param } = expr;
  if (param?.kind !== 'StringLiteral' || param.value.holes.length > 0) return ANY_LABELS;
  // The label is set first and grouped by afterwards.
  const removed = expr.without && names.includes(param.value.text);
  return withLabel(labels, param.value.text, removed ? 'impossible' : 'guaranteed');
}

function maximumOf(
  expr: AggregateExpr,
  effect: AggregationEffect,
  input: Facts,
  grouped: LabelFacts,
  limit: number | undefined,
): Cardinality['max'] {
  const most = input.count.max;
  if (expr.op === 'count_values') return most;
  const groups = Math.min(most, numberOfGroups(expr, input.labels, grouped));
  if (!effect.selects) return groups;
  // Infinity times zero is no number.
  return limit === undefined ? most : limit === 0 ? 0 : Math.min(most, groups * limit);
}

/** How many groups there can be: the product of the values that each label can have. */
function numberOfGroups(expr: AggregateExpr, input: LabelFacts, grouped: LabelFacts): number {
  if (grouped.rest === 'possible') return Number.POSITIVE_INFINITY;
  const names = expr.without ? [...grouped.known.keys()] : expr.grouping.map(({ text }) => text);
  let groups = 1;
  for (const name of new Set(names)) {
    const presence = presenceOf(input, name);
    if (presence === 'impossible') continue;
    const values = input.values.get(name);
    if (values === undefined) return Number.POSITIVE_INFINITY;
    groups *= values.size + (presence === 'possible' ? 1 : 0);
  }
  return groups;
}
