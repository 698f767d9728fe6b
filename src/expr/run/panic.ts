/** A Go panic, or an error that a builtin returned: evaluation stops with this text. */
export class GoPanic extends Error {}

/** runtime: a value asserted to have another type than it has. */
export const wrongAssertion = (got: string, wanted: string): GoPanic =>
  new GoPanic(`interface conversion: interface {} is ${got}, not ${wanted}`);

/** reflect: a method of Value on a value that has none of it. `kind` is `zero` for the invalid Value. */
export const wrongReflection = (method: string, kind: string): GoPanic =>
  new GoPanic(`reflect: call of reflect.Value.${method} on ${kind === 'invalid' ? 'zero' : kind} Value`);
