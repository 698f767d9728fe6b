import type { Duration, DurationExpr, DurationOp, NumberLiteral } from '../../ast.ts';
import type { PromqlFeatures } from '../../features.ts';
import { durationSeconds, numberValue } from '../lexical/literals.ts';
import type { Token } from '../lexical/token.ts';
import type { TokenCursor } from './cursor.ts';

/** time.Duration's limits in seconds (parse.go durationLiteralOutOfRange). */
const LIMIT_SECONDS = 2 ** 63 / 1e9;
const MAX_DEPTH = 100;

const PRECEDENCE: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 3 };

/** The number that a token writes, durations in seconds; `sign` and everything before it belong to it. */
export function numberLiteral(cursor: TokenCursor, token: Token): NumberLiteral {
  const hole = token.holes[0]?.hole;
  const duration = token.kind === 'duration';
  const value =
    hole !== undefined
      ? Number.NaN
      : duration
        ? durationSeconds(token, cursor.errors)
        : numberValue(token, cursor.errors);
  return {
    kind: 'NumberLiteral',
    type: 'scalar',
    span: { start: token.start, end: token.end },
    value,
    duration,
    hole,
  };
}

/** The arithmetic on durations that stands in brackets and after `offset` (generated_parser.y duration_expr). */
export class DurationParser {
  readonly #cursor: TokenCursor;
  readonly #features: PromqlFeatures;
  #depth = 0;
  /** lex.go gotDuration: a colon is refused until some bracket of the query has held a number. */
  #sawNumber = false;
  #inArithmetic = true;

  constructor(cursor: TokenCursor, features: PromqlFeatures) {
    this.#cursor = cursor;
    this.#features = features;
  }

  get sawNumber(): boolean {
    return this.#sawNumber;
  }

  /** positive_duration_expr; undefined after an error. */
  inBrackets(): Duration | undefined {
    const expr = this.#binary(1);
    if (expr === undefined) return undefined;
    if (expr.kind === 'NumberLiteral' && expr.hole === undefined && expr.value <= 0) {
      this.#cursor.errors.add(expr.span.end, {
        span: expr.span,
        code: 'bad-range',
        message: 'duration must be greater than 0',
        upstream: 'duration must be greater than 0',
      });
    }
    return toDuration(expr);
  }

  /**
   * offset_duration_expr: a number, a call or a bracket with at most one sign ends at once, so that
   * `a offset 5m * 2` multiplies the vector; a bracket without a sign or a second sign begins arithmetic.
   */
  afterOffset(): Duration | undefined {
    const cursor = this.#cursor;
    const signed = cursor.is('+') || cursor.is('-');
    const first = signed ? cursor.peek() : cursor.token;
    const arithmetic = signed ? first.kind === '+' || first.kind === '-' : first.kind === '(';
    this.#inArithmetic = arithmetic;
    const expr = arithmetic ? this.#binary(1) : this.#unary();
    this.#inArithmetic = true;
    return expr === undefined ? undefined : toDuration(expr);
  }

  #binary(minimum: number): DurationExpr | undefined {
    const cursor = this.#cursor;
    let lhs = this.#unary();
    for (;;) {
      const operator = cursor.token;
      const precedence = PRECEDENCE[operator.kind];
      if (lhs === undefined || precedence === undefined || precedence < minimum) return lhs;
      cursor.next();
      const rhs = this.#binary(precedence === 3 ? 3 : precedence + 1);
      if (rhs === undefined) return undefined;
      this.#requireFeature(lhs);
      if (
        (operator.kind === '/' || operator.kind === '%') &&
        rhs.kind === 'NumberLiteral' &&
        rhs.value === 0 &&
        rhs.hole === undefined
      ) {
        const upstream = operator.kind === '/' ? 'division by zero' : 'modulo by zero';
        cursor.errors.add(rhs.span.end, {
          span: cursor.spanOf(operator),
          code: 'bad-duration',
          message: upstream,
          upstream,
        });
      }
      lhs = {
        kind: 'DurationExpr',
        op: operator.kind as DurationOp,
        lhs,
        rhs,
        wrapped: false,
        span: { start: lhs.span.start, end: rhs.span.end },
      };
    }
  }

  #unary(): DurationExpr | undefined {
    const cursor = this.#cursor;
    const token = cursor.token;
    if (token.kind !== '+' && token.kind !== '-') return this.#primary();
    cursor.next();
    if (++this.#depth > MAX_DEPTH) return this.#tooDeep(token);
    // A sign binds as `*` does: `-2 ^ 2` is `-(2 ^ 2)`; after `offset` a signed literal ends at once.
    const operand = this.#signedOperand();
    this.#depth--;
    if (operand === undefined) return undefined;
    const span = { start: token.start, end: operand.span.end };
    if (operand.kind === 'NumberLiteral') {
      return { ...operand, span, value: token.kind === '-' ? -operand.value : operand.value };
    }
    if (token.kind === '+') return operand;
    return { kind: 'DurationExpr', op: '-', lhs: undefined, rhs: operand, wrapped: false, span };
  }

  #signedOperand(): DurationExpr | undefined {
    return this.#cursor.is('+') || this.#cursor.is('-') ? this.#unary() : this.#power();
  }

  /** What a sign applies to: powers only inside arithmetic, see `afterOffset`. */
  #power(): DurationExpr | undefined {
    return this.#inArithmetic ? this.#binary(3) : this.#primary();
  }

  #primary(): DurationExpr | undefined {
    const cursor = this.#cursor;
    const token = cursor.token;
    switch (token.kind) {
      case 'number':
      case 'duration':
      case 'hole':
        cursor.next();
        return this.#number(token);
      case 'identifier':
        // `{{args.n}}m` reads as a word outside brackets.
        if (token.holes[0]?.start !== 0) break;
        cursor.next();
        return this.#number({ ...token, kind: 'duration' });
      case '(':
        return this.#parenthesised();
      case 'keyword':
        if (['step', 'range', 'min_of', 'max_of'].includes(token.text)) return this.#function(token);
        break;
      default:
        break;
    }
    this.#unexpected('a duration such as `5m`');
    return undefined;
  }

  #number(token: Token): NumberLiteral | undefined {
    this.#sawNumber = true;
    const literal = numberLiteral(this.#cursor, token);
    if (literal.hole === undefined && !(Math.abs(literal.value) <= LIMIT_SECONDS)) {
      this.#cursor.errors.add(token.end, {
        span: literal.span,
        code: 'duration-out-of-range',
        message: 'duration out of range',
        help: 'at most 292 years',
        upstream: 'duration out of range',
      });
      return { ...literal, value: 1 };
    }
    return literal;
  }

  #parenthesised(): DurationExpr | undefined {
    const cursor = this.#cursor;
    const open = cursor.next();
    if (++this.#depth > MAX_DEPTH) return this.#tooDeep(open);
    const inner = this.#nested();
    this.#depth--;
    if (inner === undefined) return undefined;
    const close = cursor.take(')');
    if (close === undefined) {
      this.#unexpected('`)`');
      return undefined;
    }
    // `offset -(5m)` is older than arithmetic.
    if (this.#inArithmetic) this.#requireFeature(inner);
    const span = { start: open.start, end: close.end };
    // parse.go wrapParenDurationExpr: a number has nowhere to note its brackets.
    if (inner.kind === 'DurationExpr') return { ...inner, wrapped: true };
    return { kind: 'DurationExpr', op: '+', lhs: undefined, rhs: inner, wrapped: true, span };
  }

  /** Inside brackets of its own arithmetic is unbounded again. */
  #nested(): DurationExpr | undefined {
    const before = this.#inArithmetic;
    this.#inArithmetic = true;
    const expr = this.#binary(1);
    this.#inArithmetic = before;
    return expr;
  }

  #function(token: Token): DurationExpr | undefined {
    const cursor = this.#cursor;
    cursor.next();
    if (cursor.take('(') === undefined) {
      this.#unexpected('`(`');
      return undefined;
    }
    if (++this.#depth > MAX_DEPTH) return this.#tooDeep(token);
    const binary = token.text === 'min_of' || token.text === 'max_of';
    const lhs = binary ? this.#nested() : undefined;
    if (binary && lhs === undefined) return undefined;
    if (binary && cursor.take(',') === undefined) {
      this.#unexpected('`,`');
      return undefined;
    }
    const rhs = binary ? this.#nested() : undefined;
    if (binary && rhs === undefined) return undefined;
    this.#depth--;
    const close = cursor.take(')');
    if (close === undefined) {
      this.#unexpected('`)`');
      return undefined;
    }
    const expr: DurationExpr = {
      kind: 'DurationExpr',
      op: token.text as DurationOp,
      lhs,
      rhs,
      wrapped: false,
      span: { start: token.start, end: close.end },
    };
    this.#requireFeature(expr);
    return expr;
  }

  #requireFeature(expr: DurationExpr): void {
    if (this.#features.durationExpressions) return;
    this.#cursor.errors.add(expr.span.end, {
      span: expr.span,
      code: 'not-enabled',
      message: 'arithmetic on durations needs Prometheus 3.14 or `--enable-feature=promql-duration-expr`',
      upstream: 'experimental duration expression is not enabled',
    });
  }

  #unexpected(expected: string): void {
    const cursor = this.#cursor;
    cursor.fail({
      span: cursor.spanOf(cursor.token),
      code: 'unexpected-token',
      message: `expected ${expected} here, found ${cursor.describe(cursor.token)}`,
    });
  }

  #tooDeep(token: Token): undefined {
    this.#cursor.fail({
      span: this.#cursor.spanOf(token),
      code: 'too-deep',
      message: `a duration nests at most ${MAX_DEPTH} brackets and signs`,
    });
    return undefined;
  }
}

function toDuration(expr: DurationExpr): Duration {
  const known = expr.kind === 'NumberLiteral' && expr.hole === undefined;
  // Nanoseconds are rounded, then cut to milliseconds, as time.Duration arithmetic does.
  const ms = known ? Math.trunc(Math.round(expr.value * 1e9) / 1e6) || 0 : undefined;
  return { ms, expr, span: expr.span };
}
