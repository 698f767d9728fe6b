import { checkCondition, parseCondition } from '../../../expr/index.ts';
import type { ProposedEdit } from '../../rule.ts';
import type { Condition, ConditionSet } from './sets.ts';

/** Text to write into a condition, at an offset of its text. */
interface Insertion {
  readonly at: number;
  readonly text: string;
  /** How many characters it takes the place of. */
  readonly instead?: number;
}

/**
 * The edits that write these texts into a condition; none where the outcome would still not compile, or where YAML
 * would read it otherwise.
 */
export function editsOf(
  { view, shape }: ConditionSet,
  { field, text, parsed, open, toFile }: Condition,
  insertions: readonly Insertion[],
): readonly ProposedEdit[] | undefined {
  // Plain scalars of a flow map end at brackets and commas.
  if (insertions.length === 0 || (view.node.flow && field.node.style === 'plain')) return undefined;
  const ordered = [...insertions].sort((a, b) => a.at - b.at);
  let changed = '';
  let from = 0;
  for (const { at, text: added, instead = 0 } of ordered) {
    changed += text.value.slice(from, at) + added;
    from = at + instead;
  }
  const outcome = parseCondition(changed + text.value.slice(from));
  const compiles = shape.types.some((type) => type !== 'nil' && checkCondition(outcome, type).errors.length === 0);
  if (!compiles || (open && parsed.errors.length > 0)) return undefined;
  return ordered.map(({ at, text: added, instead = 0 }) => ({
    span: toFile({ start: at, end: at + instead }),
    text: added,
  }));
}
