import type { Hit } from './hits.ts';
import { inWords, isConstantOver, rangeOf, segmentsOf } from './samples.ts';
import type { Condition, ConditionName, ConditionSet } from './sets.ts';

/** A condition whose answer does not depend on what is measured. */
export interface ConstantCondition {
  readonly name: ConditionName;
  /** What the query can give, in words. */
  readonly values: string;
}

/** Says that a condition has the answer `value` for everything that the query can give; undefined where it may have another. */
export function constantOf(
  set: ConditionSet,
  condition: Condition,
  value: boolean,
): Hit<ConstantCondition> | undefined {
  const segments = segmentsOf(set);
  const key = condition.name === 'successCondition' ? 'success' : 'failure';
  if (segments === undefined || segments.some((segment) => segment[key] !== value)) return undefined;
  // What is wrong with both conditions is one mistake.
  if (key === 'failure' && isConstantOver(segments, 'success')) return undefined;
  return {
    at: condition.toFile(condition.parsed.ast.span),
    data: { name: condition.name, values: inWords(rangeOf(set)) },
  };
}
