import type { Argument, ControllerError, Outcome, Place, TracedArgument } from '../types.ts';

/**
 * argo-rollouts utils/analysis/helpers.go MergeArgs: the template's arguments with what its user passes. An argument
 * that the template does not declare is dropped without a word. A passed value leaves the template's valueFrom in
 * place (and a secret wins when it is measured).
 */
export function mergeArguments(
  incoming: readonly TracedArgument[],
  declared: readonly TracedArgument[],
): Outcome<readonly TracedArgument[]> {
  const merged = [...declared];
  for (const passed of incoming) {
    const index = merged.findIndex(({ name }) => name === passed.name);
    const known = merged[index];
    if (known === undefined) continue;
    if (passed.value !== undefined) {
      merged[index] = { ...known, value: passed.value, ...placed('valueAt', passed.valueAt) };
    } else if (passed.valueFrom !== undefined) {
      merged[index] = { ...known, valueFrom: passed.valueFrom, ...placed('valueFromAt', passed.valueFromAt) };
    }
  }
  const [first] = unresolvedArguments(merged);
  return first === undefined ? { ok: true, value: merged } : { ok: false, ...notResolved(first) };
}

const placed = <Key extends string>(key: Key, place: Place | undefined): { readonly [key in Key]?: Place } | object =>
  place === undefined ? {} : { [key]: place };

/** The arguments that have neither a value nor a source; the controller speaks of the first one. */
export const unresolvedArguments = <T extends Argument>(args: readonly T[]): readonly T[] =>
  args.filter(({ value, valueFrom }) => value === undefined && valueFrom === undefined);

/** helpers.go ResolveArgs: the error for an argument that has nothing. */
export const notResolved = ({ name, declaredAt }: TracedArgument): ControllerError => ({
  code: 'argument-not-resolved',
  error: `args.${name} was not resolved`,
  places: [declaredAt],
});

/** The entries that are passed and that nothing declares. */
export const droppedArguments = (
  incoming: readonly TracedArgument[],
  declared: readonly Argument[],
): readonly TracedArgument[] => incoming.filter((passed) => !declared.some(({ name }) => name === passed.name));
