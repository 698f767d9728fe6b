import { formatFloat } from '../../../go/float.ts';
import type {
  AggregateExpr,
  Duration,
  Expr,
  HoleText,
  InvalidExpr,
  MatrixSelector,
  SubqueryExpr,
  VectorSelector,
} from '../../ast.ts';
import type { PromqlFeatures } from '../../features.ts';
import type { FunctionSignature } from '../../functions.ts';
import type { ErrorList, PromqlErrorCode } from '../errors.ts';
import { invalid, type Postfix } from '../syntax/records.ts';

/** What building the tree needs besides the tokens: where mistakes go, and what is permitted. */
export interface BuildContext {
  readonly errors: ErrorList;
  readonly features: PromqlFeatures;
  /** The function of a call that ends at `at`; reports one that the server does not know. */
  functionNamed(name: HoleText, at: number): FunctionSignature | undefined;
  /** Reports what is wrong with an aggregation that was given `args` arguments. */
  aggregation(expr: AggregateExpr, args: number, expected: number): void;
}

/** A range on something else than a selector: refused, but it goes on as a matrix. */
interface BrokenRange extends InvalidExpr {
  readonly type: 'none';
  readonly brokenRange: true;
}

const isBrokenRange = (expr: Expr): expr is BrokenRange => expr.kind === 'InvalidExpr' && 'brokenRange' in expr;

/** An operand with its ranges and modifiers. */
export function applyPostfix(operand: Expr, postfix: readonly Postfix[], context: BuildContext): Expr {
  let expr = operand;
  for (const part of postfix) expr = applyOne(expr, part, context);
  return expr;
}

function applyOne(expr: Expr, part: Postfix, context: BuildContext): Expr {
  const fail = (message: string, code: PromqlErrorCode = 'bad-modifier', span = expr.span, help?: string): void => {
    context.errors.add(part.end, { span, code, message, ...(help === undefined ? {} : { help }), upstream: message });
  };
  const span = { start: expr.span.start, end: part.end };
  // What is unknown may be anything, and what is missing has been reported.
  const unknown = expr.kind === 'HoleExpr' || (expr.kind === 'InvalidExpr' && !isBrokenRange(expr));
  if (unknown && part.kind !== 'subquery') return { ...expr, span };
  switch (part.kind) {
    case 'range': {
      const problem = rangeProblem(expr);
      if (problem !== undefined) fail(problem, 'bad-range', part.brackets, rangeHelp(expr));
      if (expr.kind === 'VectorSelector') {
        return { kind: 'MatrixSelector', type: 'matrix', span, selector: expr, range: part.range };
      }
      const broken: BrokenRange = { kind: 'InvalidExpr', type: 'none', span, parts: [expr], brokenRange: true };
      return broken;
    }
    case 'subquery':
      return {
        kind: 'SubqueryExpr',
        type: 'matrix',
        span,
        expr,
        range: part.range,
        step: part.step,
        offset: undefined,
        at: undefined,
      };
    case 'offset': {
      const target = modifierTarget(expr);
      if (target === undefined) {
        fail(modifierProblem(expr, 'offset'));
        return expr;
      }
      if (target.offset !== undefined && isSet(target.offset)) fail('offset may not be set multiple times');
      return withModifier(expr, { offset: part.offset }, part.end);
    }
    case 'at': {
      if (!(Math.abs(part.seconds) < 2 ** 63)) {
        fail(`timestamp out of bounds for @ modifier: ${formatTimestamp(part.seconds)}`, 'bad-timestamp');
      }
      const target = modifierTarget(expr);
      if (target === undefined) {
        fail(modifierProblem(expr, '@'));
        return expr;
      }
      if (target.at !== undefined) {
        fail('@ <timestamp> may not be set multiple times');
        return expr;
      }
      return withModifier(expr, { at: part.at }, part.end);
    }
    case 'anchored':
    case 'smoothed':
      return applyExtended(expr, part.kind, context, fail);
    case 'hole':
      return { kind: 'HoleExpr', type: 'none', span, hole: part.hole, parts: [expr] };
  }
}

/** parse.go setAnchored, setSmoothed. The span of the expression stays as it is, as upstream's does. */
function applyExtended(
  expr: Expr,
  word: 'anchored' | 'smoothed',
  context: BuildContext,
  fail: (message: string, code?: PromqlErrorCode) => void,
): Expr {
  if (!context.features.extendedRangeSelectors) {
    fail(`${word} modifier is experimental and not enabled`, 'not-enabled');
    return expr;
  }
  if (isBrokenRange(expr)) return expr;
  if (expr.kind === 'SubqueryExpr') {
    fail(`${word} modifier is not supported for subqueries`);
    return expr;
  }
  const selector = expr.kind === 'MatrixSelector' ? expr.selector : expr;
  if (selector.kind !== 'VectorSelector') {
    const unknown = expr.kind === 'Call' && expr.name.holes.length > 0;
    if (!unknown) fail(`${word} modifier not implemented`);
    return expr;
  }
  if (word === 'anchored' ? selector.smoothed : selector.anchored) {
    fail('anchored and smoothed modifiers cannot be used together');
  }
  const changed: VectorSelector = { ...selector, [word]: true };
  return expr.kind === 'MatrixSelector' ? { ...expr, selector: changed } : changed;
}

/** generated_parser.y matrix_selector. */
function rangeProblem(expr: Expr): string | undefined {
  if (expr.kind !== 'VectorSelector') return 'ranges only allowed for vector selectors';
  if (expr.offset !== undefined && isSet(expr.offset)) return 'no offset modifiers allowed before range';
  if (expr.at !== undefined) return 'no @ modifiers allowed before range';
  return undefined;
}

function rangeHelp(expr: Expr): string | undefined {
  if (expr.kind === 'VectorSelector') return 'write the range first: `name[5m] offset 1h`';
  if (expr.kind === 'ParenExpr' && expr.expr.kind === 'VectorSelector') return 'leave the parentheses out';
  return 'a subquery has a colon: `expression[1h:5m]`';
}

/** An offset of zero counts as none. */
const isSet = (offset: Duration): boolean => offset.ms !== 0;

interface Modified {
  readonly offset: Duration | undefined;
  readonly at: VectorSelector['at'];
}

function modifierTarget(expr: Expr): Modified | undefined {
  if (expr.kind === 'MatrixSelector') return expr.selector;
  return expr.kind === 'VectorSelector' || expr.kind === 'SubqueryExpr' ? expr : undefined;
}

function modifierProblem(expr: Expr, word: 'offset' | '@'): string {
  if (isBrokenRange(expr)) return 'ranges only allowed for vector selectors';
  return `${word} modifier must be preceded by an instant vector selector or range vector selector or a subquery`;
}

function withModifier(expr: Expr, change: Partial<Modified>, end: number): Expr {
  const span = { start: expr.span.start, end };
  switch (expr.kind) {
    case 'MatrixSelector': {
      const changed: MatrixSelector = { ...expr, span, selector: { ...expr.selector, ...change } };
      return changed;
    }
    case 'SubqueryExpr': {
      const changed: SubqueryExpr = { ...expr, span, ...change };
      return changed;
    }
    case 'VectorSelector': {
      const changed: VectorSelector = { ...expr, span, ...change };
      return changed;
    }
    default:
      return invalid(span, [expr]);
  }
}

/** fmt's `%f`. */
function formatTimestamp(seconds: number): string {
  if (Number.isNaN(seconds)) return 'NaN';
  if (!Number.isFinite(seconds)) return seconds > 0 ? '+Inf' : '-Inf';
  return formatFloat(seconds, 'f', 6);
}
