import { nameOf } from '../arguments/collect.ts';
import { child, type Field, internal, invalid, movedTo, shown } from '../kubernetes/field-error.ts';
import { listOf, objectOf, optionalList, optionalObject, textOf, textsOf, type Value } from '../read.ts';
import { canaryOf, trafficRoutingOf } from '../rollout/defaults.ts';
import type { KubernetesObject, Rollout } from '../types.ts';
import { CANARY, type ReferenceFailure } from './failure.ts';

/** An ingress that a Rollout names. */
export interface IngressReference {
  readonly router: 'nginx' | 'alb';
  readonly name: string;
  readonly field: Field;
  /** The controller's refusal if it is not there. */
  readonly missing: ReferenceFailure;
}

const ROUTERS = {
  nginx: { one: 'stableIngress', many: 'stableIngresses', oneTitle: 'StableIngress', manyTitle: 'StableIngresses' },
  alb: { one: 'ingress', many: 'ingresses', oneTitle: 'Ingress', manyTitle: 'Ingresses' },
} as const;

type Router = keyof typeof ROUTERS;

const routerField = (router: Router): Field => child(CANARY, 'trafficRouting', router);

/** argo-rollouts rollout/controller.go getReferencedIngresses: those of the ALB if it is used, else those of nginx. */
export function ingressReferences(rollout: Rollout): readonly IngressReference[] {
  const routing = trafficRoutingOf(rollout);
  const router: Router = optionalObject(routing?.alb) === undefined ? 'nginx' : 'alb';
  const written = optionalObject(routing?.[router]);
  if (written === undefined) return [];
  const { one, many } = ROUTERS[router];
  const field = routerField(router);
  const list = optionalList(written[many]);
  if (list === undefined) {
    const name = textOf(written[one]);
    const at = child(field, one);
    return [{ router, name, field: at, missing: notFound(at, shown(name), name) }];
  }
  return textsOf(list).map((name, index) => {
    // The controller writes nginx's list with a capital.
    const title = child(field, router === 'nginx' ? 'StableIngresses' : many);
    const at = movedTo(title, [...field.path, many, index]);
    return { router, name, field: at, missing: notFound(at, shown(list, '[s'), name) };
  });
}

const notFound = (field: Field, value: string, name: string): ReferenceFailure =>
  invalid(field, 'ingress-not-found', value, `ingress.networking.k8s.io ${shown(name)} not found`);

/**
 * argo-rollouts validation_references.go ValidateRolloutNginxIngressesConfig and ValidateRolloutAlbIngressesConfig:
 * one ingress or a list of them, not both.
 */
export function validateIngressConfig(rollout: Rollout): readonly ReferenceFailure[] {
  const routing = trafficRoutingOf(rollout);
  return (['nginx', 'alb'] as const).flatMap((router) => {
    const written = optionalObject(routing?.[router]);
    if (written === undefined) return [];
    const { one, many, oneTitle, manyTitle } = ROUTERS[router];
    const hasOne = textOf(written[one]) !== '';
    const hasMany = optionalList(written[many]) !== undefined;
    if (hasOne !== hasMany) return [];
    const which = hasOne ? 'Both' : 'Neither';
    const detail = `Either ${oneTitle} or ${manyTitle} must be configured. ${which} are configured.`;
    return [internal(routerField(router), hasOne ? 'ingress-ambiguous' : 'ingress-missing', detail)];
  });
}

/** validation_references.go ValidateIngress: the ingress has to send something to the stable (or root) service. */
export function validateIngress(ingress: KubernetesObject, rollout: Rollout): readonly ReferenceFailure[] {
  const routing = trafficRoutingOf(rollout);
  const name = nameOf(ingress);
  for (const router of ['nginx', 'alb'] as const) {
    const written = optionalObject(routing?.[router]);
    if (written === undefined) continue;
    const { one, many } = ROUTERS[router];
    const index = textsOf(written[many]).indexOf(name);
    if (textOf(written[one]) !== name && index < 0) continue;
    const rootService = router === 'alb' ? textOf(written['rootService']) : '';
    const service = rootService || textOf(canaryOf(rollout)?.stableService);
    if (ingressBackends(ingress).includes(service)) return [];
    const parent = routerField(router);
    const field = index < 0 ? child(parent, one) : movedTo(child(parent, many), [...parent.path, many, index]);
    const detail = `ingress \`${name}\` has no rules using service ${service} backend`;
    return [{ ...invalid(field, 'ingress-without-service', shown(name), detail), target: ['spec', 'rules'] }];
  }
  return [];
}

/** The services that the rules of an ingress send to, in either of its API versions. */
export function ingressBackends(ingress: KubernetesObject): readonly string[] {
  const isLegacy = textOf(ingress.apiVersion).endsWith('/v1beta1');
  return listOf(objectOf(ingress.spec)['rules']).flatMap((rule) =>
    listOf(objectOf(objectOf(rule)['http'])['paths']).map((path) => {
      const backend: { readonly [key: string]: Value } = objectOf(objectOf(path)['backend']);
      return textOf(isLegacy ? backend['serviceName'] : objectOf(backend['service'])['name']);
    }),
  );
}
