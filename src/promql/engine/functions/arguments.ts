import { EvaluationError } from '../errors.ts';
import type { CallPlan, PlanNode } from '../plan/nodes.ts';

/** The string that an argument is. */
export function stringArgument(call: CallPlan, index: number): string {
  const arg = call.args[index];
  if (arg?.kind !== 'string') throw new EvaluationError(`argument ${index + 1} of ${call.name} is not a string`);
  return arg.value;
}

/** An argument that the type checker has seen to be there. */
export function argument(call: CallPlan, index: number): PlanNode {
  const arg = call.args[index];
  if (arg === undefined) throw new EvaluationError(`${call.name} has no argument ${index + 1}`);
  return arg;
}
