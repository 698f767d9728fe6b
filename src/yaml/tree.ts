import type { EmbeddedText } from '../text/embedded.ts';
import type { Span } from '../text/span.ts';

/** A way into a document: map keys and list indices. */
export type JsonPath = readonly (string | number)[];

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/**
 * The tree of one document. Aliases are resolved: an alias gives the very node that its anchor names (so positions
 * point at the text to mend), and the entry or item that holds it knows where the alias stands. Merge keys (`<<`) are
 * applied: merged entries come after a map's own ones. Cyclic aliases are cut and reported as problems.
 */
export type YamlNode = YamlScalar | YamlMap | YamlSequence;

export interface YamlScalar {
  readonly kind: 'scalar';
  /** The scalar as it stands in the file: quotes and block header included; empty for a value that is left out. */
  readonly span: Span;
  readonly style: ScalarStyle;
  /** The value as Kubernetes' decoder (sigs.k8s.io/yaml) resolves it: a plain `yes` is true, `010` is 8, `1e3` is 1000. */
  readonly value: string | number | boolean | null;
  /** The decoded text, before `yes`, `1` or `~` become something else: what a string field would have meant. */
  readonly text: string;
  /** The full name of an explicit tag (`tag:yaml.org,2002:str` for `!!str`), `!` for the tag that says "text". */
  readonly tag?: string | undefined;
  /** The decoded text with its way back to the file; built when first asked for. */
  readonly embedded: EmbeddedText;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** Where `*name` stands, if the value is an alias. */
  readonly alias?: Span | undefined;
  /** True if the entry came through a merge key. */
  readonly merged: boolean;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly flow: boolean;
  /**
   * In order of the text, merged ones at the end; of several entries with the same key only the one that Kubernetes'
   * decoder keeps, which is the last: a merge key also wins over what stands before it.
   */
  readonly entries: readonly YamlEntry[];
  /** By the key that the controller sees: the entry `on: 1` has the key `true`. */
  get(key: string): YamlNode | undefined;
  entry(key: string): YamlEntry | undefined;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly span: Span;
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
  /** Where `*name` stands, by index, for the items that are aliases. */
  readonly aliases?: ReadonlyMap<number, Span> | undefined;
}

export type YamlProblemCode =
  | 'syntax'
  | 'duplicate-key'
  | 'ambiguous-scalar'
  | 'unknown-anchor'
  | 'cyclic-alias'
  | 'excessive-aliases'
  | 'bad-merge'
  | 'merge-order'
  | 'directive'
  | 'not-json'
  | 'too-deep'
  | 'too-large'
  | 'bad-encoding'
  | 'key-not-scalar';

/** Something wrong with a text as YAML. */
export interface YamlProblem {
  readonly code: YamlProblemCode;
  readonly span: Span;
  /** One sentence in our words, with the values. */
  readonly message: string;
  readonly help?: string;
  readonly related?: readonly { readonly span: Span; readonly label: string }[];
}

export interface YamlComment {
  /** From `#` to before the line's end. */
  readonly span: Span;
  /** The text after `#`. */
  readonly text: string;
}

export interface YamlDocument {
  /** From the start of the document (its `---` included) to the start of the next one, or the end of the file. */
  readonly span: Span;
  /** Undefined for an empty document, and where the text is too broken to have one. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
  readonly comments: readonly YamlComment[];
}
