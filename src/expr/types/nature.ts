import type { Builtin } from '../builtins/builtin.ts';
import {
  ANY_SLICE,
  dereference,
  FLOAT64,
  type GoType,
  INT,
  isAssignable,
  isFloatKind,
  isIntegerKind,
} from './go-type.ts';
import { DURATION, TIME } from './known-types.ts';

/**
 * What the checker knows about a value (expr-lang checker/nature): a Go type, nil, or nothing. A nature without type
 * that is not nil is unknown; `interface {}` behaves the same and prints differently.
 */
export interface Nature {
  readonly type: GoType | undefined;
  readonly nil?: true;
  /** The element of an array whose Go type is `[]interface {}`, or the result of a predicate. */
  readonly ref?: Nature;
  /** A method: its Go type has the receiver as first parameter. */
  readonly method?: true;
  /** The builtin that this name stands for. */
  readonly builtin?: Builtin;
  /** The optimizer gave this type to a node that it made. */
  readonly patched?: true;
}

export const UNKNOWN: Nature = { type: undefined };
export const NIL: Nature = { type: undefined, nil: true };

const natures = new Map<GoType, Nature>();

export function natureOf(type: GoType | undefined): Nature {
  if (type === undefined) return UNKNOWN;
  let nature = natures.get(type);
  if (nature === undefined) {
    nature = { type };
    natures.set(type, nature);
  }
  return nature;
}

export const arrayOfNature = (ref: Nature): Nature => ({ type: ANY_SLICE, ref });

export const isUnknown = ({ type, nil }: Nature): boolean =>
  type === undefined ? nil !== true : type.kind === 'interface' && type.methods === undefined;

export const printNature = ({ type }: Nature): string => type?.name ?? 'unknown';

export const derefNature = (nature: Nature): Nature =>
  nature.type?.kind === 'ptr' ? natureOf(dereference(nature.type)) : nature;

export function elemOf(nature: Nature): Nature {
  switch (nature.type?.kind) {
    case 'slice':
    case 'array':
      return nature.ref ?? natureOf(nature.type.elem);
    case 'map':
    case 'ptr':
      return natureOf(nature.type.elem);
    default:
      return UNKNOWN;
  }
}

export function isAssignableNature(from: Nature, to: Nature): boolean {
  if (from.nil) {
    const kind = to.type?.kind;
    if (kind === 'ptr' || kind === 'interface' || kind === 'func' || kind === 'map' || kind === 'slice') return true;
  }
  return from.type !== undefined && to.type !== undefined && isAssignable(from.type, to.type);
}

const isPredeclared = (type: GoType): boolean => type.packagePath === '';

export const isInteger = ({ type }: Nature): boolean =>
  type !== undefined && isIntegerKind(type.kind) && isPredeclared(type);
export const isFloat = ({ type }: Nature): boolean =>
  type !== undefined && isFloatKind(type.kind) && isPredeclared(type);
export const isNumber = (nature: Nature): boolean => isInteger(nature) || isFloat(nature);
export const isBool = ({ type }: Nature): boolean => type?.kind === 'bool';
export const isString = ({ type }: Nature): boolean => type?.kind === 'string';
export const isTime = ({ type }: Nature): boolean => type === TIME;
export const isDuration = ({ type }: Nature): boolean => type === DURATION;
export const isArray = ({ type }: Nature): boolean => type?.kind === 'slice' || type?.kind === 'array';
export const isMap = ({ type }: Nature): boolean => type?.kind === 'map';

/** Nature.ComparableTo: what `==` accepts. */
export const isComparable = (left: Nature, right: Nature): boolean =>
  isUnknown(left) ||
  isUnknown(right) ||
  left.nil === true ||
  right.nil === true ||
  (isNumber(left) && isNumber(right)) ||
  (isDuration(left) && isDuration(right)) ||
  (isTime(left) && isTime(right)) ||
  (isArray(left) && isArray(right)) ||
  isAssignableNature(left, right);

/** Nature.MaybeCompatible: one side unknown, the other unknown too or passing one of the checks. */
export function mayBeCompatible(left: Nature, right: Nature, ...checks: ((nature: Nature) => boolean)[]): boolean {
  const leftUnknown = isUnknown(left);
  const rightUnknown = isUnknown(right);
  return (
    (leftUnknown && rightUnknown) ||
    (leftUnknown && checks.some((check) => check(right))) ||
    (rightUnknown && checks.some((check) => check(left)))
  );
}

/** Nature.PromoteNumericNature: the type of `+ - *` on two numbers. */
export const promoteNumbers = (left: Nature, right: Nature): Nature =>
  natureOf(isFloat(left) || isFloat(right) ? FLOAT64 : INT);
