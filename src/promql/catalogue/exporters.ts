/** Metrics of exporters that everybody runs, by the beginning of their names. */
const PREFIXES: readonly (readonly [prefix: string, exporter: string])[] = [
  ['container_', 'the kubelet (cAdvisor)'],
  ['machine_', 'the kubelet (cAdvisor)'],
  ['kubelet_', 'the kubelet'],
  ['kube_', 'kube-state-metrics'],
  ['node_', 'the node exporter'],
  ['nginx_ingress_controller_', 'the NGINX ingress controller'],
  ['istio_', 'Istio'],
  ['traefik_', 'Traefik'],
  ['envoy_', 'Envoy'],
  ['apiserver_', 'the API server'],
  ['coredns_', 'CoreDNS'],
];

/** Who exposes a metric of that name, for messages; undefined for an application's own, and for recorded series. */
export function exporterOf(metric: string): string | undefined {
  if (metric.includes(':')) return undefined;
  return PREFIXES.find(([prefix]) => metric.startsWith(prefix))?.[1];
}
