import { fromBytes, isValidUtf8, toBytes } from '../../go/utf8.ts';
import { GoPanic } from '../run/panic.ts';
import { type GoKind, type GoType, parseType } from '../types/go-type.ts';
import { type GoSlice, type GoValue, isObject, kindName } from '../values/value.ts';
import type { Verdict } from './builtin.ts';
import { kindOf } from './builtin.ts';

/** The types of these Go function signatures. */
export function signatures(...texts: readonly string[]): readonly GoType[] {
  return texts.map((text) => {
    const type = parseType(text);
    if (type === undefined) throw new TypeError(`not a Go type: ${text}`);
    return type;
  });
}

export const NUMBER_KINDS: readonly GoKind[] = [
  ...(['int', 'int8', 'int16', 'int32', 'int64', 'uint', 'uint8', 'uint16', 'uint32', 'uint64'] as const),
  ...(['float32', 'float64'] as const),
];

export const LIST_KINDS: readonly GoKind[] = ['interface', 'slice', 'array'];

export const hasKind = (type: GoType | undefined, kinds: readonly GoKind[]): boolean => {
  const kind = kindOf(type);
  return kind !== 'invalid' && kinds.includes(kind);
};

/** One argument of one of these kinds, else the error of `wrong`. */
export function oneArgument(
  kinds: readonly GoKind[],
  result: (type: GoType) => GoType,
  wrong: (type: GoType | undefined) => string,
): (args: readonly (GoType | undefined)[]) => Verdict {
  return (args) => {
    const [type] = args;
    if (args.length !== 1) return { error: `invalid number of arguments (expected 1, got ${args.length})` };
    return type !== undefined && hasKind(type, kinds) ? { type: result(type) } : { error: wrong(type) };
  };
}

/** A slice or array, else a panic: `cannot reverse float64`. */
export function asList(value: GoValue, verb: string): GoSlice {
  if (isObject(value) && value.kind === 'slice') return value;
  throw new GoPanic(`cannot ${verb} ${kindName(value)}`);
}

export const argument = (args: readonly GoValue[], index: number): GoValue => args[index] ?? null;

/** One byte a character: lets JavaScript's string functions work on bytes. */
export const toBinary = (text: string): string => {
  let binary = '';
  for (const byte of toBytes(text)) binary += String.fromCharCode(byte);
  return binary;
};

export const fromBinary = (binary: string): string => fromBytes(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)));

/** Runs a function on texts, byte by byte if some of them are no UTF-8. */
export function onBytes(texts: readonly string[], run: (texts: readonly string[]) => string): string {
  return texts.every(isValidUtf8) ? run(texts) : fromBinary(run(texts.map(toBinary)));
}
