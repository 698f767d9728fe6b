import { child, type Field, type FieldError, invalid, movedTo, required, shown } from '../kubernetes/field-error.ts';
import { isSet, objectOf, optionalInteger, optionalObject, textOf, type Value } from '../read.ts';
import type { BlueGreenStrategy, Rollout } from '../types.ts';
import { validateCanary } from './canary.ts';
import { blueGreenOf, canaryOf, revisionHistoryLimitOf } from './defaults.ts';

const STRATEGY: Field = { text: 'spec.strategy', path: ['spec', 'strategy'] };

/** argo-rollouts validation.go ValidateRolloutStrategy: all errors, in its order. */
export function validateStrategy(rollout: Rollout): readonly FieldError[] {
  const canary = canaryOf(rollout);
  const blueGreen = blueGreenOf(rollout);
  const ownField = movedTo(child(STRATEGY, 'strategy'), STRATEGY.path);
  if (canary === undefined && blueGreen === undefined) {
    const detail = "Rollout has missing field '.spec.strategy.canary or .spec.strategy.blueGreen'";
    return [required(ownField, 'strategy-missing', detail)];
  }
  if (canary !== undefined && blueGreen !== undefined) {
    const value = shown('blueGreen: true canary: true');
    return [invalid(ownField, 'strategy-multiple', value, 'Multiple Strategies can not be listed')];
  }
  if (canary !== undefined) {
    const at = movedTo(STRATEGY, [...STRATEGY.path, 'canary']);
    return [...validateCanary(rollout, canary, at), ...validateAntiAffinity(canary.antiAffinity, at)];
  }
  return blueGreen === undefined ? [] : validateBlueGreen(rollout, blueGreen);
}

/** validation.go ValidateRolloutStrategyBlueGreen. */
function validateBlueGreen(rollout: Rollout, blueGreen: BlueGreenStrategy): FieldError[] {
  const at = movedTo(STRATEGY, [...STRATEGY.path, 'blueGreen']);
  const errors: FieldError[] = [];
  const activeService = textOf(blueGreen.activeService);
  if (activeService === textOf(blueGreen.previewService)) {
    const detail =
      'This rollout uses the same service for the active and preview services, but two different services are required.';
    errors.push(invalid(child(at, 'activeService'), 'services-same', shown(activeService), detail));
  }
  const limit = optionalInteger(blueGreen.scaleDownDelayRevisionLimit);
  if (limit !== undefined && revisionHistoryLimitOf(rollout) < limit) {
    const detail = "This rollout's revision history limit can not be smaller than the rollout's scale down limit";
    const field = child(at, 'scaleDownDelayRevisionLimit');
    errors.push(invalid(field, 'scale-down-limit-above-history', shown(limit), detail));
  }
  return [...errors, ...validateAntiAffinity(blueGreen.antiAffinity, at)];
}

/** validation.go ValidateRolloutStrategyAntiAffinity. */
function validateAntiAffinity(antiAffinity: Value, strategy: Field): FieldError[] {
  const written = optionalObject(antiAffinity);
  if (written === undefined) return [];
  const at = child(strategy, 'antiAffinity');
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  const hasPreferred = isSet(written[preferred]);
  const hasRequired = isSet(written['requiredDuringSchedulingIgnoredDuringExecution']);
  const errors: FieldError[] = [];
  if (hasPreferred === hasRequired) {
    const value = [
      `antiAffinity.PreferredDuringSchedulingIgnoredDuringExecution: ${hasPreferred}`,
      `antiAffinity.RequiredDuringSchedulingIgnoredDuringExecution: ${hasRequired}`,
    ].join(' ');
    const detail = 'AntiAffinity must have exactly one strategy listed';
    errors.push(invalid(at, 'anti-affinity-not-one', shown(value), detail));
  }
  const weight = optionalInteger(objectOf(written[preferred])['weight']) ?? 0;
  if (hasPreferred && (weight < 1 || weight > 100)) {
    const field = movedTo(child(at, 'weight'), [...at.path, preferred, 'weight']);
    errors.push(invalid(field, 'anti-affinity-weight', shown(weight), 'AntiAffinity weight must be between 1-100'));
  }
  return errors;
}
