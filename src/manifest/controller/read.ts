import type { Json, JsonObject } from '../../yaml/tree.ts';

/** A value of a document, or nothing. Documents are read through these accessors: a wrong type is nobody's crash. */
export type Value = Json | undefined;

const EMPTY: JsonObject = {};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or undefined for null and everything else: what a pointer to a struct decodes to. */
export const optionalObject = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined);

/** The object, or an empty one: what a struct decodes to. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : EMPTY);

/** The list, or undefined for null and everything else: a nil slice. */
export const optionalList = (value: unknown): readonly Json[] | undefined => (isList(value) ? value : undefined);

/** The list, or an empty one. */
export const listOf = (value: unknown): readonly Json[] => optionalList(value) ?? [];

const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);

/**
 * The string, or undefined where there is none. A number or a boolean gives its text: the decoder refuses it, which
 * the schema says; reading on as what was meant keeps that one mistake from hiding or causing others.
 */
export function optionalText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The string, or an empty one: what a string field decodes to. */
export const textOf = (value: unknown): string => optionalText(value) ?? '';

/** The whole number, or undefined for everything else. */
export const optionalInteger = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) ? value : undefined;

/** True only for a written `true`. */
export const flagOf = (value: unknown): boolean => value === true;

/** True where a pointer field would be set: there is a value and it is not null. */
export const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** The strings of a list; entries of another type count as empty, so that indices stay. */
export const textsOf = (value: unknown): readonly string[] => listOf(value).map(textOf);

/** The string values of a map (labels, annotations, a selector), in the order of the document. */
export function textMapOf(value: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries(objectOf(value)).map(([key, text]) => [key, textOf(text)]));
}
