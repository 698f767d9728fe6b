import type { JsonPath } from '../../../yaml/tree.ts';
import type { Field, FieldError } from '../kubernetes/field-error.ts';
import type { Place } from '../types.ts';

/** A refusal of something that a Rollout refers to. */
export interface ReferenceFailure extends FieldError {
  /** Where the culprit stands in the object that is referred to, if it is there. */
  readonly target?: JsonPath;
  /** Where the culprits stand among templates and arguments, for errors about analysis. */
  readonly places?: readonly Place[];
}

export const CANARY: Field = { text: 'spec.strategy.canary', path: ['spec', 'strategy', 'canary'] };
export const BLUE_GREEN: Field = { text: 'spec.strategy.blueGreen', path: ['spec', 'strategy', 'blueGreen'] };
