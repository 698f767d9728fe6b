import { expect, test } from 'vitest';
import { asking } from '../../../src/lint/kit/examples/example-query.ts';
import { lintTexts } from '../../corpus/lint-texts.ts';

/** What people write and what is right: nothing above a hint may be said of these. */
const RIGHT: readonly string[] = [
  'sum(rate(http_requests_total{job="api",code!~"5.."}[5m])) / sum(rate(http_requests_total{job="api"}[5m]))',
  '(sum(rate(http_requests_total{job="api",code=~"5.."}[5m])) or vector(0)) / sum(rate(http_requests_total{job="api"}[5m]))',
  '(sum(rate(http_requests_total{job="api",code=~"5.."}[5m])) or on() vector(0)) / (sum(rate(http_requests_total{job="api"}[5m])) > 0) or on() vector(0)',
  'sum(rate(nginx_ingress_controller_requests{ingress="api",status!~"[4-5].*"}[2m])) / sum(rate(nginx_ingress_controller_requests{ingress="api"}[2m]))',
  'sum(rate(http_requests_total{job="api",status=~"2..|3.."}[2m])) / sum(rate(http_requests_total{job="api",status!="404"}[2m]))',
  'sum(rate(envoy_cluster_upstream_rq_xx{envoy_response_code_class!~"5"}[5m]))',
  'sum(rate(grpc_server_handled_total{grpc_code!="OK"}[5m])) / sum(rate(grpc_server_handled_total[5m]))',
  'sum(rate(grpc_server_handled_total{code=~"0|5"}[5m]))',
  'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job="api"}[5m])))',
  'histogram_quantile(0.99, sum by (le, pod) (rate(http_request_duration_seconds_bucket{job="api"}[5m])))',
  'avg(histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job="api"}[5m]))))',
  'histogram_quantile(0.99, sum without (pod) (rate(http_request_duration_seconds_bucket{job="api"}[5m])))',
  'histogram_quantile(0.99, sum(rate(http_request_duration_seconds{job="api"}[5m])))',
  'histogram_quantile(0.9, job:http_request_duration_seconds_bucket:sum_rate5m{job="api"})',
  'sum(rate(http_request_duration_seconds_bucket{le="0.5",job="api"}[5m])) / sum(rate(http_request_duration_seconds_count{job="api"}[5m]))',
  'sum(rate(http_request_duration_seconds_sum{job="api"}[5m])) / sum(rate(http_request_duration_seconds_count{job="api"}[5m]))',
  'sum(increase(kube_pod_container_status_restarts_total{pod=~"api-.*"}[5m])) or vector(0)',
  'max(kube_pod_container_status_restarts_total{pod=~"api-.*"} - kube_pod_container_status_restarts_total{pod=~"api-.*"} offset 10m)',
  'sum(changes(process_start_time_seconds{job="api"}[10m]))',
  'count(http_requests_total{job="api"} > 0)',
  'sum(rate(http_requests_total{job="api"}[5m])) and on() (time() - max(process_start_time_seconds{job="api"}) > 300)',
  'max(container_memory_working_set_bytes{pod=~"api-.*",container!=""} / on(namespace,pod,container) kube_pod_container_resource_limits{resource="memory"})',
  'sum by (namespace, pod) (container_memory_working_set_bytes{pod=~"api-.*"}) / sum by (namespace, pod) (kube_pod_container_resource_limits{resource="memory"})',
  'sum by (pod) (rate(http_requests_total{job="api"}[5m])) / on (pod) group_left () kube_pod_info{pod=~"api-.*"}',
  'rate(http_requests_total{job="api"}[5m]) * on (instance) group_left (version) build_info{job="api"}',
  'sum(rate(http_requests_total{job="api",track="canary"}[5m])) / scalar(sum(rate(http_requests_total{job="api",track="stable"}[5m])))',
  'sum(rate(errors_total{job="api-canary"}[5m])) / sum(rate(errors_total{job="api-stable"}[5m]))',
  'avg_over_time(up{job="api"}[5m])',
  'min_over_time(sum(up{job="api"})[5m:30s])',
  'max_over_time(histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket{job="api"}[1m])))[10m:1m])',
  'quantile(0.9, http_request_duration_seconds{job="api",quantile="0.99"})',
  'max(http_request_duration_seconds{job="api",quantile="0.99"})',
  'topk(1, sum by (pod) (rate(http_requests_total{job="api"}[5m])))',
  'sort_desc(sum by (pod) (rate(http_requests_total{job="api"}[5m])))',
  'sum(rate({__name__=~"http_(client|server)_requests_total",job="api"}[5m]))',
  'sum(rate({"http.server.requests_total",job="api"}[5m]))',
  'node_nf_conntrack_entries_count{instance="a"}',
  'slo:api:error_budget_burn_rate:5m',
  'slo:api:requests_total - slo:api:errors_total',
  'job:http_requests_total:rate5m{job="api"}',
  'sum(rate(http_requests_total{job="api",path=~"/v1/.+"}[5m]))',
  'sum(rate(http_requests_total{host="api.example.com"}[5m]))',
  'sum(rate(http_requests_total{path="/a.b|c"}[5m]))',
  'label_replace(sum by (pod) (up), "short", "$1", "pod", "(.*)-.*")',
  'sum by (short) (label_replace(sum by (pod) (up), "short", "$1", "pod", "(.*)-.*"))',
  'sum by (le, version) (rate(http_request_duration_seconds_bucket{job="api"}[5m]))',
  'count_values("version", build_info{job="api"})',
  'sum(rate(http_requests_total{job="api"}[5m])) < bool 0.1',
  'clamp_max(sum(rate(http_requests_total{job="api",code=~"5.."}[5m])) / clamp_min(sum(rate(http_requests_total{job="api"}[5m])), 0.1), 1)',
  'sum(rate(http_requests_total{job="api",code=~"5.."}[5m])) / sum(rate(http_requests_total{job="api",code!~"5.."}[5m]))',
  'delta(queue_length{job="api"}[5m])',
  'deriv(process_resident_memory_bytes{job="api"}[30m])',
  'sum(rate(node_network_receive_bytes[5m]))',
  'sum(rate(istio_requests_total{destination_service=~"api.shop.svc.cluster.local",response_code!~"5.*"}[2m]))',
  'sum(rate(istio_requests_total{destination_service_name=~"api|web"}[2m]))',
  'sum(rate(istio_requests_total{destination_service="api.example.com"}[2m]))',
  '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m]))',
  'ALERTS{alertname="ApiDown",alertstate="firing"} or on() vector(0)',
  'count(ALERTS{alertname="ApiDown",alertstate="firing"}) or vector(0)',
  'sum by (pod) (rate(a_total[5m])) or sum by (pod) (up * 0)',
];

test.each(RIGHT)('%s', async (query) => {
  const { findings } = await lintTexts([
    { path: 'a.yaml', text: asking(query, { metric: 'successCondition: len(result) == 0 || result[0] >= 5' }) },
  ]);
  const told = findings.filter(
    ({ rule, severity }) => (rule.startsWith('promql/') || rule.startsWith('labels/')) && severity !== 'info',
  );
  expect(told.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
});
