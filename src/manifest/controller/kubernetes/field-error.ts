import { quote } from '../../../go/quote.ts';
import type { JsonPath } from '../../../yaml/tree.ts';
import { marshal } from '../json/marshal.ts';

/** Kubernetes' kinds of field errors (k8s.io/apimachinery pkg/util/validation/field), without `FieldValue`. */
export type FieldErrorType =
  | 'Required'
  | 'Invalid'
  | 'NotSupported'
  | 'NotFound'
  | 'Duplicate'
  | 'Forbidden'
  | 'Internal';

/** A refusal that names a field. */
export interface FieldError {
  /** Ours, stable. */
  readonly code: string;
  /** The field as the controller writes it: strategy fields without `.canary` or `.blueGreen`. */
  readonly field: string;
  readonly type: FieldErrorType;
  /** The offending value as the text shows it; undefined for the types that show none. */
  readonly value: string | undefined;
  readonly detail: string;
  /** The whole text: `spec.strategy.steps[0].setWeight: Invalid value: 101: SetWeight needs to be between 0 and 100`. */
  readonly text: string;
  /** Where the culprit really stands in the document; its end may be missing there. */
  readonly path: JsonPath;
}

/** A field, as the controller writes it and as the document has it. */
export interface Field {
  readonly text: string;
  readonly path: JsonPath;
}

/** field.Path Child. */
export const child = ({ text, path }: Field, ...names: readonly string[]): Field => ({
  text: text === '' ? names.join('.') : [text, ...names].join('.'),
  path: [...path, ...names],
});

/** field.Path Index. */
export const item = ({ text, path }: Field, index: number): Field => ({
  text: `${text}[${index}]`,
  path: [...path, index],
});

/** The same field in the controller's words, with its culprit elsewhere. */
export const movedTo = ({ text }: Field, path: JsonPath): Field => ({ text, path });

/** field.Required. */
export const required = (at: Field, code: string, detail: string): FieldError =>
  fieldError(at, code, 'Required', undefined, detail);

/** field.Invalid; `value` as `shown` gives it. */
export const invalid = (at: Field, code: string, value: string, detail: string): FieldError =>
  fieldError(at, code, 'Invalid', value, detail);

/** field.InternalError. */
export const internal = (at: Field, code: string, detail: string): FieldError =>
  fieldError(at, code, 'Internal', undefined, detail);

/** field.Forbidden. */
export const forbidden = (at: Field, code: string, detail: string): FieldError =>
  fieldError(at, code, 'Forbidden', undefined, detail);

/** field.Duplicate. */
export const duplicate = (at: Field, code: string, value: string): FieldError =>
  fieldError(at, code, 'Duplicate', value, '');

/** field.NotFound. */
export const notFound = (at: Field, code: string, value: string): FieldError =>
  fieldError(at, code, 'NotFound', value, '');

/** field.NotSupported. */
export const notSupported = (at: Field, code: string, value: string, supported: readonly string[]): FieldError =>
  fieldError(at, code, 'NotSupported', value, `supported values: ${supported.map(quote).join(', ')}`);

/** A value as field.Error prints it: strings quoted, everything else as JSON of the struct that `type` names. */
export const shown = (value: unknown, type = 'r'): string =>
  typeof value === 'string' && type === 'r' ? quote(value) : marshal(value ?? null, type).text;

const TITLES: Readonly<Record<FieldErrorType, string>> = {
  Required: 'Required value',
  Invalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  NotFound: 'Not found',
  Duplicate: 'Duplicate value',
  Forbidden: 'Forbidden',
  Internal: 'Internal error',
};

function fieldError(
  at: Field,
  code: string,
  type: FieldErrorType,
  value: string | undefined,
  detail: string,
): FieldError {
  const parts = [at.text, TITLES[type], ...(value === undefined ? [] : [value]), ...(detail === '' ? [] : [detail])];
  return { code, field: at.text, type, value, detail, text: parts.join(': '), path: at.path };
}

/** field.Error ErrorBody: the text without the field. */
export const errorBody = ({ field, text }: FieldError): string => text.slice(field.length + 2);
