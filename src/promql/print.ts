import { formatFloat } from '../go/float.ts';
import { quote } from '../go/quote.ts';
import { compareStrings } from '../go/utf8.ts';
import {
  type AggregateExpr,
  type AtModifier,
  allMatchers,
  type BinaryExpr,
  type Duration,
  type DurationExpr,
  type Expr,
  type HoleText,
  type Matcher,
  METRIC_NAME,
  type NumberLiteral,
  type SubqueryExpr,
  type VectorSelector,
} from './ast.ts';

/**
 * The canonical text of an expression on one line (promql/parser/printer.go Expr.String). Placeholders print as they
 * are written; parts that make no sense print as nothing.
 */
export function print(expr: Expr): string {
  const pieces: string[] = [];
  const pending: (Expr | string)[] = [expr];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') pieces.push(next);
    else pending.push(...parts(next).reverse());
  }
  return pieces.join('');
}

/** What an expression prints as, left to right; expressions below it are printed in turn. */
function parts(expr: Expr): (Expr | string)[] {
  switch (expr.kind) {
    case 'AggregateExpr':
      return aggregate(expr);
    case 'BinaryExpr':
      return [expr.lhs, ` ${expr.op}${expr.returnBool ? ' bool' : ''}${matching(expr)} `, expr.rhs];
    case 'Call':
      return [expr.name.text, '(', ...commaSeparated(expr.args), ')'];
    case 'HoleExpr':
      return expr.parts.length === 0
        ? [holeText(expr.hole.tag)]
        : expr.parts.length === 1
          ? [...expr.parts, ` ${holeText(expr.hole.tag)}`]
          : [expr.parts[0] ?? '', ` ${holeText(expr.hole.tag)} `, expr.parts[1] ?? ''];
    case 'InvalidExpr':
      return commaSeparated(expr.parts);
    case 'MatrixSelector':
      return [matrix(expr.selector, expr.range)];
    case 'NumberLiteral':
      return [printNumber(expr)];
    case 'ParenExpr':
      return ['(', expr.expr, ')'];
    case 'StringLiteral':
      return [quoted(expr.value)];
    case 'SubqueryExpr':
      return [expr.expr, subquerySuffix(expr)];
    case 'UnaryExpr':
      return [expr.op, expr.expr];
    case 'VectorSelector':
      return [selectorText(expr) + at(expr.at) + extended(expr) + offset(expr.offset)];
  }
}

const holeText = (tag: string): string => `{{${tag}}}`;

function commaSeparated(exprs: readonly Expr[]): (Expr | string)[] {
  return exprs.flatMap((expr, i): (Expr | string)[] => (i === 0 ? [expr] : [', ', expr]));
}

function aggregate(expr: AggregateExpr): (Expr | string)[] {
  const grouping = expr.without
    ? ` without (${labels(expr.grouping)}) `
    : expr.grouping.length > 0
      ? ` by (${labels(expr.grouping)}) `
      : '';
  const param = expr.param === undefined ? [] : [expr.param, ', '];
  return [expr.op, grouping, '(', ...param, expr.expr, ')'];
}

function matching(expr: BinaryExpr): string {
  const { matching: how, lhs, rhs } = expr;
  // Upstream's checker drops it where it means nothing.
  if (lhs.type === 'scalar' || rhs.type === 'scalar') return '';
  const grouped = how.card === 'many-to-one' || how.card === 'one-to-many';
  let text = '';
  if (how.labels.length > 0 || how.on || grouped) text += ` ${how.on ? 'on' : 'ignoring'} (${labels(how.labels)})`;
  if (grouped) text += ` group_${how.card === 'many-to-one' ? 'left' : 'right'} (${labels(how.include)})`;
  const { fillLeft, fillRight } = how;
  if (fillLeft !== undefined && fillRight !== undefined && fillLeft.value === fillRight.value) {
    return `${text} fill (${general(fillLeft.value)})`;
  }
  if (fillLeft !== undefined) text += ` fill_left (${general(fillLeft.value)})`;
  if (fillRight !== undefined) text += ` fill_right (${general(fillRight.value)})`;
  return text;
}

/** fmt's `%v` of a float64. */
function general(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return formatFloat(value, 'g', -1);
}

const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const labels = (names: readonly HoleText[]): string => names.map(labelName).join(', ');

const labelName = (name: HoleText): string =>
  name.holes.length > 0 || LABEL_NAME.test(name.text) ? name.text : quote(name.text);

/** A placeholder inside keeps its braces; everything around it is escaped. */
function quoted(value: HoleText): string {
  let text = '"';
  let from = 0;
  for (const hole of value.holes) {
    text += quote(value.text.slice(from, hole.start)).slice(1, -1) + value.text.slice(hole.start, hole.end);
    from = hole.end;
  }
  return `${text}${quote(value.text.slice(from)).slice(1, -1)}"`;
}

function matrix(selector: VectorSelector, range: Duration): string {
  return `${selectorText(selector)}[${duration(range)}]${extended(selector)}${at(selector.at)}${offset(selector.offset)}`;
}

/** model/labels Matcher.String. */
function matcherText(matcher: Matcher): string {
  return `${labelName(matcher.label)}${matcher.op}${quoted(matcher.value)}`;
}

function selectorText(selector: VectorSelector): string {
  const name = selector.name?.text ?? '';
  const texts: string[] = [];
  for (const matcher of allMatchers(selector)) {
    const { label, op, value } = matcher;
    if (label.text === METRIC_NAME && op === '=' && value.text === name && name !== '') continue;
    texts.push(matcherText(matcher));
  }
  return texts.length === 0 ? name : `${name}{${texts.sort(compareStrings).join(',')}}`;
}

function extended(selector: VectorSelector): string {
  if (selector.anchored) return ' anchored';
  return selector.smoothed ? ' smoothed' : '';
}

function at(modifier: AtModifier | undefined): string {
  if (modifier === undefined) return '';
  if (modifier.at !== 'time') return ` @ ${modifier.at}()`;
  return ` @ ${modifier.ms === undefined ? 'NaN' : formatFloat(modifier.ms / 1000, 'f', 3)}`;
}

function offset(modifier: Duration | undefined): string {
  return modifier === undefined || modifier.ms === 0 ? '' : ` offset ${duration(modifier)}`;
}

function subquerySuffix(expr: SubqueryExpr): string {
  const step = expr.step === undefined ? '' : duration(expr.step);
  return `[${duration(expr.range)}:${step}]${at(expr.at)}${offset(expr.offset)}`;
}

function duration(value: Duration): string {
  const { expr } = value;
  if (expr.kind === 'DurationExpr') return durationExpr(expr);
  // A bare number prints as a duration all the same.
  return expr.hole === undefined ? formatPromDuration(value.ms ?? 0) : holeText(expr.hole.tag);
}

/** printer.go DurationExpr.writeTo. */
function durationExpr(expr: DurationExpr): string {
  if (expr.kind === 'NumberLiteral') return printNumber(expr);
  const { op, lhs, rhs } = expr;
  const left = lhs === undefined ? '' : durationExpr(lhs);
  const right = rhs === undefined ? '' : durationExpr(rhs);
  const text =
    op === 'step' || op === 'range'
      ? `${op}()`
      : op === 'min_of' || op === 'max_of'
        ? `${op}(${left}, ${right})`
        : lhs === undefined
          ? `${op === '-' ? '-' : ''}${right}`
          : `${left} ${op} ${right}`;
  return expr.wrapped ? `(${text})` : text;
}

function printNumber(expr: NumberLiteral): string {
  if (expr.hole !== undefined) return holeText(expr.hole.tag);
  if (expr.duration) return formatPromDuration(expr.value * 1000);
  if (Number.isNaN(expr.value)) return 'NaN';
  if (!Number.isFinite(expr.value)) return expr.value > 0 ? '+Inf' : '-Inf';
  return formatFloat(expr.value, 'f', -1);
}

/** Name, length in milliseconds, and whether only whole multiples are written so (years and weeks are). */
const UNITS: readonly (readonly [unit: string, ms: number, exact: boolean])[] = [
  ['y', 31_536_000_000, true],
  ['w', 604_800_000, true],
  ['d', 86_400_000, false],
  ['h', 3_600_000, false],
  ['m', 60_000, false],
  ['s', 1_000, false],
  ['ms', 1, false],
];

/** prometheus/common model.Duration.String: `1d12h`, `90d`, `0s`. */
export function formatPromDuration(milliseconds: number): string {
  let rest = Math.trunc(Math.abs(milliseconds));
  if (!(rest > 0)) return '0s';
  let text = milliseconds < 0 ? '-' : '';
  for (const [unit, ms, exact] of UNITS) {
    if (exact && rest % ms !== 0) continue;
    const count = Math.floor(rest / ms);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * ms;
  }
  return text;
}
