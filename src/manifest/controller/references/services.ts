import { quote } from '../../../go/quote.ts';
import { nameOf } from '../arguments/collect.ts';
import { child, type Field, invalid, shown } from '../kubernetes/field-error.ts';
import { objectOf, optionalObject, textMapOf, textOf, type Value } from '../read.ts';
import { blueGreenOf, canaryOf, specOf } from '../rollout/defaults.ts';
import type { KubernetesObject, Rollout } from '../types.ts';
import { BLUE_GREEN, CANARY, type ReferenceFailure } from './failure.ts';

export type ServiceRole =
  | 'activeService'
  | 'previewService'
  | 'stableService'
  | 'canaryService'
  | 'pingService'
  | 'pongService';

/** A service that a Rollout names. */
export interface ServiceReference {
  readonly role: ServiceRole;
  readonly name: string;
  readonly field: Field;
}

const FIELDS: Readonly<Record<ServiceRole, Field>> = {
  activeService: child(BLUE_GREEN, 'activeService'),
  previewService: child(BLUE_GREEN, 'previewService'),
  stableService: child(CANARY, 'stableService'),
  canaryService: child(CANARY, 'canaryService'),
  pingService: child(CANARY, 'pingPong', 'pingService'),
  pongService: child(CANARY, 'pingPong', 'pongService'),
};

/** argo-rollouts rollout/controller.go getReferencedServices: the services a Rollout needs, in its order. */
export function serviceReferences(rollout: Rollout): readonly ServiceReference[] {
  const named = (role: ServiceRole, name: Value): ServiceReference[] =>
    textOf(name) === '' ? [] : [{ role, name: textOf(name), field: FIELDS[role] }];
  const blueGreen = blueGreenOf(rollout);
  if (blueGreen !== undefined) {
    return [...named('activeService', blueGreen.activeService), ...named('previewService', blueGreen.previewService)];
  }
  const canary = canaryOf(rollout);
  const pingPong = optionalObject(canary?.pingPong);
  return [
    ...named('stableService', canary?.stableService),
    ...named('canaryService', canary?.canaryService),
    ...named('pingService', pingPong?.['pingService']),
    ...named('pongService', pingPong?.['pongService']),
  ];
}

/** The controller's refusal of a service that is not there. */
export const missingService = ({ name, field }: ServiceReference): ReferenceFailure =>
  invalid(field, 'service-not-found', shown(name), `service ${quote(name)} not found`);

/** types.go DefaultRolloutUniqueLabelKey: the controller sets it itself. */
const POD_HASH_LABEL = 'rollouts-pod-template-hash';

/** types.go ManagedByRolloutsKey. */
export const MANAGED_BY = 'argo-rollouts.argoproj.io/managed-by-rollouts';

/** argo-rollouts validation_references.go ValidateService. */
export function validateService(
  service: KubernetesObject,
  role: ServiceRole,
  rollout: Rollout,
): readonly ReferenceFailure[] {
  const field = FIELDS[role];
  const name = nameOf(service);
  const labels = textMapOf(objectOf(objectOf(specOf(rollout).template)['metadata'])['labels']);
  const errors: ReferenceFailure[] = [];
  for (const [key, value] of textMapOf(objectOf(service.spec)['selector'])) {
    if (key === POD_HASH_LABEL || labels.get(key) === value) continue;
    const detail = `Service ${quote(name)} has unmatch label ${quote(key)} in rollout`;
    errors.push({
      ...invalid(field, 'service-selector-mismatch', shown(name), detail),
      target: ['spec', 'selector', key],
    });
  }
  const manager = textMapOf(objectOf(service.metadata)['annotations']).get(MANAGED_BY);
  if (manager !== undefined && manager !== nameOf(rollout)) {
    const detail = `Service ${quote(name)} is managed by another Rollout`;
    const target = ['metadata', 'annotations', MANAGED_BY];
    errors.push({ ...invalid(field, 'service-managed-by-other', shown(name), detail), target });
  }
  return errors;
}
