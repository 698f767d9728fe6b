import { type BinaryExpr, METRIC_NAME, type VectorMatching } from '../../ast.ts';
import {
  ANY_LABELS,
  bothPresences,
  commonValues,
  eitherLabels,
  guaranteedLabels,
  hasNoLabels,
  type LabelFacts,
  METADATA,
  mapLabels,
  NO_LABELS,
  presenceOf,
  withLabel,
} from '../labels.ts';
import type { DeadReason } from '../model.ts';

/** True if the label takes part in finding a partner. */
function matchesOn({ on, labels }: VectorMatching, label: string): boolean {
  const listed = labels.some(({ text }) => text === label);
  // Without `on` the name never takes part.
  return on ? listed : !listed && label !== METRIC_NAME;
}

export const hasHoles = ({ labels, include }: VectorMatching): boolean =>
  [...labels, ...include].some(({ holes }) => holes.length > 0);

/** Partners agree on every label that takes part; where they never can, there are none. */
export function neverMatch({ matching, span }: BinaryExpr, lhs: LabelFacts, rhs: LabelFacts): DeadReason | undefined {
  if (hasHoles(matching)) return undefined;
  for (const [one, other] of [
    [lhs, rhs],
    [rhs, lhs],
  ] as const) {
    for (const label of guaranteedLabels(one)) {
      if (!matchesOn(matching, label)) continue;
      if (presenceOf(other, label) === 'impossible') return { kind: 'labels', span, label };
      const common = commonValues(one.values.get(label), other.values.get(label));
      const bothKnown = one.values.has(label) && other.values.has(label);
      if (bothKnown && common?.size === 0) return { kind: 'values', span, label };
    }
  }
  return undefined;
}

export function maximumOf({ card }: VectorMatching, lhs: number, rhs: number): number {
  if (card === 'many-to-one') return lhs;
  return card === 'one-to-many' ? rhs : Math.min(lhs, rhs);
}

/** promql/engine.go resultMetric: the labels of the left side, of the "many" side with group_left and group_right. */
export function matchedLabels(
  matching: VectorMatching,
  lhs: LabelFacts,
  rhs: LabelFacts,
  changesName: boolean,
): LabelFacts {
  if (hasHoles(matching)) return ANY_LABELS;
  if (hasNoLabels(lhs) && hasNoLabels(rhs)) return NO_LABELS;
  const many = matching.card === 'one-to-many' ? rhs : lhs;
  const one = matching.card === 'one-to-many' ? lhs : rhs;
  const grouped = matching.card === 'many-to-one' || matching.card === 'one-to-many';
  const included = new Set(grouped ? matching.include.map(({ text }) => text) : []);
  const listed = matching.labels.map(({ text }) => text);
  const has = (label: string): boolean => matchesOn(matching, label);
  // Without group_x only the labels that take part stay, and the name where it is not listed.
  const stays = (label: string): boolean => grouped || (matching.on ? has(label) : !listed.includes(label));
  const openRest = matching.on
    ? grouped && many.rest === 'possible'
    : many.rest === 'possible' && one.rest === 'possible';
  return mapLabels(
    [lhs, rhs],
    [...listed, ...included, ...METADATA],
    openRest ? 'possible' : 'impossible',
    (label) => {
      if (included.has(label)) return presenceOf(one, label);
      if (!stays(label) || (changesName && METADATA.includes(label))) return 'impossible';
      return has(label) ? bothPresences(presenceOf(many, label), presenceOf(one, label)) : presenceOf(many, label);
    },
    (label) => {
      if (included.has(label)) return one.values.get(label);
      return has(label) ? commonValues(many.values.get(label), one.values.get(label)) : many.values.get(label);
    },
  );
}

/** An element without a partner comes through with its own side's labels, those of them that take part. */
export function filledLabels(matched: LabelFacts, lhs: LabelFacts, rhs: LabelFacts): LabelFacts {
  const either = eitherLabels(eitherLabels(lhs, rhs), matched);
  return METADATA.reduce(
    (facts, label) => withLabel(facts, label, presenceOf(facts, label) === 'impossible' ? 'impossible' : 'possible'),
    either,
  );
}

/** True if all elements of both sides match each other because no label takes part that any has. */
export function constantSignature(matching: VectorMatching, lhs: LabelFacts, rhs: LabelFacts): boolean {
  if (hasHoles(matching)) return false;
  if (matching.on) {
    return matching.labels.every(
      ({ text }) => presenceOf(lhs, text) === 'impossible' && presenceOf(rhs, text) === 'impossible',
    );
  }
  if (lhs.rest === 'possible' || rhs.rest === 'possible') return false;
  return [lhs, rhs].every(({ known }) =>
    [...known].every(([label, presence]) => presence === 'impossible' || !matchesOn(matching, label)),
  );
}

/** The left side's elements, each of which agrees with some element of the right side. */
export function andLabels(matching: VectorMatching, lhs: LabelFacts, rhs: LabelFacts): LabelFacts {
  const closedByRight = !matching.on && rhs.rest === 'impossible';
  return mapLabels(
    [lhs, rhs],
    matching.labels.map(({ text }) => text),
    closedByRight ? 'impossible' : lhs.rest,
    (label) => {
      const own = presenceOf(lhs, label);
      return matchesOn(matching, label) ? bothPresences(own, presenceOf(rhs, label)) : own;
    },
    (label) => {
      const own = lhs.values.get(label);
      return matchesOn(matching, label) ? commonValues(own, rhs.values.get(label)) : own;
    },
  );
}
