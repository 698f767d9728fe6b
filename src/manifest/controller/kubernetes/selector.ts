import { listOf, objectOf, optionalObject, textMapOf, textOf, textsOf, type Value } from '../read.ts';
import {
  child,
  type Field,
  type FieldError,
  forbidden,
  invalid,
  item,
  movedTo,
  required,
  shown,
} from './field-error.ts';
import { isQualifiedName, isValidLabelValue } from './names.ts';

/** Kubernetes pkg/apis/meta/v1/validation ValidateLabelSelector. */
export function validateSelector(selector: Value, at: Field): readonly FieldError[] {
  const written = optionalObject(selector);
  if (written === undefined) return [];
  return [
    ...validateLabels(written['matchLabels'], child(at, 'matchLabels')),
    ...listOf(written['matchExpressions']).flatMap((entry, index) =>
      validateRequirement(entry, item(child(at, 'matchExpressions'), index)),
    ),
  ];
}

/** ValidateLabels: keys and values of labels. `at` is what the controller calls the map. */
export function validateLabels(labels: Value, at: Field): readonly FieldError[] {
  return [...textMapOf(labels)].flatMap(([key, value]) => {
    const place = movedTo(at, [...at.path, key]);
    return [
      ...isQualifiedName(key).map((problem) => invalid(place, 'label-key', shown(key), problem)),
      ...isValidLabelValue(value).map((problem) => invalid(place, 'label-value', shown(value), problem)),
    ];
  });
}

function validateRequirement(entry: Value, at: Field): FieldError[] {
  const written = objectOf(entry);
  const operator = textOf(written['operator']);
  const values = textsOf(written['values']);
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    const detail = "must be specified when `operator` is 'In' or 'NotIn'";
    if (values.length === 0) errors.push(required(child(at, 'values'), 'selector-values', detail));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    if (values.length > 0) errors.push(forbidden(child(at, 'values'), 'selector-values', detail));
  } else {
    const detail = 'not a valid selector operator';
    errors.push(invalid(child(at, 'operator'), 'selector-operator', shown(operator), detail));
  }
  const key = textOf(written['key']);
  for (const problem of isQualifiedName(key)) {
    errors.push(invalid(child(at, 'key'), 'label-key', shown(key), problem));
  }
  for (const [index, value] of values.entries()) {
    const place = item(child(at, 'values'), index);
    for (const problem of isValidLabelValue(value)) errors.push(invalid(place, 'label-value', shown(value), problem));
  }
  return errors;
}

/** True if the selector asks for nothing; one that is not there asks for everything to be refused. */
export function isEmptySelector(selector: Value): boolean {
  const written = optionalObject(selector);
  if (written === undefined) return false;
  return Object.keys(objectOf(written['matchLabels'])).length + listOf(written['matchExpressions']).length === 0;
}

/** Kubernetes labels.Selector Matches, for a valid selector; one that is not there matches nothing. */
export function selectorMatches(selector: Value, labels: ReadonlyMap<string, string>): boolean {
  const written = optionalObject(selector);
  if (written === undefined) return false;
  return (
    [...textMapOf(written['matchLabels'])].every(([key, value]) => labels.get(key) === value) &&
    listOf(written['matchExpressions']).every((entry) => requirementMatches(entry, labels))
  );
}

function requirementMatches(entry: Value, labels: ReadonlyMap<string, string>): boolean {
  const written = objectOf(entry);
  const held = labels.get(textOf(written['key']));
  const isListed = held !== undefined && textsOf(written['values']).includes(held);
  switch (textOf(written['operator'])) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return held !== undefined;
    case 'DoesNotExist':
      return held === undefined;
    default:
      return false;
  }
}
