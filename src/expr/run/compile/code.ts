import type { GoValue } from '../../values/value.ts';
import { dereferenceValue } from '../../values/value.ts';
import type { Machine } from '../machine.ts';

/** A compiled node: call it with the machine to get the value. */
export type Code = (machine: Machine) => GoValue;

/** Something that breaks expr-lang's compiler: a compile error although the types are right. */
export class CompileError extends Error {}

/** OpDeref */
export const dereferenced =
  (code: Code): Code =>
  (machine) => {
    const value = code(machine);
    return typeof value === 'object' && value !== null && value.kind === 'pointer' ? dereferenceValue(value) : value;
  };
