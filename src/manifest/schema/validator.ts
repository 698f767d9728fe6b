import type { JsonObject } from '../../yaml/tree.ts';

/** What is wrong at one place, as a generated validator says it. */
export interface ValidatorError {
  /** JSON pointer to the value, or to the object that lacks or has a field. */
  readonly instancePath: string;
  readonly keyword: 'type' | 'required' | 'additionalProperties' | 'enum' | 'format';
  readonly params: {
    readonly type?: string | readonly string[];
    readonly missingProperty?: string;
    readonly additionalProperty?: string;
    readonly allowedValues?: readonly string[];
    readonly format?: string;
  };
}

/** A generated validator: true for a valid object, else `errors` holds what is wrong until the next call. */
export interface Validator {
  (data: JsonObject): boolean;
  errors?: readonly ValidatorError[] | null;
}
