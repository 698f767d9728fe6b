import { METRIC_NAME } from '../ast.ts';

/**
 * What is known of one label of every element: `guaranteed` (there, not empty), `possible`, `impossible`. An empty value
 * is the same as no label.
 */
export type Presence = 'guaranteed' | 'possible' | 'impossible';

/** The labels that the elements of a vector or matrix can have. */
export interface LabelFacts {
  /** Those that something is known of. */
  readonly known: ReadonlyMap<string, Presence>;
  /** All others: `possible` for an open set, `impossible` for a closed one. */
  readonly rest: 'possible' | 'impossible';
  /** The values that a label can have where it is there at all; only where they are few and known. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
}

/** No labels at all: `vector(0)`, `sum(x)`. */
export const NO_LABELS: LabelFacts = { known: new Map(), rest: 'impossible', values: new Map() };
/** Nothing is known. */
export const ANY_LABELS: LabelFacts = { known: new Map(), rest: 'possible', values: new Map() };

export const presenceOf = (facts: LabelFacts, label: string): Presence => facts.known.get(label) ?? facts.rest;

/** Every label that either knows something of. */
function mentioned(...all: readonly LabelFacts[]): Set<string> {
  return new Set(all.flatMap(({ known }) => [...known.keys()]));
}

/** Facts with what `presence` says of each label that is mentioned, and of `extra`; values kept where `values` says. */
export function mapLabels(
  from: readonly LabelFacts[],
  extra: Iterable<string>,
  rest: LabelFacts['rest'],
  presence: (label: string) => Presence,
  values: (label: string) => ReadonlySet<string> | undefined,
): LabelFacts {
  const known = new Map<string, Presence>();
  const kept = new Map<string, ReadonlySet<string>>();
  for (const label of new Set([...mentioned(...from), ...extra])) {
    const found = presence(label);
    if (found !== rest) known.set(label, found);
    const possible = found === 'impossible' ? undefined : values(label);
    if (possible !== undefined) kept.set(label, possible);
  }
  return { known, rest, values: kept };
}

/** The same facts but for one label. */
export function withLabel(
  facts: LabelFacts,
  label: string,
  presence: Presence,
  values?: ReadonlySet<string>,
): LabelFacts {
  if (presenceOf(facts, label) === presence && facts.values.get(label) === values) return facts;
  const known = new Map(facts.known);
  if (presence === facts.rest) known.delete(label);
  else known.set(label, presence);
  const kept = new Map(facts.values);
  if (values === undefined || presence === 'impossible') kept.delete(label);
  else kept.set(label, values);
  return { known, rest: facts.rest, values: kept };
}

/** Labels that belong to the metric as it was stored (schema.IsMetadataLabel). */
export const METADATA: readonly string[] = ['__type__', '__unit__', METRIC_NAME];

/** model/labels DropReserved(IsMetadataLabel): what a value that is no longer the metric's own loses. */
export const dropName = (facts: LabelFacts): LabelFacts => removeLabels(facts, METADATA);

/** Only the labels of `names`. */
export function keepLabels(facts: LabelFacts, names: ReadonlySet<string>): LabelFacts {
  return mapLabels(
    [facts],
    names,
    'impossible',
    (label) => (names.has(label) ? presenceOf(facts, label) : 'impossible'),
    (label) => facts.values.get(label),
  );
}

/** All labels but those of `names`. */
export function removeLabels(facts: LabelFacts, names: readonly string[]): LabelFacts {
  if (names.every((name) => presenceOf(facts, name) === 'impossible')) return facts;
  const known = new Map(facts.known);
  const values = new Map(facts.values);
  for (const name of names) {
    if (facts.rest === 'impossible') known.delete(name);
    else known.set(name, 'impossible');
    values.delete(name);
  }
  return { known, rest: facts.rest, values };
}

/** Elements of either side: what both guarantee, what both exclude. */
export function eitherLabels(a: LabelFacts, b: LabelFacts): LabelFacts {
  if (a === b || (hasNoLabels(a) && hasNoLabels(b))) return a;
  const rest = a.rest === 'impossible' && b.rest === 'impossible' ? 'impossible' : 'possible';
  return mapLabels(
    [a, b],
    [],
    rest,
    (label) => {
      const left = presenceOf(a, label);
      return left === presenceOf(b, label) ? left : 'possible';
    },
    (label) => {
      if (presenceOf(a, label) === 'impossible') return b.values.get(label);
      if (presenceOf(b, label) === 'impossible') return a.values.get(label);
      const left = a.values.get(label);
      const right = b.values.get(label);
      return left === undefined || right === undefined ? undefined : new Set([...left, ...right]);
    },
  );
}

/** Two facts of one label that both hold. */
export function bothPresences(a: Presence, b: Presence): Presence {
  if (a === 'impossible' || b === 'impossible') return 'impossible';
  return a === 'guaranteed' || b === 'guaranteed' ? 'guaranteed' : 'possible';
}

/** The values that both sides permit; undefined: unknown. */
export function commonValues(
  a: ReadonlySet<string> | undefined,
  b: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return new Set([...a].filter((value) => b.has(value)));
}

/** Every label that is guaranteed. */
export const guaranteedLabels = (facts: LabelFacts): string[] =>
  [...facts.known].filter(([, presence]) => presence === 'guaranteed').map(([label]) => label);

/** True if no element can have any label. */
export const hasNoLabels = (facts: LabelFacts): boolean => facts.rest === 'impossible' && facts.known.size === 0;
