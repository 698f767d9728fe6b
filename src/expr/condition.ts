import { parseFloat64, parseInt64 } from '../go/strconv.ts';
import { conditionEnvironment, type Environment, type ResultType, TIME_ENVIRONMENT } from './check/environment.ts';
import { type CompiledExpression, compileExpression } from './compile.ts';
import { type ConditionError, type ParsedCondition, parseCondition } from './prepare.ts';
import type { Code } from './run/compile/code.ts';
import { floatToInt } from './run/convert.ts';
import { Machine, type Values } from './run/machine.ts';
import { GoPanic } from './run/panic.ts';
import { type GoType, INT64 } from './types/go-type.ts';
import { formatValue } from './values/format.ts';
import {
  type GoFunction,
  type GoValue,
  isNil,
  isNumeric,
  isObject,
  makeNumber,
  typeName,
  typeOf,
} from './values/value.ts';

/** The value of an expression, or why it has none. */
export type Evaluation =
  | { readonly ok: true; readonly value: GoValue }
  | { readonly ok: false; readonly stage: 'compile' | 'run'; readonly error: ConditionError };

/** Whether a condition holds, or the error that the controller shows. */
export type Verdict =
  | { readonly ok: true; readonly value: boolean }
  | { readonly ok: false; readonly stage: 'compile' | 'run'; readonly error: ConditionError };

export interface EvaluationOptions {
  /** The time that `now()` tells, in milliseconds since 1970. Without it `now()` is 1970. */
  readonly now?: () => number;
}

const BEGINNING = (): number => 0;

/** One measurement after the other has a result of the same type. */
const compiled = new WeakMap<ParsedCondition, Map<string, CompiledExpression>>();

/** Checks a condition against the type that its result will have, as the controller does before it evaluates. */
export function checkCondition(condition: ParsedCondition, resultType: ResultType): CompiledExpression {
  const key = typeof resultType === 'string' ? `\0${resultType}` : resultType.name;
  const known = compiled.get(condition) ?? new Map<string, CompiledExpression>();
  compiled.set(condition, known);
  let result = known.get(key);
  if (result === undefined) {
    result = compileExpression(condition, conditionEnvironment(resultType));
    known.set(key, result);
  }
  return result;
}

/** The type that the controller's checker gives to this result. */
export function resultTypeOf(result: GoValue): ResultType {
  return typeOf(behindPointer(result)) ?? 'nil';
}

/** utils/evaluate valueFromPointer: nil stays or becomes untyped, one pointer is followed. */
function behindPointer(result: GoValue): GoValue {
  if (isNil(result)) return null;
  return isObject(result) && result.kind === 'pointer' ? result.target : result;
}

/** The value of the expression itself, before the rule that it must be a bool. */
export function evaluateExpression(
  condition: ParsedCondition,
  result: GoValue,
  options: EvaluationOptions = {},
): Evaluation {
  const value = behindPointer(result);
  const { errors, code } = checkCondition(condition, typeOf(value) ?? 'nil');
  const [error] = errors;
  if (code === undefined) return { ok: false, stage: 'compile', error: error ?? UNEXPLAINED };
  return run(code, new ConditionValues(value), options.now ?? BEGINNING);
}

const UNEXPLAINED: ConditionError = { message: 'condition cannot be compiled', span: { start: 0, end: 0 } };

/** argo-rollouts utils/evaluate EvalCondition: a condition must yield a bool; there is no truthiness. */
export function evaluateCondition(
  condition: ParsedCondition,
  result: GoValue,
  options: EvaluationOptions = {},
): Verdict {
  const evaluation = evaluateExpression(condition, result, options);
  if (!evaluation.ok) return evaluation;
  const { value } = evaluation;
  if (typeof value === 'boolean') return { ok: true, value };
  const span = condition.ast.span;
  return { ok: false, stage: 'run', error: { message: `expected bool, but got ${typeName(value)}`, span } };
}

/** A moment, or why the expression yields none. */
export type TimeResult =
  | { readonly ok: true; readonly unixNanoseconds: bigint }
  | { readonly ok: false; readonly error: ConditionError };

/**
 * argo-rollouts utils/evaluate EvalTime: the start or end of a Prometheus range query. `now` is in milliseconds since
 * 1970. Needs `prepareExpr`.
 */
export function evalTime(expression: string, now: () => number): TimeResult {
  const condition = parseCondition(expression);
  const { errors, code } = compileExpression(condition, TIME_ENVIRONMENT);
  if (code === undefined) return { ok: false, error: errors[0] ?? UNEXPLAINED };
  const evaluation = run(code, TIME_VALUES, now);
  if (!evaluation.ok) return evaluation;
  const { value } = evaluation;
  if (isObject(value) && value.kind === 'time') return { ok: true, unixNanoseconds: value.nanoseconds };
  const message = `expected time.Time, but got ${typeName(value)}`;
  return { ok: false, error: { message, span: condition.ast.span } };
}

function run(code: Code, values: Values, now: () => number): Evaluation {
  const machine = new Machine(values, now);
  try {
    return { ok: true, value: code(machine) };
  } catch (error) {
    const span = machine.at;
    if (error instanceof GoPanic) return { ok: false, stage: 'run', error: { message: error.message, span } };
    // The JavaScript stack or the longest string; the controller has more of both.
    if (error instanceof RangeError) return { ok: false, stage: 'run', error: { message: TOO_LARGE, span } };
    throw error;
  }
}

const TOO_LARGE = 'value is nested too deeply or too large';

const typeIn = (environment: Environment, name: string): GoType => {
  const type = environment.get(name)?.type;
  if (type === undefined) throw new TypeError(`no function ${name}`);
  return type;
};

const ENVIRONMENT = conditionEnvironment('unknown');

const fn = (name: string, call: (first: GoValue, second: GoValue) => GoValue): readonly [string, GoFunction] => [
  name,
  {
    kind: 'function',
    type: typeIn(ENVIRONMENT, name),
    call: ([first = null, second = null]) => call(first, second),
  },
];

const TIME_VALUES: ReadonlyMap<string, GoValue> = new Map([
  fn('isNaN', (value) => Number.isNaN(value)),
  fn('isInf', (value) => value === Infinity || value === -Infinity),
]);

const CONSTANTS: ReadonlyMap<string, GoValue> = new Map([fn('asInt', asInt), fn('asFloat', asFloat), ...TIME_VALUES]);

/** utils/evaluate EvalCondition: `isNil` and `default` look at the result, not at their first argument. */
class ConditionValues implements Values {
  readonly #value: GoValue;

  constructor(value: GoValue) {
    this.#value = value;
  }

  get(name: string): GoValue | undefined {
    if (name === 'result') return this.#value;
    if (name === 'isNil') return fn(name, () => this.#value === null)[1];
    if (name === 'default') return fn(name, (_ignored, fallback) => this.#value ?? fallback)[1];
    return CONSTANTS.get(name);
  }

  entries(): Iterable<readonly [string, GoValue]> {
    return [...ENVIRONMENT.keys()].map((name) => [name, this.get(name) ?? null] as const);
  }
}

const unsupported = (name: string, value: GoValue): GoPanic =>
  new GoPanic(`${name}() not supported on ${typeName(value)} ${formatValue(value)}`);

function asInt(value: GoValue): GoValue {
  if (typeof value === 'string') {
    const parsed = parseInt64(value, 10);
    if (parsed.ok) return makeNumber(INT64, parsed.value);
    throw new GoPanic(parsed.error);
  }
  if (!isNumeric(value)) throw unsupported('asInt', value);
  const number = isObject(value) ? value.value : value;
  return makeNumber(INT64, typeof number === 'bigint' ? BigInt.asIntN(64, number) : floatToInt(number));
}

function asFloat(value: GoValue): GoValue {
  if (typeof value === 'string') {
    const parsed = parseFloat64(value);
    if (parsed.ok) return parsed.value;
    throw new GoPanic(parsed.error);
  }
  if (!isNumeric(value)) throw unsupported('asFloat', value);
  return Number(isObject(value) ? value.value : value);
}
