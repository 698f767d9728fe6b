import type { Span } from '../../text/span.ts';
import { type Duration, type DurationExpr, type Expr, METRIC_NAME, type VectorSelector, walk } from '../ast.ts';
import { isOlder, NEWEST_PROMETHEUS } from '../features.ts';
import { AGGREGATORS } from '../functions.ts';
import type { PromqlError } from '../parse/errors.ts';

/** Syntax that older servers refuse, and the release that brought it. Functions have theirs in the function table. */
const SINCE = {
  negativeOffset: ['2.33', 'a negative offset'],
  at: ['2.33', '`@`'],
  atan2: ['2.31', '`atan2`'],
  bareNumber: ['2.54', 'a duration without a unit'],
  durationAsNumber: ['2.54', 'a duration as a number'],
  quotedName: ['3.0', 'a quoted name'],
  durationExpression: ['3.4', 'arithmetic on durations'],
  extendedRange: ['3.7', '`anchored` and `smoothed`'],
  fill: ['3.10', '`fill`'],
  trim: ['3.11', '`</` and `>/`'],
} as const;

/** What of a query a server of release `prometheus` does not know yet. */
export function checkVersion(root: Expr, prometheus: string): PromqlError[] {
  if (!isOlder(prometheus, NEWEST_PROMETHEUS)) return [];
  const errors: PromqlError[] = [];
  const report = (what: string, since: string, span: Span): void => {
    if (!isOlder(prometheus, since)) return;
    const message = `${what} came with Prometheus ${since}; the target is ${prometheus}`;
    errors.push({ span, code: 'not-in-version', message });
  };
  const use = (syntax: keyof typeof SINCE, span: Span): void => report(SINCE[syntax][1], SINCE[syntax][0], span);
  const duration = ({ expr, span }: Duration, isOffset: boolean): void => {
    if (isOffset && isNegative(expr)) use('negativeOffset', span);
    if (expr.kind === 'NumberLiteral') {
      if (!expr.duration && expr.hole === undefined) use('bareNumber', span);
    } else if (!(isOffset && isSignedParenthesis(expr))) use('durationExpression', span);
  };
  const selector = (node: VectorSelector): void => {
    if (node.offset !== undefined) duration(node.offset, true);
    if (node.at !== undefined) use('at', node.at.span);
    if (node.anchored || node.smoothed) use('extendedRange', node.span);
    for (const { label, value, span } of node.matchers) {
      const quoted =
        label.text === METRIC_NAME
          ? label.span.start === value.span.start
          : label.span.end - label.span.start !== label.text.length;
      if (quoted) use('quotedName', span);
    }
  };
  walk(root, (node, parent) => {
    switch (node.kind) {
      case 'AggregateExpr':
        report(`\`${node.op}\``, AGGREGATORS[node.op].since, node.opSpan);
        break;
      case 'BinaryExpr':
        if (node.op === 'atan2') use('atan2', node.opSpan);
        if (node.op === '</' || node.op === '>/') use('trim', node.opSpan);
        if (node.matching.fillLeft !== undefined || node.matching.fillRight !== undefined) use('fill', node.opSpan);
        break;
      case 'MatrixSelector':
        duration(node.range, false);
        break;
      case 'NumberLiteral':
        if (node.duration && parent?.kind !== 'MatrixSelector') use('durationAsNumber', node.span);
        break;
      case 'SubqueryExpr':
        duration(node.range, false);
        if (node.step !== undefined) duration(node.step, false);
        if (node.offset !== undefined) duration(node.offset, true);
        if (node.at !== undefined) use('at', node.at.span);
        break;
      case 'VectorSelector':
        selector(node);
        break;
      default:
        break;
    }
  });
  return errors;
}

const isNegative = (expr: DurationExpr): boolean =>
  expr.kind === 'NumberLiteral' ? expr.value < 0 : expr.op === '-' && expr.lhs === undefined;

/** `-(5m)`. */
const isSignedParenthesis = (expr: DurationExpr): boolean =>
  expr.kind === 'DurationExpr' &&
  expr.op === '-' &&
  expr.lhs === undefined &&
  expr.rhs?.kind === 'DurationExpr' &&
  expr.rhs.wrapped &&
  expr.rhs.rhs?.kind === 'NumberLiteral';
