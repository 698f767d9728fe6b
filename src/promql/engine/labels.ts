import { quote } from '../../go/quote.ts';
import { compareStrings } from '../../go/utf8.ts';

const METADATA = ['__name__', '__type__', '__unit__'];
const isMetadata = (name: string): boolean => METADATA.includes(name);

/** Parts a name from its value and a label from the next in keys; no UTF-8 text holds it. */
const SEPARATOR = '\u{ffff}';

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * An immutable set of labels, sorted by name (model/labels Labels). An empty value is an absent label. Sets that are
 * derived from it are remembered, so that series which are read again and again pay for them once.
 */
export class LabelSet {
  static readonly EMPTY = new LabelSet([], []);

  readonly names: readonly string[];
  readonly values: readonly string[];
  #key: string | undefined;
  #withoutMetadata: LabelSet | undefined;
  /** Made when it is needed: most series of a recording are never asked for. */
  #derived: Map<string, LabelSet> | undefined;

  private constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  /** Of names and values in any order; the last value of a name counts. */
  static of(labels: Readonly<Record<string, string>> | Iterable<readonly [name: string, value: string]>): LabelSet {
    const byName = new Map(isIterable(labels) ? labels : Object.entries(labels));
    const names = [...byName.keys()].filter((name) => byName.get(name) !== '').sort(compareStrings);
    if (names.length === 0) return LabelSet.EMPTY;
    return new LabelSet(
      names,
      names.map((name) => byName.get(name) ?? ''),
    );
  }

  /**
   * Of names that are sorted, each there once, and their values, none of them empty; sets may share their names. Neither
   * list may change any more.
   */
  static ofSorted(names: readonly string[], values: readonly string[]): LabelSet {
    return names.length === 0 ? LabelSet.EMPTY : new LabelSet(names, values);
  }

  /** Equal for equal sets, different for different ones. */
  get key(): string {
    if (this.#key === undefined) {
      let key = '';
      for (let i = 0; i < this.names.length; i++) {
        key += this.names[i] + SEPARATOR + this.values[i] + SEPARATOR;
      }
      this.#key = key;
    }
    return this.#key;
  }

  /** The value of a label; empty where the set has none of that name. */
  get(name: string): string {
    const i = this.names.indexOf(name);
    return i < 0 ? '' : (this.values[i] ?? '');
  }

  get metricName(): string {
    return this.get('__name__');
  }

  /** Without the labels that say what the metric is: `__name__`, `__type__`, `__unit__` (schema.IsMetadataLabel). */
  get withoutMetadata(): LabelSet {
    if (this.#withoutMetadata === undefined) {
      this.#withoutMetadata = this.names.some(isMetadata) ? this.filter((name) => !isMetadata(name)) : this;
    }
    return this.#withoutMetadata;
  }

  filter(keep: (name: string) => boolean): LabelSet {
    const names: string[] = [];
    const values: string[] = [];
    for (let i = 0; i < this.names.length; i++) {
      const name = this.names[i] ?? '';
      if (!keep(name)) continue;
      names.push(name);
      values.push(this.values[i] ?? '');
    }
    if (names.length === this.names.length) return this;
    return names.length === 0 ? LabelSet.EMPTY : new LabelSet(names, values);
  }

  /** Only (`on`) or all but (`ignoring`, which drops `__name__` too) the named labels (Labels.MatchLabels). */
  matchLabels(on: boolean, names: readonly string[]): LabelSet {
    return this.derive(`${on ? 'on' : 'ignoring'}${SEPARATOR}${names.join(SEPARATOR)}`, () =>
      on
        ? this.filter((name) => names.includes(name))
        : this.filter((name) => name !== '__name__' && !names.includes(name)),
    );
  }

  /** With some labels set; an empty value removes one. */
  with(changes: ReadonlyMap<string, string>): LabelSet {
    const entries = new Map<string, string>();
    for (let i = 0; i < this.names.length; i++) entries.set(this.names[i] ?? '', this.values[i] ?? '');
    for (const [name, value] of changes) entries.set(name, value);
    return LabelSet.of(entries);
  }

  /** With one label set, as `with`; remembered. */
  withLabel(name: string, value: string): LabelSet {
    return this.derive(`with${SEPARATOR}${name}${SEPARATOR}${value}`, () => this.with(new Map([[name, value]])));
  }

  /** `{a="b", c="d"}`, as error messages have it (Labels.String). */
  toString(): string {
    const parts = this.names.map(
      (name, i) => `${PLAIN_NAME.test(name) ? name : quote(name)}=${quote(this.values[i] ?? '')}`,
    );
    return `{${parts.join(', ')}}`;
  }

  toObject(): Record<string, string> {
    return Object.fromEntries(this.names.map((name, i) => [name, this.values[i] ?? '']));
  }

  private derive(key: string, make: () => LabelSet): LabelSet {
    this.#derived ??= new Map();
    const known = this.#derived.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#derived.size < 64) this.#derived.set(key, made);
    return made;
  }
}

function isIterable(
  labels: Readonly<Record<string, string>> | Iterable<readonly [string, string]>,
): labels is Iterable<readonly [string, string]> {
  return Symbol.iterator in labels;
}

/** The order of results: names and values byte by byte, in order of name (labels.Compare). */
export function compareLabels(a: LabelSet, b: LabelSet): number {
  const shared = Math.min(a.names.length, b.names.length);
  const sameNames = a.names === b.names;
  for (let i = 0; i < shared; i++) {
    const byName = sameNames ? 0 : compareStrings(a.names[i] ?? '', b.names[i] ?? '');
    if (byName !== 0) return byName;
    const byValue = compareStrings(a.values[i] ?? '', b.values[i] ?? '');
    if (byValue !== 0) return byValue;
  }
  return a.names.length - b.names.length;
}
