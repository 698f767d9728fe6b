import type { Json, JsonPath } from '../../../yaml/tree.ts';
import { nameOf } from '../arguments/collect.ts';
import { child, type Field, internal, invalid, movedTo, shown } from '../kubernetes/field-error.ts';
import {
  isObject,
  isSet,
  listOf,
  objectOf,
  optionalInteger,
  optionalList,
  optionalObject,
  textOf,
  textsOf,
} from '../read.ts';
import { canaryOf, trafficRoutingOf } from '../rollout/defaults.ts';
import type { KubernetesObject, Rollout } from '../types.ts';
import { CANARY, type ReferenceFailure } from './failure.ts';

/** A virtual service that a Rollout names. */
export interface VirtualServiceReference {
  /** As written: the name, with its namespace after a dot if it stands elsewhere. */
  readonly written: string;
  readonly name: string;
  /** Undefined means that of the Rollout. */
  readonly namespace: string | undefined;
  readonly field: Field;
  /** The routes to manage, as the Rollout has them. */
  readonly routes: { readonly [key: string]: Json };
  /** The controller's refusal if it is not there. */
  readonly missing: ReferenceFailure;
}

const ISTIO = child(CANARY, 'trafficRouting', 'istio');

/** argo-rollouts rollout/trafficrouting/istio/controller.go GetReferencedVirtualServices. */
export function virtualServiceReferences(rollout: Rollout): readonly VirtualServiceReference[] {
  const istio = objectOf(trafficRoutingOf(rollout)?.istio);
  const list = optionalList(istio['virtualServices']);
  if (list === undefined) {
    const one = optionalObject(istio['virtualService']);
    return one === undefined ? [] : [reference(one, child(ISTIO, 'virtualService', 'name'))];
  }
  const field = child(ISTIO, 'virtualServices', 'name');
  return list.map((entry, index) =>
    reference(objectOf(entry), movedTo(field, [...ISTIO.path, 'virtualServices', index, 'name'])),
  );
}

function reference(routes: { readonly [key: string]: Json }, field: Field): VirtualServiceReference {
  const written = textOf(routes['name']);
  const { name, namespace } = splitName(written);
  const detail = `virtualservices.networking.istio.io ${shown(name)} not found`;
  const missing = invalid(field, 'virtual-service-not-found', shown(name), detail);
  return { written, name, namespace, field, routes, missing };
}

/** utils/istio/istio.go GetVirtualServiceNamespaceName: what follows the last dot is the namespace. */
function splitName(written: string): { readonly name: string; readonly namespace: string | undefined } {
  const bare = written.endsWith('.cluster.local') ? written.slice(0, -'.cluster.local'.length) : written;
  const dot = bare.lastIndexOf('.');
  if (dot < 0) return { name: bare, namespace: undefined };
  return { name: bare.slice(0, dot), namespace: bare.slice(dot + 1) || undefined };
}

/** argo-rollouts validation_references.go ValidateRolloutVirtualServicesConfig: one or a list, not both. */
export function validateVirtualServiceConfig(rollout: Rollout): readonly ReferenceFailure[] {
  const istio = optionalObject(trafficRoutingOf(rollout)?.istio);
  if (istio === undefined) return [];
  if ((optionalList(istio['virtualServices']) !== undefined) !== isSet(istio['virtualService'])) return [];
  const detail = 'either VirtualService or VirtualServices must be configured';
  return [internal(ISTIO, 'virtual-service-not-one', detail)];
}

/** validation_references.go ValidateVirtualService: its routes have to reach the canary and the stable pods. */
export function validateVirtualService(object: KubernetesObject, rollout: Rollout): readonly ReferenceFailure[] {
  const found = virtualServiceReferences(rollout).find(({ name }) => name === nameOf(object));
  if (found === undefined) return [];
  const refuse = (code: string, detail: string, target: JsonPath): ReferenceFailure => ({
    ...invalid(found.field, code, shown(found.name), detail),
    target,
  });
  const spec = objectOf(object.spec);
  const kinds = ROUTE_KINDS.filter(({ key }) => optionalList(spec[key]) !== undefined);
  if (kinds.length === 0) {
    const detail = 'Unable to get any of the HTTP, TCP or TLS routes for the Istio VirtualService';
    return [refuse('virtual-service-no-routes', detail, ['spec'])];
  }
  return kinds.flatMap(({ key, title, check }) => {
    const routes = listOf(spec[key]);
    if (routes.some((route) => isSet(route) && !isObject(route))) {
      const detail = `Unable to get ${title} routes for Istio VirtualService`;
      return [refuse('virtual-service-bad-routes', detail, ['spec', key])];
    }
    const problem = check(rollout, found.routes, routes);
    if (problem === undefined) return [];
    const detail = `Istio VirtualService has invalid ${title} routes. Error: ${problem.error}`;
    const target = ['spec', key, ...(problem.index === undefined ? [] : [problem.index])];
    return [refuse(problem.code, detail, target)];
  });
}

interface RouteProblem {
  readonly code: string;
  readonly error: string;
  /** The route of the virtual service, if it is about one. */
  readonly index: number | undefined;
}

type RouteCheck = (
  rollout: Rollout,
  wanted: { readonly [key: string]: Json },
  routes: readonly Json[],
) => RouteProblem | undefined;

/** istio.go ValidateHTTPRoutes. */
const checkHttpRoutes: RouteCheck = (rollout, wanted, routes) => {
  const names = textsOf(wanted['routes']);
  const routeNames = routes.map((route) => textOf(objectOf(route)['name']));
  const missing = names.find((name) => !routeNames.includes(name));
  if (missing !== undefined) {
    const error = `HTTP Route '${missing}' is not found in the defined Virtual Service.`;
    return { code: 'virtual-service-route-unknown', error, index: undefined };
  }
  const first = routes.length === 1 ? 0 : routeNames.indexOf('');
  const indices = names.length === 0 ? [first] : names.map((name) => routeNames.indexOf(name));
  const problem = checkDestinations(rollout, routes, indices);
  if (problem !== undefined) return problem;
  const managed = listOf(trafficRoutingOf(rollout)?.managedRoutes).map((route) => textOf(objectOf(route)['name']));
  const others = routeNames.filter((name) => !managed.includes(name));
  return names.length === 0 && others.length > 1 ? tooManyRoutes('http', 'routes') : undefined;
};

/** istio.go ValidateTlsRoutes. */
const checkTlsRoutes: RouteCheck = (rollout, wanted, routes) =>
  checkMatchedRoutes(rollout, routes, listOf(wanted['tlsRoutes']), 'TLS', 'tls', (entry, route) => {
    const hosts = new Set(matchesOf(route).flatMap((match) => textsOf(match['sniHosts'])));
    const wantedHosts = textsOf(objectOf(entry)['sniHosts']);
    return wantedHosts.length === hosts.size && [...hosts].every((host) => wantedHosts.includes(host));
  });

/** istio.go ValidateTcpRoutes. */
const checkTcpRoutes: RouteCheck = (rollout, wanted, routes) =>
  checkMatchedRoutes(rollout, routes, listOf(wanted['tcpRoutes']), 'TCP', 'tcp', () => true);

const ROUTE_KINDS = [
  { key: 'http', title: 'HTTP', check: checkHttpRoutes },
  { key: 'tls', title: 'TLS', check: checkTlsRoutes },
  { key: 'tcp', title: 'TCP', check: checkTcpRoutes },
] as const;

function checkMatchedRoutes(
  rollout: Rollout,
  routes: readonly Json[],
  wanted: readonly Json[],
  title: string,
  key: string,
  fits: (entry: Json, route: Json) => boolean,
): RouteProblem | undefined {
  const indices: number[] = wanted.length === 0 ? [0] : [];
  for (const entry of wanted) {
    const port = optionalInteger(objectOf(entry)['port']) ?? 0;
    const found = routes.flatMap((route, index) => (portOf(route) === port && fits(entry, route) ? [index] : []));
    if (found.length === 0) {
      const error = `No matching ${title} routes found in the defined Virtual Service.`;
      return { code: 'virtual-service-route-unknown', error, index: undefined };
    }
    indices.push(...found);
  }
  const problem = checkDestinations(rollout, routes, indices);
  if (problem !== undefined) return problem;
  return wanted.length === 0 && routes.length > 1 ? tooManyRoutes(key, `${key}Routes`) : undefined;
}

function tooManyRoutes(key: string, field: string): RouteProblem {
  const error = `spec.${key}[] should be set in VirtualService and it must have exactly one route when omitting spec.strategy.canary.trafficRouting.istio.virtualService.${field}`;
  return { code: 'virtual-service-routes-ambiguous', error, index: undefined };
}

const matchesOf = (route: Json): readonly { readonly [key: string]: Json }[] =>
  listOf(objectOf(route)['match']).map(objectOf);

/** The port that all matches of a route agree on; 0 for none, undefined for several, which fits nothing. */
function portOf(route: Json): number | undefined {
  const [port = 0, ...others] = new Set(matchesOf(route).map((match) => optionalInteger(match['port']) ?? 0));
  return others.length > 0 ? undefined : port;
}

/** istio.go validateVirtualServiceRouteDestinations: by subsets if there is a destination rule, else by hosts. */
function checkDestinations(
  rollout: Rollout,
  routes: readonly Json[],
  indices: readonly number[],
): RouteProblem | undefined {
  const rule = optionalObject(objectOf(trafficRoutingOf(rollout)?.istio)['destinationRule']);
  const { stable, canary } = routedServices(rollout);
  for (const index of indices) {
    const route = routes[index];
    if (route === undefined) continue;
    const destinations = listOf(objectOf(route)['route']).map((entry) => objectOf(objectOf(entry)['destination']));
    const reaches = (field: 'host' | 'subset', name: string): boolean =>
      name !== '' && destinations.some((to) => (field === 'host' ? hostOf(to['host']) : textOf(to[field])) === name);
    const wanted =
      rule === undefined
        ? ([
            ['Canary Service', 'host', canary],
            ['Stable Service', 'host', stable],
          ] as const)
        : ([
            ['Canary DestinationRule subset', 'subset', textOf(rule['canarySubsetName'])],
            ['Stable DestinationRule subset', 'subset', textOf(rule['stableSubsetName'])],
          ] as const);
    const absent = wanted.find(([, field, name]) => !reaches(field, name));
    if (absent !== undefined) {
      const error = `${absent[0]} '${absent[2]}' not found in route`;
      return { code: `virtual-service-${absent[1]}-missing`, error, index };
    }
  }
  return undefined;
}

/** istio.go getHost: a host up to its first dot. */
function hostOf(host: Json | undefined): string {
  const text = textOf(host);
  const dot = text.indexOf('.');
  return dot < 0 ? text : text.slice(0, dot);
}

/** rollout/trafficrouting GetStableAndCanaryServices: the ping-pong pair only where no other services are named. */
function routedServices(rollout: Rollout): { readonly stable: string; readonly canary: string } {
  const written = canaryOf(rollout);
  const stable = textOf(written?.stableService);
  const canary = textOf(written?.canaryService);
  const pingPong = optionalObject(written?.pingPong);
  if (pingPong === undefined || stable !== '' || canary !== '') return { stable, canary };
  const ping = textOf(pingPong['pingService']);
  const pong = textOf(pingPong['pongService']);
  const isStablePing = objectOf(objectOf(rollout.status)['canary'])['stablePingPong'] === 'ping';
  return isStablePing ? { stable: ping, canary: pong } : { stable: pong, canary: ping };
}
