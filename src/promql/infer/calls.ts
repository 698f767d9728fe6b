import { type Call, type Expr, type HoleText, METRIC_NAME, selectorsOf, unparen, type VectorSelector } from '../ast.ts';
import { FUNCTION_EFFECTS } from './functions.ts';
import { ANY_LABELS, dropName, hasNoLabels, type LabelFacts, NO_LABELS, presenceOf, withLabel } from './labels.ts';
import {
  type Cardinality,
  type DeadReason,
  type EmptyReason,
  type Facts,
  handedOn,
  type NanReason,
  type NodeFacts,
} from './model.ts';
import { RATIO, SECONDS, UNKNOWN_UNIT, type Unit, unitOfQuantile } from './units.ts';
import { ANY_VALUE, constantOf, mayBeInfinite, ONE, range, UNIT_INTERVAL, type ValueRange } from './values.ts';

const ONE_ELEMENT: Cardinality = { min: 1, max: 1 };

/** A number, or one element without labels. */
export const single = (
  values: ValueRange,
  unit: Unit = UNKNOWN_UNIT,
  mayBeNaN: readonly NanReason[] = [],
): NodeFacts => ({
  labels: NO_LABELS,
  count: ONE_ELEMENT,
  mayBeEmpty: [],
  dead: undefined,
  mayBeNaN,
  values,
  unit,
});

/** Nothing is known: a placeholder, a function that nobody knows. */
export function unknownFacts(expr: Expr): NodeFacts {
  return {
    labels: ANY_LABELS,
    count: { min: 0, max: Number.POSITIVE_INFINITY },
    mayBeEmpty: [{ kind: 'unknown', span: expr.span }],
    dead: undefined,
    mayBeNaN: [{ kind: 'unknown', span: expr.span }],
    values: ANY_VALUE,
    unit: UNKNOWN_UNIT,
  };
}

type Handler = (call: Call, args: readonly Facts[]) => NodeFacts | undefined;

/** Functions that are more than a change of each element's value. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  vector: (_, [scalar]) => (scalar === undefined ? undefined : single(scalar.values, scalar.unit, scalar.mayBeNaN)),
  scalar: scalarOf,
  time: () => single(ANY_VALUE, SECONDS),
  start: () => single(ANY_VALUE, SECONDS),
  end: () => single(ANY_VALUE, SECONDS),
  step: () => single(range(0, Number.POSITIVE_INFINITY), SECONDS),
  range: () => single(range(0, Number.POSITIVE_INFINITY), SECONDS),
  pi: () => single(range(Math.PI, Math.PI)),
  min_of: (_, args) => extreme(Math.min, args),
  max_of: (_, args) => extreme(Math.max, args),
  absent: (call, [input]) => (input === undefined ? undefined : absent(call, input)),
  absent_over_time: (call, [input]) => (input === undefined ? undefined : absent(call, input)),
  histogram_quantile: (call, [, input]) =>
    input === undefined ? undefined : histogram(call, input, ANY_VALUE, unitOfQuantile(input.unit)),
  histogram_quantiles: (call, [input]) => (input === undefined ? undefined : quantiles(call, input)),
  histogram_fraction: (call, [, , input]) =>
    input === undefined ? undefined : histogram(call, input, UNIT_INTERVAL, RATIO),
  label_replace: (call, [input]) => (input === undefined ? undefined : labelReplace(call, input)),
  label_join: (call, [input]) => (input === undefined ? undefined : labelJoin(call, input)),
  info: (_, [input]) => (input === undefined ? undefined : { ...handedOn(input), labels: infoLabels(input.labels) }),
  clamp: (call, [input, low, high]) => (input && low && high ? clamp(call, input, low, high) : undefined),
  clamp_min: (call, [input, low]) => (input && low ? clamp(call, input, low, undefined) : undefined),
  clamp_max: (call, [input, high]) => (input && high ? clamp(call, input, undefined, high) : undefined),
};

export function callFacts(call: Call, args: readonly Facts[]): NodeFacts {
  const { func } = call;
  if (func === undefined) return unknownFacts(call);
  const handler = HANDLERS[func.name];
  if (handler !== undefined) return handler(call, args) ?? unknownFacts(call);
  const effect = FUNCTION_EFFECTS.get(func.name);
  if (effect === undefined) return unknownFacts(call);
  // `hour()` is about now.
  if (args.length === 0) return single(effect.values(ANY_VALUE), effect.unit(SECONDS));
  const input = args.find(({ type }) => type === 'vector' || type === 'matrix' || type === 'none');
  if (input === undefined) return unknownFacts(call);
  const mayBeEmpty = [...input.mayBeEmpty];
  if (effect.needsTwoSamples || input.type === 'matrix') mayBeEmpty.push({ kind: 'samples', span: call.span });
  if (effect.nativeHistograms) mayBeEmpty.push({ kind: 'histogram', span: call.span });
  return {
    labels: effect.keepsName ? input.labels : dropName(input.labels),
    count: { min: mayBeEmpty.length > 0 ? 0 : input.count.min, max: input.count.max },
    mayBeEmpty,
    dead: input.dead,
    mayBeNaN: nanOf(call, input, args),
    values: effect.values(input.values),
    unit: effect.unit(input.unit),
  };
}

function nanOf(call: Call, input: Facts, args: readonly Facts[]): readonly NanReason[] {
  const effect = FUNCTION_EFFECTS.get(call.name.text);
  if (effect === undefined || effect.nan === 'never') return [];
  const reasons = [...input.mayBeNaN];
  if (effect.nan !== 'input' && !effect.nan.unless(input.values))
    reasons.push({ kind: effect.nan.reason, span: call.span });
  // Rounding to multiples of nothing; a parameter that is no number.
  const parameters = args.filter((arg) => arg !== input);
  if (call.name.text === 'round' && parameters.some(({ values }) => values.zero)) {
    reasons.push({ kind: 'domain', span: call.span });
  }
  for (const parameter of parameters) {
    reasons.push(...parameter.mayBeNaN);
    if (constantOf(parameter.values) === undefined || mayBeInfinite(parameter.values)) {
      reasons.push({ kind: 'domain', span: call.span });
    }
  }
  return reasons;
}

/** NaN unless there is exactly one element. */
function scalarOf(call: Call, [input]: readonly Facts[]): NodeFacts | undefined {
  if (input === undefined) return undefined;
  const one = input.count.min === 1 && input.count.max === 1;
  const own: NanReason[] = one ? [] : [{ kind: 'scalar', span: call.span }];
  return single(input.values, input.unit, [...input.mayBeNaN, ...own]);
}

function extreme(pickOne: (...values: number[]) => number, args: readonly Facts[]): NodeFacts | undefined {
  const [a, b] = args;
  if (a === undefined || b === undefined) return undefined;
  const values = range(pickOne(a.values.min, b.values.min), pickOne(a.values.max, b.values.max));
  return single(values, UNKNOWN_UNIT, [...a.mayBeNaN, ...b.mayBeNaN]);
}

/** promql/functions.go createLabelsForAbsentFunction. */
function absent(call: Call, input: Facts): NodeFacts {
  const arg = call.args[0];
  const selector = arg === undefined ? undefined : selectorOf(unparen(arg));
  const always = input.count.min === 1;
  return {
    labels: selector === undefined ? NO_LABELS : absentLabels(selector),
    count: { min: 0, max: 1 },
    mayBeEmpty: [{ kind: 'absent', span: call.span }],
    // What is always there is never absent.
    dead: always ? { kind: 'comparison', span: call.span, label: undefined } : undefined,
    mayBeNaN: [],
    values: ONE,
    unit: UNKNOWN_UNIT,
  };
}

function selectorOf(expr: Expr): VectorSelector | undefined {
  if (expr.kind === 'VectorSelector') return expr;
  return expr.kind === 'MatrixSelector' ? expr.selector : undefined;
}

function absentLabels(selector: VectorSelector): LabelFacts {
  const seen = new Set<string>();
  let labels = NO_LABELS;
  for (const { label, op, value } of selector.matchers) {
    if (label.text === METRIC_NAME) continue;
    const unknown = label.holes.length > 0 || value.holes.length > 0;
    if (op === '=' && !seen.has(label.text)) {
      seen.add(label.text);
      if (unknown) labels = withLabel(labels, label.text, 'possible');
      else if (value.text === '') labels = withLabel(labels, label.text, 'impossible');
      else labels = withLabel(labels, label.text, 'guaranteed', new Set([value.text]));
    } else labels = withLabel(labels, label.text, 'impossible');
  }
  return selector.openMatchers ? ANY_LABELS : labels;
}

/** Classic buckets are told apart by `le`, which goes; native histograms need none. */
function histogram(call: Call, input: Facts, values: ValueRange, unit: Unit): NodeFacts {
  const classic = selectorsOf(call).some(({ name }) => name?.text.endsWith('_bucket') === true);
  const noLe = classic && presenceOf(input.labels, 'le') === 'impossible';
  const dead: DeadReason | undefined = noLe ? { kind: 'le', span: call.span, label: 'le' } : undefined;
  const labels = withLabel(dropName(input.labels), 'le', 'impossible');
  return {
    labels,
    // One for each histogram: what only `le` told apart becomes one.
    count: { min: 0, max: hasNoLabels(labels) ? Math.min(1, input.count.max) : input.count.max },
    mayBeEmpty: [...input.mayBeEmpty, { kind: 'histogram', span: call.span }],
    dead: input.dead ?? dead,
    mayBeNaN: [...input.mayBeNaN, { kind: 'quantile', span: call.span }],
    values,
    unit,
  };
}

function quantiles(call: Call, input: Facts): NodeFacts {
  const label = stringOf(call.args[1]);
  const facts = histogram(call, input, ANY_VALUE, unitOfQuantile(input.unit));
  const count = { min: 0 as const, max: input.count.max * Math.max(1, call.args.length - 2) };
  if (label === undefined) return { ...facts, count, labels: ANY_LABELS };
  return { ...facts, count, labels: withLabel(facts.labels, label.text, 'guaranteed') };
}

/** The text of a string argument without placeholders. */
function stringOf(expr: Expr | undefined): HoleText | undefined {
  const literal = expr === undefined ? undefined : unparen(expr);
  return literal?.kind === 'StringLiteral' && literal.value.holes.length === 0 ? literal.value : undefined;
}

const MATCHES_ALWAYS = new Set(['.*', '(.*)', '^.*$', '^(.*)$', '.*?', '(.*?)']);

/** promql/engine.go evalLabelReplace: no match leaves the label alone, an empty replacement removes it. */
function labelReplace(call: Call, input: Facts): NodeFacts {
  const [dst, replacement, src, pattern] = [1, 2, 3, 4].map((i) => stringOf(call.args[i])?.text);
  if (dst === undefined) return { ...handedOn(input), labels: ANY_LABELS };
  const before = presenceOf(input.labels, dst);
  const set = (presence: 'guaranteed' | 'possible' | 'impossible', values?: ReadonlySet<string>): NodeFacts => ({
    ...handedOn(input),
    labels: withLabel(input.labels, dst, presence, values),
  });
  if (replacement === undefined || src === undefined || pattern === undefined) return set('possible');
  const always = MATCHES_ALWAYS.has(pattern);
  if (replacement === '') return set(always ? 'impossible' : before === 'impossible' ? 'impossible' : 'possible');
  const hasReference = replacement.includes('$');
  if (!hasReference) {
    if (always) return set('guaranteed', new Set([replacement]));
    return set(before === 'guaranteed' ? 'guaranteed' : 'possible');
  }
  const whole = /^\$(?:1|\{1\})$/.test(replacement) && always && pattern.includes('(');
  if (whole) return set(presenceOf(input.labels, src), input.labels.values.get(src));
  const literal = replacement.replaceAll(/\$(?:\{\w*\}|\w*)/g, '');
  if (literal === '') return set('possible');
  return set(always || before === 'guaranteed' ? 'guaranteed' : 'possible');
}

function labelJoin(call: Call, input: Facts): NodeFacts {
  const dst = stringOf(call.args[1])?.text;
  if (dst === undefined) return { ...handedOn(input), labels: ANY_LABELS };
  const separator = stringOf(call.args[2])?.text;
  const sources = call.args.slice(3).map((arg) => stringOf(arg)?.text);
  const presences = sources.map((src) => (src === undefined ? 'possible' : presenceOf(input.labels, src)));
  const separated = separator !== undefined && separator !== '' && sources.length > 1;
  if (separated || presences.includes('guaranteed'))
    return { ...handedOn(input), labels: withLabel(input.labels, dst, 'guaranteed') };
  const nothing = separator !== undefined && presences.every((presence) => presence === 'impossible');
  const adds = nothing && (separator === '' || sources.length < 2);
  return { ...handedOn(input), labels: withLabel(input.labels, dst, adds ? 'impossible' : 'possible') };
}

/** Labels of target_info come to those that are there. */
function infoLabels(labels: LabelFacts): LabelFacts {
  const known = new Map([...labels.known].filter(([, presence]) => presence === 'guaranteed'));
  return { known, rest: 'possible', values: new Map() };
}

/** promql/functions.go clamp: nothing at all where the bounds are the wrong way round. */
function clamp(call: Call, input: Facts, low: Facts | undefined, high: Facts | undefined): NodeFacts {
  const min = low?.values ?? range(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
  const max = high?.values ?? range(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  const crossed = low !== undefined && high !== undefined && min.max > max.min;
  const bound = (value: number, at: 'min' | 'max'): number => Math.max(min[at], Math.min(max[at], value));
  const zero = (input.values.zero && min.min <= 0 && max.max >= 0) || min.zero || max.zero;
  const mayBeEmpty: EmptyReason[] = crossed ? [{ kind: 'limit', span: call.span }] : [];
  return {
    labels: dropName(input.labels),
    count: { min: crossed ? 0 : input.count.min, max: input.count.max },
    mayBeEmpty: [...input.mayBeEmpty, ...mayBeEmpty],
    dead: input.dead,
    mayBeNaN: [...input.mayBeNaN, ...(low?.mayBeNaN ?? []), ...(high?.mayBeNaN ?? [])],
    values: range(bound(input.values.min, 'min'), bound(input.values.max, 'max'), zero),
    unit: { ...input.unit, counter: false },
  };
}
