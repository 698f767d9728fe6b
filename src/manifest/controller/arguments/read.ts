import type { JsonPath } from '../../../yaml/tree.ts';
import { isObject, listOf, objectOf, optionalText, textOf, type Value } from '../read.ts';
import type { Argument, Place, TracedArgument, ValueFrom, WrittenArgument } from '../types.ts';

/** An entry of `args` as decoding gives it. */
export function readArgument(entry: Value): Argument {
  const written: WrittenArgument = objectOf(entry);
  const value = optionalText(written.value);
  const valueFrom = readValueFrom(written.valueFrom);
  return {
    name: textOf(written.name),
    ...(value === undefined ? {} : { value }),
    ...(valueFrom === undefined ? {} : { valueFrom }),
  };
}

function readValueFrom(value: Value): ValueFrom | undefined {
  if (!isObject(value)) return undefined;
  const { secretKeyRef, fieldRef } = value;
  return {
    ...(isObject(secretKeyRef)
      ? { secretKeyRef: { name: textOf(secretKeyRef['name']), key: textOf(secretKeyRef['key']) } }
      : {}),
    ...(isObject(fieldRef) ? { fieldRef: { fieldPath: textOf(fieldRef['fieldPath']) } } : {}),
  };
}

/** The entries of an `args` list that stands at `path` of a template or of whoever uses it. */
export function readArguments(list: Value, source: Place['source'], index: number, path: JsonPath): TracedArgument[] {
  return listOf(list).map((entry, entryIndex) => {
    const argument = readArgument(entry);
    const declaredAt: Place = { source, index, path: [...path, entryIndex] };
    return {
      ...argument,
      declaredAt,
      ...(argument.value === undefined ? {} : { valueAt: declaredAt }),
      ...(argument.valueFrom === undefined ? {} : { valueFromAt: declaredAt }),
    };
  });
}
