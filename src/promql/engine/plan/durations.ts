import { pow } from '../../../go/math.ts';
import type { Duration, DurationExpr } from '../../ast.ts';
import { EvaluationError } from '../errors.ts';
import { max, min } from '../numbers.ts';

/** What `step()` and `range()` are, in milliseconds. */
export interface QueryTimes {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** Milliseconds, rounded towards zero (promql/durations.go calculateDuration). */
export function durationMs(duration: Duration, times: QueryTimes, mayBeNegative: boolean): number {
  if (duration.ms !== undefined) return duration.ms;
  const { start, end } = duration.expr.span;
  const fail = (problem: string): never => {
    throw new EvaluationError(`${start}:${end}: ${problem}`);
  };
  const seconds = evaluate(duration.expr, times);
  if (!Number.isFinite(seconds)) fail('duration is NaN or infinite');
  if (seconds <= 0 && !mayBeNegative) fail('duration must be greater than 0');
  if (Math.abs(seconds) > MAX_SECONDS) fail('duration is out of range');
  return Math.trunc(seconds * 1000);
}

/** Upstream counts nanoseconds in 64 bits. */
const MAX_SECONDS = 2 ** 63 / 1e9;

function evaluate(expr: DurationExpr, times: QueryTimes): number {
  if (expr.kind === 'NumberLiteral') return expr.value;
  const left = expr.lhs === undefined ? undefined : evaluate(expr.lhs, times);
  const right = expr.rhs === undefined ? 0 : evaluate(expr.rhs, times);
  const fail = (problem: string): never => {
    throw new EvaluationError(`${expr.span.start}:${expr.span.end}: ${problem}`);
  };
  switch (expr.op) {
    case 'step':
      return times.stepMs / 1000;
    case 'range':
      return (times.endMs - times.startMs) / 1000;
    case 'min_of':
      return min(left ?? 0, right);
    case 'max_of':
      return max(left ?? 0, right);
    case '+':
      return left === undefined ? right : left + right;
    case '-':
      return left === undefined ? -right : left - right;
    case '*':
      return (left ?? 0) * right;
    case '/':
      return right === 0 ? fail('division by zero') : (left ?? 0) / right;
    case '%':
      return right === 0 ? fail('modulo by zero') : (left ?? 0) % right;
    case '^':
      return pow(left ?? 0, right);
  }
}
