/** An answer that is not one of the Prometheus API; the message says where it stops being one. */
export class ShapeProblem extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own property; what the prototype has is no part of an answer. */
export const fieldOf = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

export function objectAt(value: unknown, place: string): JsonObject {
  if (!isObject(value)) throw new ShapeProblem(`${place} is ${kindOf(value)}, not an object`);
  return value;
}

/** A list; the `null` that Go makes of an empty one, and a field left out, are empty. */
export const listAt = (value: unknown, place: string): readonly unknown[] =>
  value === undefined || value === null ? [] : itemsAt(value, place);

/** A list that must be there. */
export function itemsAt(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ShapeProblem(`${place} is ${kindOf(value)}, not a list`);
  return value;
}

export function textAt(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new ShapeProblem(`${place} is ${kindOf(value)}, not a text`);
  return value;
}

export function textsAt(value: unknown, place: string): readonly string[] {
  return listAt(value, place).map((text, i) => textAt(text, `${place}[${i}]`));
}

/** Names and their texts, such as labels. */
export function textMapAt(value: unknown, place: string): readonly (readonly [name: string, value: string])[] {
  return Object.entries(objectAt(value, place)).map(([name, text]) => [name, textAt(text, `${place}.${name}`)]);
}

export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value === 'string' ? 'text' : typeof value}`;
}
