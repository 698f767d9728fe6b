// Queries a second: the grammar alone, parsing with type rules, printing, inference.
// node tools/run.mjs bench/promql.ts
import { parser } from '@prometheus-io/lezer-promql';
import { inferPromql, parsePromql, preparePromql, print } from '../src/promql/index.ts';

/** Shapes that canary analyses use, each with other names, so that nothing is measured twice. */
const SHAPES = [
  'sum(rate(http_requests_total{job="SERVICE",code!~"5.."}[5m])) / sum(rate(http_requests_total{job="SERVICE"}[5m]))',
  'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{app="SERVICE",hash="abc123"}[2m])))',
  'sum(irate(istio_requests_total{reporter="source",destination_service=~"SERVICE.*",response_code!~"5.*"}[5m]))',
  '(sum(rate(errors_total{service="SERVICE"}[1m])) or vector(0)) / clamp_min(sum(rate(all_total{service="SERVICE"}[1m])), 1)',
  'avg_over_time((sum(container_memory_working_set_bytes{pod=~"SERVICE-.*"}) / 1024 / 1024)[10m:30s])',
  'max by (pod) (kube_pod_container_status_restarts_total{namespace="prod",pod=~"SERVICE-.*"}) > bool 3',
  'sum by (version) (rate(grpc_server_handled_total{service="SERVICE"}[5m] offset 1h)) * on (version) group_left (sha) build_info',
];
const queries = Array.from({ length: 1_000 }, (_, i) =>
  (SHAPES[i % SHAPES.length] ?? '').replaceAll('SERVICE', `service-${i}`),
);
const characters = queries.reduce((sum, query) => sum + query.length, 0);

function measure(name: string, run: (query: string) => unknown): void {
  for (let warm = 0; warm < 5; warm++) for (const query of queries) run(query);
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    const start = performance.now();
    for (const query of queries) run(query);
    times.push(performance.now() - start);
  }
  const median = times.sort((a, b) => a - b)[7] ?? 0;
  const micros = ((median / queries.length) * 1000).toFixed(1);
  console.log(
    `${name.padEnd(24)} ${micros.padStart(7)} µs/query ${Math.round((queries.length / median) * 1000)} queries/s`,
  );
}

await preparePromql();
console.log(`${queries.length} queries of ${Math.round(characters / queries.length)} characters on average`);
measure('grammar alone', (query) => parser.parse(query));
measure('parse and check', (query) => parsePromql(query));
const trees = new Map(queries.map((query) => [query, parsePromql(query).expr]));
const withTree = (run: (expr: NonNullable<ReturnType<typeof parsePromql>['expr']>) => unknown) => (query: string) => {
  const expr = trees.get(query);
  return expr === undefined ? undefined : run(expr);
};
measure('print', withTree(print));
measure(
  'infer',
  withTree((expr) => inferPromql(expr)),
);
