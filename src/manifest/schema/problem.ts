import type { Json, JsonPath } from '../../yaml/tree.ts';
import type { ArgoKind } from '../manifest.ts';
import type { RemovedField } from './schema-node.ts';

/** Where a field is valid that stands at the wrong place. */
export interface Placement {
  /** `above`: an object around it has the field; `inside`: an object in it; `elsewhere`: another one; `kind`: another kind. */
  readonly relation: 'above' | 'inside' | 'elsewhere' | 'kind';
  /** Set for `kind`. */
  readonly kind?: ArgoKind;
  /** The object that has the field: `spec.metrics[0]`; `[]` stands for an item that does not exist yet. */
  readonly object: string;
  /** One line of YAML to write: in `object`, or for `inside` in the object at hand. */
  readonly example: string;
  /** True if the field stands at its right place as well. */
  readonly present: boolean;
}

/** A field that its object does not have. */
export interface UnknownField {
  readonly kind: 'unknown-field';
  /** Of the field. */
  readonly path: JsonPath;
  readonly name: string;
  /**
   * The field of the same object that was meant; certain where only case or separators differ. `value` is set where
   * that field takes another type: `30s` for the 30 of `initialDelaySeconds`.
   */
  readonly nearest?: { readonly name: string; readonly certain: boolean; readonly value?: Replacement };
  readonly belongs?: Placement;
  /** What people who write this name mean: one line of YAML, or a sentence. */
  readonly meant?: { readonly write?: string; readonly note?: string };
  /** The fields that the object has, in the order of the schema. */
  readonly valid: readonly string[];
}

/** A field of earlier releases. */
export interface RemovedFieldProblem extends RemovedField {
  readonly kind: 'removed-field';
  readonly path: JsonPath;
  readonly name: string;
  /** True if `example` holds all that the old field said, and nothing stands in its way. */
  readonly complete: boolean;
}

/** A field that the target release does not have yet. */
export interface NewerField {
  readonly kind: 'newer-field';
  readonly path: JsonPath;
  readonly name: string;
  readonly since: string;
  readonly target: string;
}

/** What to write in place of a value. */
export interface Replacement {
  /** One line of YAML. */
  readonly text: string;
  /** True if it says the same as before. */
  readonly certain: boolean;
}

/** A value of a type that its field does not take. */
export interface WrongType {
  readonly kind: 'wrong-type';
  readonly path: JsonPath;
  /** In words: `a string`, `a duration such as 30s`. */
  readonly expected: string;
  /** In words: `the number 30`, `a list`. */
  readonly actual: string;
  readonly types: readonly string[];
  readonly replacement?: Replacement;
  /** True if a placeholder such as `{{args.x}}` stands where a text is not allowed. */
  readonly placeholder: boolean;
}

/** Fields that an object must have, all that it lacks. */
export interface MissingField {
  readonly kind: 'missing-field';
  /** Of the object. */
  readonly path: JsonPath;
  readonly names: readonly string[];
}

/** A value of the right type that the API server refuses. */
export interface BadValue {
  readonly kind: 'bad-value';
  readonly path: JsonPath;
  readonly value: Json;
  /** The values that exist; undefined for a text that must be a date and time. */
  readonly allowed?: readonly string[];
  readonly nearest?: string;
}

/** A key or a list item without a value. */
export interface NullValue {
  readonly kind: 'null-value';
  readonly path: JsonPath;
  readonly name: string;
  /**
   * `refused`: a required field or a list item; `emptying`: without it a step or a strategy is empty; `ignored`: the
   * same as leaving the key out.
   */
  readonly effect: 'refused' | 'emptying' | 'ignored';
  readonly expected: string;
}

export type SchemaProblem =
  | UnknownField
  | RemovedFieldProblem
  | NewerField
  | WrongType
  | MissingField
  | BadValue
  | NullValue;
