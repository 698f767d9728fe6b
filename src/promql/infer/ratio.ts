import {
  type AggregateExpr,
  allMatchers,
  type Call,
  type Expr,
  type HoleText,
  type Matcher,
  type MatrixSelector,
  unparen,
} from '../ast.ts';
import { print } from '../print.ts';

/** Functions whose result is never negative and belongs to each series by itself. */
const PARTS = new Set(['rate', 'increase', 'irate', 'count_over_time', 'resets', 'changes']);

/**
 * True if `part` sums what `whole` sums, with further conditions: a success ratio. Then `part / whole` lies between 0
 * and 1, or is NaN where the whole is 0.
 */
export function isPartOf(part: Expr, whole: Expr): boolean {
  const a = unparen(part);
  const b = unparen(whole);
  if (a.kind !== 'AggregateExpr' || b.kind !== 'AggregateExpr' || a.op !== b.op) return false;
  if ((a.op !== 'sum' && a.op !== 'count') || !sameGrouping(a, b)) return false;
  const inner = callOnRange(a.expr);
  const outer = callOnRange(b.expr);
  if (inner === undefined || outer === undefined || inner.call.name.text !== outer.call.name.text) return false;
  return narrower(inner.matrix, outer.matrix);
}

function sameGrouping(a: AggregateExpr, b: AggregateExpr): boolean {
  const names = (labels: readonly HoleText[]): string =>
    labels
      .map(({ text }) => text)
      .sort()
      .join(',');
  return a.without === b.without && names(a.grouping) === names(b.grouping);
}

function callOnRange(expr: Expr): { readonly call: Call; readonly matrix: MatrixSelector } | undefined {
  const call = unparen(expr);
  if (call.kind !== 'Call' || !PARTS.has(call.name.text)) return undefined;
  const matrix = call.args[0] === undefined ? undefined : unparen(call.args[0]);
  return matrix?.kind === 'MatrixSelector' ? { call, matrix } : undefined;
}

/** True if the first selects some of the series of the second, over the same time. */
function narrower(a: MatrixSelector, b: MatrixSelector): boolean {
  if (a.selector.openMatchers || b.selector.openMatchers || timeOf(a) !== timeOf(b)) return false;
  const conditions = new Set(allMatchers(a.selector).map(textOf));
  return allMatchers(b.selector).every((matcher) => conditions.has(textOf(matcher)));
}

const textOf = ({ label, op, value }: Matcher): string => `${label.text}\0${op}\0${value.text}`;

/** The range and its modifiers as text: whatever stands for the conditions is left out. */
const timeOf = (matrix: MatrixSelector): string =>
  print({ ...matrix, selector: { ...matrix.selector, name: undefined, matchers: [] } });
