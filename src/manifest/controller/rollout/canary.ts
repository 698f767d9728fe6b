import { child, type Field, type FieldError, invalid, item, movedTo, shown } from '../kubernetes/field-error.ts';
import { flagOf, isSet, listOf, objectOf, optionalObject, textOf } from '../read.ts';
import { intOrPercentNumber } from '../scalars/int-or-string.ts';
import type { CanaryStrategy, Rollout, TrafficRouting } from '../types.ts';
import { hasPlugins, maxSurgeOf, maxUnavailableOf } from './defaults.ts';
import { validateStep } from './steps.ts';

/** argo-rollouts validation.go ValidateRolloutStrategyCanary without its last check, that of the anti-affinity. */
export function validateCanary(rollout: Rollout, canary: CanaryStrategy, at: Field): readonly FieldError[] {
  const routing: TrafficRouting | undefined = optionalObject(canary.trafficRouting);
  return [
    ...validateSurge(rollout, at),
    ...validateServices(canary, routing, at),
    ...validateScaling(canary, routing, at),
    ...listOf(canary.steps).flatMap((step, index) =>
      validateStep(rollout, routing, objectOf(step), item(child(at, 'steps'), index), at),
    ),
  ];
}

/** validation.go invalidMaxSurgeMaxUnavailable. */
function validateSurge(rollout: Rollout, at: Field): FieldError[] {
  const maxSurge = maxSurgeOf(rollout);
  if (intOrPercentNumber(maxSurge) !== 0 || intOrPercentNumber(maxUnavailableOf(rollout)) !== 0) return [];
  const detail = 'MaxSurge and MaxUnavailable both can not be zero';
  return [invalid(child(at, 'maxSurge'), 'surge-and-unavailable-zero', shown(maxSurge, 'i'), detail)];
}

function validateServices(canary: CanaryStrategy, routing: TrafficRouting | undefined, at: Field): FieldError[] {
  const errors: FieldError[] = [];
  const stableService = textOf(canary.stableService);
  const canaryService = textOf(canary.canaryService);
  const stableField = child(at, 'stableService');
  if (stableService !== '' && stableService === canaryService) {
    const detail =
      'This rollout uses the same service for the stable and canary services, but two different services are required.';
    errors.push(invalid(stableField, 'services-same', shown(stableService), detail));
  }
  errors.push(...validatePingPong(canary, routing, at));
  if (routing !== undefined && needsServices(canary, routing)) {
    const detail = 'Canary service and Stable service must to be set to use Traffic Routing';
    if (stableService === '') errors.push(invalid(stableField, 'service-missing', shown(''), detail));
    if (canaryService === '') {
      errors.push(invalid(child(at, 'canaryService'), 'service-missing', shown(''), detail));
    }
  }
  return errors;
}

/** validation.go requireCanaryStableServices. */
function needsServices(canary: CanaryStrategy, routing: TrafficRouting): boolean {
  const hasPingPong = isSet(canary.pingPong);
  const isIstioByHost = isSet(routing.istio) && !isSet(objectOf(routing.istio)['destinationRule']);
  return (
    (isSet(routing.alb) && !hasPingPong) ||
    (isIstioByHost && !hasPingPong) ||
    [routing.smi, routing.apisix, routing.ambassador, routing.nginx, routing.appMesh, routing.traefik].some(isSet)
  );
}

function validatePingPong(canary: CanaryStrategy, routing: TrafficRouting | undefined, at: Field): FieldError[] {
  const pingPong = optionalObject(canary.pingPong);
  if (pingPong === undefined) return [];
  const errors: FieldError[] = [];
  const field = child(at, 'pingPong');
  if (routing !== undefined && !isSet(routing.alb) && !isSet(routing.istio) && !hasPlugins(routing)) {
    const albField = movedTo(child(at, 'trafficRouting', 'alb'), field.path);
    const detail = 'Ping-pong feature works with the ALB, Istio, and plugin-based traffic routers only';
    errors.push(invalid(albField, 'ping-pong-router', shown(null), detail));
  }
  const ping = textOf(pingPong['pingService']);
  const pong = textOf(pingPong['pongService']);
  const missing = 'Ping service and Pong service must to be set to use Ping-Pong feature';
  if (ping === '') errors.push(invalid(child(field, 'pingService'), 'ping-pong-service-missing', shown(''), missing));
  if (pong === '') errors.push(invalid(child(field, 'pongService'), 'ping-pong-service-missing', shown(''), missing));
  if (ping === pong) {
    const detail =
      'This rollout uses the same service for the ping and pong services, but two different services are required.';
    errors.push(invalid(child(field, 'pingService'), 'ping-pong-services-same', shown(ping), detail));
  }
  if (isSet(routing?.alb) && textOf(objectOf(routing?.alb)['rootService']) === '') {
    const detail = 'Root service field is required for the configuration with ALB and ping-pong feature enabled';
    errors.push(
      invalid(child(at, 'trafficRouting', 'alb', 'rootService'), 'ping-pong-root-service', shown(''), detail),
    );
  }
  return errors;
}

function validateScaling(canary: CanaryStrategy, routing: TrafficRouting | undefined, at: Field): FieldError[] {
  const errors: FieldError[] = [];
  const isDynamic = flagOf(canary.dynamicStableScale);
  const dynamicField = child(at, 'dynamicStableScale');
  if (routing === undefined) {
    if (isSet(canary.scaleDownDelaySeconds)) {
      const detail = 'Canary scaleDownDelaySeconds can only be used with traffic routing';
      const value = shown(canary.scaleDownDelaySeconds);
      errors.push(invalid(child(at, 'scaleDownDelaySeconds'), 'scale-down-delay-without-routing', value, detail));
    }
    if (isDynamic) {
      const detail = 'Canary dynamicStableScale can only be used with traffic routing';
      errors.push(invalid(dynamicField, 'dynamic-stable-scale-without-routing', shown(true), detail));
    }
    return errors;
  }
  if (isDynamic && isSet(canary.scaleDownDelaySeconds)) {
    const detail = 'Canary dynamicStableScale cannot be used with scaleDownDelaySeconds';
    errors.push(invalid(dynamicField, 'dynamic-stable-scale-with-delay', shown(true), detail));
  }
  if (isSet(routing.maxTrafficWeight) && !isSet(routing.nginx) && !hasPlugins(routing)) {
    const detail = 'Canary maxTrafficWeight in traffic routing only supported in Nginx and Plugins';
    const field = child(at, 'trafficRouting', 'maxTrafficWeight');
    errors.push(invalid(field, 'max-traffic-weight-router', shown(routing.maxTrafficWeight), detail));
  }
  return errors;
}
