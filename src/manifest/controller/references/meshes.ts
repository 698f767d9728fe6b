import { nameOf } from '../arguments/collect.ts';
import { child, type Field, invalid, item, shown } from '../kubernetes/field-error.ts';
import { isObject, listOf, objectOf, optionalInteger, optionalList, optionalObject, textOf, textsOf } from '../read.ts';
import { trafficRoutingOf } from '../rollout/defaults.ts';
import type { KubernetesObject, Rollout } from '../types.ts';
import { CANARY, type ReferenceFailure } from './failure.ts';

/** An Ambassador Mapping or an App Mesh VirtualService that a Rollout names. */
export interface MeshReference {
  readonly kind: 'Mapping' | 'VirtualService';
  readonly name: string;
  /** The controller's refusal if it is not there. */
  readonly missing: ReferenceFailure;
}

export interface MeshReferences {
  readonly references: readonly MeshReference[];
  /** What is wrong with the names themselves. */
  readonly errors: readonly ReferenceFailure[];
}

const NOTHING: MeshReferences = { references: [], errors: [] };

/** argo-rollouts rollout/controller.go getAmbassadorMappings. */
export function mappingReferences(rollout: Rollout): MeshReferences {
  const ambassador = optionalObject(trafficRoutingOf(rollout)?.ambassador);
  if (ambassador === undefined) return NOTHING;
  const field = child(CANARY, 'trafficRouting', 'ambassador', 'mappings');
  const names = textsOf(ambassador['mappings']);
  if (names.length === 0) {
    const detail = 'must provide at least one mapping';
    return { references: [], errors: [invalid(field, 'mapping-missing', shown(null), detail)] };
  }
  const references = names.map((name, index): MeshReference => {
    const detail = `mappings.getambassador.io ${shown(name)} not found`;
    const at = { text: field.text, path: [...field.path, index] };
    return { kind: 'Mapping', name, missing: invalid(at, 'mapping-not-found', shown(name), detail) };
  });
  return { references, errors: [] };
}

/** argo-rollouts validation_references.go ValidateAmbassadorMapping. */
export function validateMapping(mapping: KubernetesObject): readonly ReferenceFailure[] {
  if ((optionalInteger(objectOf(mapping.spec)['weight']) ?? 0) === 0) return [];
  const field: Field = { text: 'spec.weight', path: ['spec', 'weight'] };
  const name = nameOf(mapping);
  const detail = `Ambassador mapping ${shown(name)} can not define weight`;
  return [{ ...invalid(field, 'mapping-weight', shown(name), detail), target: field.path }];
}

/** argo-rollouts rollout/controller.go getReferencedAppMeshResources. */
export function appMeshReferences(rollout: Rollout): MeshReferences {
  const appMesh = optionalObject(trafficRoutingOf(rollout)?.appMesh);
  if (appMesh === undefined) return NOTHING;
  const field: Field = {
    text: `${CANARY.text}.trafficRouting.appmesh.virtualService`,
    path: [...CANARY.path, 'trafficRouting', 'appMesh', 'virtualService'],
  };
  const virtualService = optionalObject(appMesh['virtualService']);
  if (virtualService === undefined) {
    const detail = 'must provide virtual-service';
    return { references: [], errors: [invalid(field, 'app-mesh-service-missing', shown(null), detail)] };
  }
  const name = textOf(virtualService['name']);
  const namespace = textOf(objectOf(rollout.metadata)['namespace']);
  const detail = `virtualservices.appmesh.k8s.aws ${shown(name)} not found`;
  const at = { text: field.text, path: [...field.path, 'name'] };
  const missing = invalid(at, 'app-mesh-service-not-found', shown(`${name}.${namespace}`), detail);
  return { references: [{ kind: 'VirtualService', name, missing }], errors: [] };
}

const ROUTE_TYPES = ['httpRoute', 'tcpRoute', 'http2Route', 'grpcRoute'];

/** argo-rollouts validation_references.go ValidateAppMeshResource: the router of the virtual service. */
export function validateAppMeshRouter(router: KubernetesObject): readonly ReferenceFailure[] {
  const kind = textOf(router.kind);
  const refuse = (field: Field, code: string, value: string, detail: string): readonly ReferenceFailure[] => [
    { ...invalid(field, code, shown(value), detail), target: field.path },
  ];
  if (kind !== 'VirtualRouter') {
    const detail = `Expected object kind to be VirtualRouter but is ${kind}`;
    return refuse({ text: 'kind', path: ['kind'] }, 'app-mesh-kind', kind, detail);
  }
  const name = nameOf(router);
  const routesField: Field = { text: 'spec.routes', path: ['spec', 'routes'] };
  const routes = listOf(objectOf(router.spec)['routes']);
  if (routes.length === 0) {
    const detail = `No routes defined for AppMesh virtual-router ${name}`;
    return refuse(routesField, 'app-mesh-no-routes', name, detail);
  }
  for (const [index, route] of routes.entries()) {
    const field = item(routesField, index);
    if (!isObject(route)) {
      const detail = `Invalid route was found for AppMesh virtual-router ${name} at index ${index}`;
      return refuse(field, 'app-mesh-route-invalid', name, detail);
    }
    const routeName = textOf(route['name']);
    const type = ROUTE_TYPES.find((key) => isObject(route[key]));
    if (type === undefined) {
      const detail = `Error getting route details for AppMesh virtual-router ${name} and route ${routeName}. Error: Route has unsupported route type`;
      return refuse(field, 'app-mesh-route-type', name, detail);
    }
    const targetsField = child(field, type, 'action', 'weightedTargets');
    const targets = optionalList(objectOf(objectOf(route[type])['action'])['weightedTargets']);
    if (targets === undefined) {
      const detail = `Invalid route action found for AppMesh virtual-router ${name} and route ${routeName}`;
      return refuse(targetsField, 'app-mesh-route-action', name, detail);
    }
    if (targets.length !== 2) {
      const detail = `Invalid number of weightedTargets (${targets.length}) for AppMesh virtual-router ${name} and route ${routeName}, expected 2`;
      return refuse(targetsField, 'app-mesh-targets', name, detail);
    }
  }
  return [];
}
