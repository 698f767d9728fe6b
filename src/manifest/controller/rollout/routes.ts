import {
  child,
  type Field,
  type FieldError,
  invalid,
  item,
  movedTo,
  required,
  shown,
} from '../kubernetes/field-error.ts';
import { isSet, listOf, objectOf, optionalList, optionalObject, textOf, type Value } from '../read.ts';
import type { CanaryStep, TrafficRouting } from '../types.ts';
import { hasPlugins } from './defaults.ts';

/** The header and mirror routes of one step, as argo-rollouts validation.go ValidateRolloutStrategyCanary checks them. */
export function validateRoutes(
  routing: TrafficRouting | undefined,
  step: CanaryStep,
  at: Field,
  strategy: Field,
): readonly FieldError[] {
  return [
    ...validateHeaderRoute(routing, step.setHeaderRoute, child(at, 'setHeaderRoute')),
    ...validateMirrorRoute(routing, step.setMirrorRoute, child(at, 'setMirrorRoute')),
    ...validateManagedRoutes(routing, step, at, strategy),
  ];
}

function validateHeaderRoute(routing: TrafficRouting | undefined, route: Value, at: Field): FieldError[] {
  const written = optionalObject(route);
  if (written === undefined) return [];
  const supports =
    routing !== undefined && ([routing.istio, routing.alb, routing.apisix].some(isSet) || hasPlugins(routing));
  if (!supports) {
    const detail = 'SetHeaderRoute requires TrafficRouting, supports Istio and ALB and Apisix';
    return [invalid(at, 'header-route-router', shown(written, '@SetHeaderRoute'), detail)];
  }
  const check = isSet(routing.alb) ? validateAlbMatch : validateMatch;
  return listOf(written['match']).flatMap((entry, index) => {
    const field = item(child(at, 'match'), index);
    return check(objectOf(entry)['headerValue'], movedTo(field, [...field.path, 'headerValue']));
  });
}

function validateMirrorRoute(routing: TrafficRouting | undefined, route: Value, at: Field): FieldError[] {
  const written = optionalObject(route);
  if (written === undefined) return [];
  const errors: FieldError[] = [];
  if (routing === undefined || !(isSet(routing.istio) || hasPlugins(routing))) {
    const detail = 'SetMirrorRoute requires TrafficRouting, supports Istio and Plugins';
    errors.push(invalid(at, 'mirror-route-router', shown(written, '@SetMirrorRoute'), detail));
  }
  for (const [index, entry] of listOf(written['match']).entries()) {
    const field = item(child(at, 'match'), index);
    // The controller looks at the method twice and never at the headers.
    for (const name of ['method', 'path', 'method']) {
      const match = objectOf(entry)[name];
      if (isSet(match)) errors.push(...validateMatch(match, movedTo(field, [...field.path, name])));
    }
  }
  return errors;
}

const MATCH_MISSING = 'StringMatch value missed, match value must have one of the following: exact, regex, prefix';

/** validation.go hasMultipleMatchValues. */
function validateMatch(match: Value, at: Field): FieldError[] {
  const value = shown(match, '*@StringMatch');
  const written = objectOf(match);
  const given = ['exact', 'regex', 'prefix'].filter((name) => textOf(written[name]) !== '').length;
  if (given === 1) return [];
  if (given === 0) return [invalid(at, 'route-match-missing', value, MATCH_MISSING)];
  const detail = 'StringMatch match value must have exactly one of the following: exact, regex, prefix';
  return [invalid(at, 'route-match-multiple', value, detail)];
}

/** validation.go hasALBInvalidValues. */
function validateAlbMatch(match: Value, at: Field): FieldError[] {
  const value = shown(match, '*@StringMatch');
  if (!isSet(match)) return [invalid(at, 'route-match-missing', value, MATCH_MISSING)];
  const { exact, regex, prefix } = objectOf(match);
  if (textOf(exact) !== '' && textOf(regex) === '' && textOf(prefix) === '') return [];
  const detail = "SetHeaderRoute match value invalid. ALB supports 'exact' value only";
  return [invalid(at, 'route-match-alb', value, detail)];
}

function validateManagedRoutes(
  routing: TrafficRouting | undefined,
  step: CanaryStep,
  at: Field,
  strategy: Field,
): FieldError[] {
  const kinds = (['setHeaderRoute', 'setMirrorRoute'] as const).filter((kind) => isSet(step[kind]));
  const [first] = kinds;
  if (routing === undefined || first === undefined) return [];
  const managed = optionalList(routing.managedRoutes);
  if (managed === undefined) {
    const field = movedTo(child(strategy, 'trafficRouting', 'managedRoutes'), [...at.path, first]);
    const detail = "Rollout has missing field 'spec.strategy.canary.trafficRouting.managedRoutes'";
    return [required(field, 'managed-routes-missing', detail)];
  }
  const names = managed.map((route) => textOf(objectOf(route)['name']));
  return kinds.flatMap((kind) => {
    const name = textOf(objectOf(step[kind])['name']);
    if (names.includes(name)) return [];
    const field = movedTo(child(at, kind), [...at.path, kind, 'name']);
    const detail = 'Steps define a route that does not exist in spec.strategy.canary.trafficRouting.managedRoutes';
    return [invalid(field, 'managed-route-unknown', shown(name), detail)];
  });
}
