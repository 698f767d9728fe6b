// The query engine over three hours of recorded metrics of a canary: instant queries, range queries of 1,436 steps.
// node tools/run.mjs bench/engine.ts (needs the conformance data)
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { gunzipSync } from 'node:zlib';
import { PromqlEngine } from '../src/promql/engine/index.ts';
import { preparePromql } from '../src/promql/index.ts';
import { readRecordings } from '../src/recording/read.node.ts';

const dir = path.join(process.env['ROLLOUTLINT_CONFORMANCE'] ?? '../shared/conformance', 'promql-prometheus');
if (!existsSync(dir)) {
  console.log(`skipped, there is no data at ${dir}`);
  process.exit(0);
}
const read = (file: string): string => gunzipSync(readFileSync(path.join(dir, file))).toString('utf8');

interface Line {
  readonly q: string;
  readonly kind: 'instant' | 'range';
  readonly at?: readonly number[];
}

await preparePromql();
const storage = await readRecordings([path.join(dir, 'data.om.gz')]);
const engine = new PromqlEngine();
console.log(`${storage.series.length} series, ${storage.sampleCount} samples`);

const instants = read('queries.jsonl.gz')
  .trim()
  .split('\n')
  .map((text) => JSON.parse(text) as Line)
  .filter(({ kind }) => kind === 'instant')
  .flatMap(({ q, at = [] }) => at.map((seconds) => ({ q, timeMs: seconds * 1000 })));
const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1] ?? NaN;

function time(rounds: number, run: () => void): number {
  for (let warm = 0; warm < 3; warm++) run();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return median(times);
}

const all = time(9, () => {
  for (const { q, timeMs } of instants) engine.instant(storage, q, timeMs);
});
console.log(
  `all instant queries: ${((all / instants.length) * 1000).toFixed(0)} µs each, ${Math.round((instants.length / all) * 1000)}/s`,
);

const HASH = 'rollouts_pod_template_hash';
const SINGLE: readonly (readonly [name: string, query: string])[] = [
  ['1+1', '1+1'],
  [
    'success rate',
    `sum(rate(istio_requests_total{${HASH}="f9d6c4b65",response_code!~"5.."}[5m])) / sum(rate(istio_requests_total{${HASH}="f9d6c4b65"}[5m]))`,
  ],
  ['p95', 'histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket[5m])))'],
  [
    'p95 over 1h:15s',
    'max_over_time(histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket[5m])))[1h:15s])',
  ],
];
const END_MS = 1_709_304_997_000;
for (const [name, query] of SINGLE) {
  const each = time(30, () => {
    for (let i = 0; i < 20; i++) engine.instant(storage, query, END_MS - i * 15_000);
  });
  console.log(`instant ${name.padEnd(16)} ${((each / 20) * 1000).toFixed(0)} µs`);
}
const STEPS = 1_436;
const stepMs = 7_500;
for (const [name, query] of SINGLE.slice(1, 3)) {
  const each = time(15, () => {
    engine.range(storage, query, { startMs: END_MS - (STEPS - 1) * stepMs, endMs: END_MS, stepMs });
  });
  console.log(`range ${STEPS} steps ${name.padEnd(13)} ${each.toFixed(1)} ms`);
}
