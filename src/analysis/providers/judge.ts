import { evaluateResult, type GoValue, type ParsedCondition, parseCondition } from '../../expr/index.ts';
import { textOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import type { Measurement } from '../run.ts';

/** What a provider has been told. */
export interface Answer {
  /** What conditions see. */
  readonly result: GoValue;
  /** How the status writes it. */
  readonly value: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** True for the providers that write the value before they judge it, so that it stays where a condition errs. */
  readonly keepsValue?: boolean;
}

/** argo-rollouts utils/evaluate EvaluateResult, as a measurement. Needs `prepareExpr`. */
export function judge(metric: Metric, answer: Answer, nowMs: number): Measurement {
  const { result, value, metadata, keepsValue = false } = answer;
  const success = parsed(textOf(metric.successCondition));
  const failure = parsed(textOf(metric.failureCondition));
  const { phase, error } = evaluateResult(result, success, failure, { now: () => nowMs });
  if (error !== undefined) return { phase, message: error, ...(keepsValue ? { value } : {}) };
  return { phase, value, ...(metadata === undefined ? {} : { metadata }) };
}

const REMEMBERED = 1_000;
const conditions = new Map<string, ParsedCondition>();

/** A condition is evaluated thousands of times, and compiled once for each parsed one. */
function parsed(text: string): ParsedCondition | '' {
  if (text === '') return '';
  let condition = conditions.get(text);
  if (condition === undefined) {
    condition = parseCondition(text);
    if (conditions.size >= REMEMBERED) conditions.clear();
    conditions.set(text, condition);
  }
  return condition;
}
