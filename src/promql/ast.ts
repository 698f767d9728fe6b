import type { Span } from '../text/span.ts';
import type { FunctionSignature } from './functions.ts';

/**
 * The static type of an expression, as promql/parser/value.go has it: `vector` is an instant vector, `matrix` a range
 * vector. `none` is unknown: an open placeholder, an unknown function, a part that did not parse; it fits everywhere.
 */
export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string' | 'none';

/** A placeholder of the query text, `{{args.x}}`, whose value is not known. */
export interface HoleSpan {
  /** What stands between the braces, trimmed: `args.x`. */
  readonly tag: string;
  /** The argument's name, `x`; the whole tag where it does not start with `args.`. */
  readonly name: string;
  /** From the first `{` to the last `}`. */
  readonly span: Span;
}

/** A placeholder inside a text: the characters `start` to `end` (exclusive) of that text stand for it. */
export interface HoleInText {
  readonly hole: HoleSpan;
  readonly start: number;
  readonly end: number;
}

/** A name or a string as the server sees it: quotes gone, escapes decoded. */
export interface HoleText {
  /** Placeholders stand in it as they are written, `{{args.x}}`. */
  readonly text: string;
  /** In the query, quotes included. */
  readonly span: Span;
  /** In order; empty for most texts, whose `text` is then exact. */
  readonly holes: readonly HoleInText[];
}

interface Node {
  /** From the first to the last character, modifiers (`offset`, `@`) included; UTF-16 offsets in the query. */
  readonly span: Span;
  readonly type: ValueType;
}

/** A number, or a duration used as one (`5m` is 300). A sign before it belongs to it. */
export interface NumberLiteral extends Node {
  readonly kind: 'NumberLiteral';
  /** Durations in seconds. NaN where a placeholder is part of it. */
  readonly value: number;
  /** Written with units; it prints as a duration. */
  readonly duration: boolean;
  readonly hole: HoleSpan | undefined;
}

export interface StringLiteral extends Node {
  readonly kind: 'StringLiteral';
  readonly value: HoleText;
}

export type MatchOp = '=' | '!=' | '=~' | '!~';

/** One condition of a selector. Regular expressions are anchored at both ends; an absent label is the empty string. */
export interface Matcher {
  readonly label: HoleText;
  readonly op: MatchOp;
  readonly value: HoleText;
  /** From the label to the value. For a quoted metric name (`{"up"}`) label and value have that same span. */
  readonly span: Span;
  /** The operator; empty, before the value, for a quoted metric name. */
  readonly opSpan: Span;
}

/** The `@` modifier. */
export interface AtModifier {
  /** `time`: a fixed time; `start` and `end`: of the query range. */
  readonly at: 'time' | 'start' | 'end';
  /** Milliseconds since the epoch for `time`; undefined for a placeholder, `start` and `end`. */
  readonly ms: number | undefined;
  /** From `@` to the end. */
  readonly span: Span;
}

export type DurationOp = '+' | '-' | '*' | '/' | '%' | '^' | 'step' | 'range' | 'min_of' | 'max_of';

/** Arithmetic on durations (experimental): what stands in brackets or after `offset` where it is not just a number. */
export interface DurationOperation {
  readonly kind: 'DurationExpr';
  readonly op: DurationOp;
  /** Undefined for a sign, `step()` and `range()`. */
  readonly lhs: DurationExpr | undefined;
  /** Undefined for `step()` and `range()`. */
  readonly rhs: DurationExpr | undefined;
  /** In parentheses of its own; a number in parentheses is a wrapped `+`. */
  readonly wrapped: boolean;
  readonly span: Span;
}

export type DurationExpr = NumberLiteral | DurationOperation;

/** A range, a step or an offset. */
export interface Duration {
  /** Milliseconds, rounded towards zero; undefined where a placeholder or an operation decides it at run time. */
  readonly ms: number | undefined;
  readonly expr: DurationExpr;
  readonly span: Span;
}

/** `name{label="value"} offset 5m @ 0`. In a MatrixSelector its modifiers are those written after the range. */
export interface VectorSelector extends Node {
  readonly kind: 'VectorSelector';
  /** The name before the braces; `{"name"}` and `{__name__="name"}` are matchers. See `nameMatcher`. */
  readonly name: HoleText | undefined;
  /** Those in the braces, in order. See `allMatchers`. */
  readonly matchers: readonly Matcher[];
  /** The braces; undefined where there are none. */
  readonly braces: Span | undefined;
  /** True if a placeholder stands for whole matchers (`{ {{args.matchers}} }`): more conditions than those known. */
  readonly openMatchers: boolean;
  readonly offset: Duration | undefined;
  readonly at: AtModifier | undefined;
  readonly anchored: boolean;
  readonly smoothed: boolean;
}

/** `selector[5m]`. */
export interface MatrixSelector extends Node {
  readonly kind: 'MatrixSelector';
  readonly selector: VectorSelector;
  readonly range: Duration;
}

/** `expr[1h:5m]`. */
export interface SubqueryExpr extends Node {
  readonly kind: 'SubqueryExpr';
  readonly expr: Expr;
  readonly range: Duration;
  /** Undefined for `[1h:]`: the server's default. */
  readonly step: Duration | undefined;
  readonly offset: Duration | undefined;
  readonly at: AtModifier | undefined;
}

export interface Call extends Node {
  readonly kind: 'Call';
  /** As written. */
  readonly name: HoleText;
  /** Undefined for a function nobody knows. */
  readonly func: FunctionSignature | undefined;
  readonly args: readonly Expr[];
}

export type AggregateOp =
  | 'avg'
  | 'bottomk'
  | 'count'
  | 'count_values'
  | 'group'
  | 'limit_ratio'
  | 'limitk'
  | 'max'
  | 'min'
  | 'quantile'
  | 'stddev'
  | 'stdvar'
  | 'sum'
  | 'topk';

export interface AggregateExpr extends Node {
  readonly kind: 'AggregateExpr';
  readonly op: AggregateOp;
  readonly opSpan: Span;
  /** What is aggregated; an InvalidExpr where it is missing. */
  readonly expr: Expr;
  /** The first argument of `topk`, `quantile`, `count_values` and their like. */
  readonly param: Expr | undefined;
  readonly grouping: readonly HoleText[];
  readonly without: boolean;
  /** `by (…)` or `without (…)`; undefined where neither is written. */
  readonly groupingSpan: Span | undefined;
}

export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOp = '==' | '!=' | '>' | '<' | '>=' | '<=';
export type SetOp = 'and' | 'or' | 'unless';
/** Cutting off the observations of native histograms above or below a value. */
export type TrimOp = '</' | '>/';
export type BinaryOp = ArithmeticOp | ComparisonOp | SetOp | TrimOp;

export interface Fill {
  /** NaN for a placeholder. */
  readonly value: number;
  readonly span: Span;
}

export interface VectorMatching {
  /** `many-to-one` is group_left, `one-to-many` group_right; set operators are always `many-to-many`. */
  readonly card: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';
  /** True: only `labels` must agree; false: all but them. */
  readonly on: boolean;
  readonly labels: readonly HoleText[];
  /** Labels of the "one" side that the result takes over. */
  readonly include: readonly HoleText[];
  /** Values for sides that have no partner (experimental). */
  readonly fillLeft: Fill | undefined;
  readonly fillRight: Fill | undefined;
  /** `on (…)` or `ignoring (…)`; undefined where neither is written. */
  readonly span: Span | undefined;
  /** `group_left (…)` or `group_right (…)`. */
  readonly groupSpan: Span | undefined;
}

export interface BinaryExpr extends Node {
  readonly kind: 'BinaryExpr';
  readonly op: BinaryOp;
  readonly opSpan: Span;
  readonly lhs: Expr;
  readonly rhs: Expr;
  /** `bool`: compare to 0 or 1 instead of dropping what compares false. */
  readonly returnBool: boolean;
  /**
   * How elements find their partner. Written by `on`, `ignoring`, `group_left` or implied (all labels, one to one);
   * means nothing unless both sides are vectors.
   */
  readonly matching: VectorMatching;
}

export interface UnaryExpr extends Node {
  readonly kind: 'UnaryExpr';
  readonly op: '+' | '-';
  readonly expr: Expr;
}

export interface ParenExpr extends Node {
  readonly kind: 'ParenExpr';
  readonly expr: Expr;
}

/** A placeholder that stands for an expression, or for an operator or modifier around `parts`. */
export interface HoleExpr extends Node {
  readonly kind: 'HoleExpr';
  readonly hole: HoleSpan;
  readonly parts: readonly Expr[];
}

/** A part that is missing (an empty span) or makes no sense; an error says why. */
export interface InvalidExpr extends Node {
  readonly kind: 'InvalidExpr';
  readonly parts: readonly Expr[];
}

export type Expr =
  | AggregateExpr
  | BinaryExpr
  | Call
  | HoleExpr
  | InvalidExpr
  | MatrixSelector
  | NumberLiteral
  | ParenExpr
  | StringLiteral
  | SubqueryExpr
  | UnaryExpr
  | VectorSelector;

export const METRIC_NAME = '__name__';

/** The expressions right below a node, in the order of upstream's ChildrenIter (an aggregation's parameter last). */
export function children(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'AggregateExpr':
      return expr.param === undefined ? [expr.expr] : [expr.expr, expr.param];
    case 'BinaryExpr':
      return [expr.lhs, expr.rhs];
    case 'Call':
      return expr.args;
    case 'HoleExpr':
    case 'InvalidExpr':
      return expr.parts;
    case 'MatrixSelector':
      return [expr.selector];
    case 'ParenExpr':
    case 'SubqueryExpr':
    case 'UnaryExpr':
      return [expr.expr];
    case 'NumberLiteral':
    case 'StringLiteral':
    case 'VectorSelector':
      return [];
  }
}

/** Calls `visit` with every expression, parents first, left to right; needs no stack however deep the tree is. */
export function walk(expr: Expr, visit: (node: Expr, parent: Expr | undefined) => void): void {
  const pending: { readonly node: Expr; readonly parent: Expr | undefined }[] = [{ node: expr, parent: undefined }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent } = next;
    visit(node, parent);
    const below = children(node);
    for (let i = below.length - 1; i >= 0; i--) {
      const child = below[i];
      if (child !== undefined) pending.push({ node: child, parent: node });
    }
  }
}

/** Every expression of the tree, children before their parents. */
export function postOrder(expr: Expr): Expr[] {
  const nodes: Expr[] = [];
  const pending: Expr[] = [expr];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node);
    for (const child of children(node)) pending.push(child);
  }
  return nodes.reverse();
}

/** Every selector of the tree, in the order of the text. */
export function selectorsOf(expr: Expr): VectorSelector[] {
  const selectors: VectorSelector[] = [];
  walk(expr, (node) => {
    if (node.kind === 'VectorSelector') selectors.push(node);
  });
  return selectors;
}

/** The expression inside all parentheses. */
export function unparen(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'ParenExpr') inner = inner.expr;
  return inner;
}

/** The conditions of a selector, the name before the braces last, as upstream's LabelMatchers. */
export function allMatchers(selector: VectorSelector): readonly Matcher[] {
  const { name } = selector;
  if (name === undefined) return selector.matchers;
  return [...selector.matchers, nameMatcher(name)];
}

/** `name` as the condition it is. */
export function nameMatcher(name: HoleText): Matcher {
  return {
    label: { text: METRIC_NAME, span: name.span, holes: [] },
    op: '=',
    value: name,
    span: name.span,
    opSpan: { start: name.span.start, end: name.span.start },
  };
}

/**
 * The metric's name where exactly one is asked for, before or inside the braces; undefined for `{job="api"}`,
 * `{__name__=~"…"}` and names with placeholders.
 */
export function metricNameOf(selector: VectorSelector): string | undefined {
  for (const matcher of allMatchers(selector)) {
    if (matcher.label.text !== METRIC_NAME || matcher.op !== '=') continue;
    if (matcher.value.holes.length > 0 || matcher.value.text === '') return undefined;
    return matcher.value.text;
  }
  return undefined;
}
