import {
  child,
  type Field,
  type FieldError,
  internal,
  invalid,
  movedTo,
  required,
  shown,
} from '../kubernetes/field-error.ts';
import { validatePodTemplate } from '../kubernetes/pod-template.ts';
import { isEmptySelector, validateSelector } from '../kubernetes/selector.ts';
import { isSet, objectOf, optionalInteger, optionalObject } from '../read.ts';
import type { Rollout, RolloutSpec } from '../types.ts';
import { progressDeadlineSecondsOf, replicasOf, revisionHistoryLimitOf, specOf } from './defaults.ts';
import { validateStrategy } from './strategy.ts';

const SPEC: Field = { text: 'spec', path: ['spec'] };

/**
 * argo-rollouts pkg/apis/rollouts/validation/validation.go ValidateRollout: all errors in the controller's order; it
 * tells only the first one, as `The Rollout "NAME" is invalid: TEXT`. Of the pod template, what Rollouts get wrong.
 */
export function validateRollout(rollout: Rollout): readonly FieldError[] {
  const spec = specOf(rollout);
  return [
    ...nonNegative(replicasOf(rollout), child(SPEC, 'replicas'), 'replicas-negative'),
    ...validateSelection(spec),
    ...validateTimes(rollout, spec),
    ...validateStrategy(rollout),
  ];
}

function validateSelection(spec: RolloutSpec): FieldError[] {
  const selectorField = child(SPEC, 'selector');
  const templateField = child(SPEC, 'template');
  const selector = optionalObject(spec.selector);
  const hasWorkloadRef = optionalObject(spec.workloadRef) !== undefined;
  const problems = validateSelector(selector, selectorField);
  const errors: FieldError[] = [];
  if (!hasWorkloadRef) {
    errors.push(...problems);
    if (selector === undefined) {
      errors.push(required(selectorField, 'selector-missing', "Rollout has missing field '.spec.selector'"));
    } else if (isEmptySelector(selector)) {
      const detail = 'empty selector is invalid for deployment';
      errors.push(invalid(selectorField, 'selector-empty', shown(selector, '@LabelSelector'), detail));
    }
  }
  if (hasWorkloadRef && !hasEmptyTemplate(spec)) {
    const detail = 'template must be empty for workload reference rollout';
    errors.push(internal(templateField, 'template-beside-workload-ref', detail));
  }
  if (problems.length > 0) {
    const value = shown(selector, '@LabelSelector');
    errors.push(invalid(selectorField, 'selector-invalid', value, 'invalid label selector'));
  } else if (!hasWorkloadRef) {
    errors.push(...validatePodTemplate(spec.template, selector, templateField));
  }
  return errors;
}

/** types.go EmptyTemplate: only labels and annotations are looked at. */
function hasEmptyTemplate(spec: RolloutSpec): boolean {
  const { labels, annotations } = objectOf(objectOf(spec.template)['metadata']);
  return Object.keys(objectOf(labels)).length + Object.keys(objectOf(annotations)).length === 0;
}

function validateTimes(rollout: Rollout, spec: RolloutSpec): FieldError[] {
  const minReadySeconds = optionalInteger(spec.minReadySeconds) ?? 0;
  const deadline = progressDeadlineSecondsOf(rollout);
  const deadlineField = child(SPEC, 'progressDeadlineSeconds');
  const errors = [
    ...nonNegative(minReadySeconds, child(SPEC, 'minReadySeconds'), 'min-ready-seconds-negative'),
    ...nonNegative(
      revisionHistoryLimitOf(rollout),
      child(SPEC, 'revisionHistoryLimit'),
      'revision-history-limit-negative',
    ),
    ...nonNegative(deadline, deadlineField, 'progress-deadline-negative'),
  ];
  if (deadline <= minReadySeconds) {
    const isWritten = isSet(spec.progressDeadlineSeconds);
    const at = isWritten ? deadlineField : movedTo(deadlineField, child(SPEC, 'minReadySeconds').path);
    const detail = 'must be greater than minReadySeconds';
    errors.push(invalid(at, 'progress-deadline-too-short', shown(deadline), detail));
  }
  return errors;
}

const nonNegative = (value: number, at: Field, code: string): FieldError[] =>
  value < 0 ? [invalid(at, code, shown(value), 'must be greater than or equal to 0')] : [];
