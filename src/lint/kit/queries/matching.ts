import { type BinaryExpr, type Inference, type LabelFacts, METRIC_NAME } from '../../../promql/index.ts';

/** A side of an operator that may have one element for each of the other, and whose elements the match does not tell apart. */
export interface AmbiguousSide {
  readonly side: 'left' | 'right';
  /** The labels in which its elements differ, and which take no part in the match. */
  readonly labels: readonly string[];
  /** What would allow it; undefined where the operator already groups. */
  readonly group: 'group_left' | 'group_right' | undefined;
  /** True if `group_left` stands where `group_right` would be right, or the other way round. */
  readonly swapped: boolean;
}

/** The side of a vector match that may fail at run time, where the query itself shows it: its labels are those of a `by`. */
export function oneSides(node: BinaryExpr, inference: Inference): AmbiguousSide | undefined {
  const { matching } = node;
  const isSet = node.op === 'and' || node.op === 'or' || node.op === 'unless';
  if (isSet || node.lhs.type !== 'vector' || node.rhs.type !== 'vector') return undefined;
  if (inference.of(node).dead !== undefined) return undefined;
  if ([...matching.labels, ...matching.include].some(({ holes }) => holes.length > 0)) return undefined;
  const names = matching.labels.map(({ text }) => text);
  const matches = (label: string): boolean => (matching.on ? names.includes(label) : !names.includes(label));
  const left = unmatched(inference.of(node.lhs).labels, matches);
  const right = unmatched(inference.of(node.rhs).labels, matches);
  if (matching.card === 'many-to-one')
    return right.length === 0
      ? undefined
      : {
          side: 'right',
          labels: right,
          group: undefined,
          swapped: isClosed(inference.of(node.lhs).labels) && left.length === 0,
        };
  if (matching.card === 'one-to-many')
    return left.length === 0
      ? undefined
      : {
          side: 'left',
          labels: left,
          group: undefined,
          swapped: isClosed(inference.of(node.rhs).labels) && right.length === 0,
        };
  if (left.length > 0) return { side: 'left', labels: left, group: 'group_left', swapped: false };
  return right.length > 0 ? { side: 'right', labels: right, group: 'group_right', swapped: false } : undefined;
}

const isClosed = ({ rest }: LabelFacts): boolean => rest === 'impossible';

/** Labels of a closed set in which elements may differ although they match the same. */
function unmatched(facts: LabelFacts, matches: (label: string) => boolean): string[] {
  if (!isClosed(facts)) return [];
  return [...facts.known].flatMap(([label, presence]) => {
    if (presence === 'impossible' || matches(label) || label === METRIC_NAME) return [];
    const one = presence === 'guaranteed' && facts.values.get(label)?.size === 1;
    return one ? [] : [label];
  });
}
