import type { Machine } from '../run/machine.ts';
import { ANY, ANY_SLICE, dereference, ERROR, functionOf, type GoKind, type GoType } from '../types/go-type.ts';
import type { GoValue } from '../values/value.ts';

/** A type that a call of a builtin has, or why the call is wrong. */
export type Verdict = { readonly type: GoType } | { readonly error: string };

/** A builtin function (expr-lang builtin/builtin.go). */
export interface Builtin {
  readonly name: string;
  /** The signatures, tried in this order. */
  readonly signatures?: readonly GoType[];
  /** Checks the argument types instead of signatures; undefined stands for nil. */
  readonly validate?: (args: readonly (GoType | undefined)[]) => Verdict;
  /** Absent for those that take a predicate: they are loops, not functions. */
  readonly call?: (args: readonly GoValue[], machine: Machine) => GoValue;
  /** Whether a pointer in this argument is followed; by default it is. */
  readonly follows?: (type: GoType) => boolean;
}

const UNTYPED = functionOf([ANY_SLICE], [ANY, ERROR], true);

/** Function.Type: what the name of a builtin has as type where it is not called. */
export const typeOfBuiltin = ({ signatures }: Builtin): GoType => signatures?.[0] ?? UNTYPED;

/** The kind behind pointers; `invalid` for nil. */
export const kindOf = (type: GoType | undefined): GoKind | 'invalid' =>
  type === undefined ? 'invalid' : dereference(type).kind;

/** `%s` of a reflect.Type. */
export const printType = (type: GoType | undefined): string => type?.name ?? '%!s(<nil>)';

export const wrongCount = (expected: string | number, got: number): { readonly error: string } => ({
  error: `invalid number of arguments (expected ${expected}, got ${got})`,
});
