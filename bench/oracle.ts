// The query engine beside a real Prometheus, in one run, on the same data: instant queries over HTTP and by the server's
// own clock, a range query of 1,436 steps, loading, memory, and how cost grows.
// node tools/run.mjs bench/oracle.ts (needs prometheus and promtool)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PromqlEngine } from '../src/promql/engine/index.ts';
import { preparePromql } from '../src/promql/index.ts';
import { readRecordings } from '../src/recording/read.node.ts';
import type { Recording } from '../src/recording/recording.ts';
import { inventData } from '../test/live/data.ts';
import { type AskedQuery, writeQueries } from '../test/live/queries.ts';
import { missingPrograms, startServer } from '../test/live/server.ts';

const missing = missingPrograms();
if (missing !== undefined) {
  console.log(`skipped, ${missing}`);
  process.exit(0);
}

const SEED = 20_251_122;
const ROUNDS = 15;
/** A query that takes a microsecond cannot be timed alone. */
const REPEATS = 5;

await preparePromql();
const engine = new PromqlEngine();
const folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const share = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? NaN;
const micros = (ms: number): string => `${(ms * 1000).toFixed(0)} µs`;
const rate = (ms: number): string => Math.round(1000 / ms).toLocaleString('en-US');

function timed(run: () => void, rounds = ROUNDS): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return median(times);
}

function textFile(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function besideServer(): Promise<void> {
  const data = inventData({ seed: SEED, scrapes: 1_500, instances: 3 });
  const server = await startServer(data.text);
  try {
    const recording = await readRecordings([server.dataFolder]);
    console.log(`Prometheus ${server.version}; ${data.seriesCount} series, ${data.sampleCount} samples\n`);
    const queries = writeQueries(SEED, 600, data).filter(({ kind }) => kind === 'instant');
    await instantQueries(server.url, recording, queries);
    await rangeQueries(server.url, recording, data.endMs);
  } finally {
    await server.stop();
  }
}

interface Cost {
  readonly query: string;
  readonly ours: number;
  readonly http: number;
  readonly exec: number;
}

async function instantQueries(url: string, recording: Recording, queries: readonly AskedQuery[]): Promise<void> {
  const costs: Cost[] = [];
  for (let warm = 0; warm < 3; warm++) {
    for (const asked of queries) if (asked.kind === 'instant') engine.instant(recording, asked.query, asked.timeMs);
  }
  for (const asked of queries) {
    if (asked.kind !== 'instant') continue;
    const { query, timeMs } = asked;
    const body = { query, time: String(timeMs / 1000) };
    const served = await serverCost(url, 'query', body);
    const ours = timed(() => {
      for (let i = 0; i < REPEATS; i++) engine.instant(recording, query, timeMs);
    });
    costs.push({ query, ours: ours / REPEATS, ...served });
  }
  const ours = costs.map((cost) => cost.ours);
  const http = costs.map((cost) => cost.http);
  const exec = costs.map((cost) => cost.exec).filter((ms) => !Number.isNaN(ms));
  console.log(`instant queries (${costs.length}, median of ${ROUNDS} rounds each)`);
  console.log(`                     median    p95       a second (median)`);
  for (const [name, times] of [
    ['engine', ours],
    ['server, its own time', exec],
    ['server over HTTP', http],
  ] as const) {
    const cells = [micros(median(times)).padStart(8), micros(share(times, 0.95)).padStart(9), rate(median(times))];
    console.log(`  ${name.padEnd(20)} ${cells.join('  ')}`);
  }
  const overHttp = costs.map((cost) => cost.http / cost.ours);
  const overExec = costs.map((cost) => cost.exec / cost.ours).filter((factor) => !Number.isNaN(factor));
  console.log(`  of the engine's queries a second over those of HTTP: ${(median(http) / median(ours)).toFixed(1)}x`);
  console.log(
    `  query by query: ${median(overHttp).toFixed(1)}x over HTTP, ${median(overExec).toFixed(1)}x the server's own time`,
  );
  const slower = costs.filter((cost) => cost.ours > cost.exec).sort((a, b) => b.ours / b.exec - a.ours / a.exec);
  console.log(`  slower than the server's own time: ${slower.length} of ${costs.length}`);
  for (const cost of slower.slice(0, 12)) {
    console.log(
      `    ${micros(cost.ours).padStart(9)} here, ${micros(cost.exec).padStart(9)} there  ${cost.query.slice(0, 110)}`,
    );
  }
  console.log('');
}

const STEPS = 1_436;
const RANGED: readonly (readonly [name: string, query: string])[] = [
  ['success rate', 'sum(rate(http_requests_total{code!="500"}[5m])) / sum(rate(http_requests_total[5m]))'],
  ['p95', 'histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[5m])))'],
  ['p95 of each', 'histogram_quantile(0.95, rate(latency_seconds_bucket[5m]))'],
];

async function rangeQueries(url: string, recording: Recording, endMs: number): Promise<void> {
  console.log(`range queries of ${STEPS} steps`);
  const stepMs = 15_000;
  const times = { startMs: endMs - (STEPS - 1) * stepMs, endMs, stepMs };
  for (const [name, query] of RANGED) {
    for (let warm = 0; warm < 3; warm++) engine.range(recording, query, times);
    const ours = timed(() => engine.range(recording, query, times));
    const body = { query, start: String(times.startMs / 1000), end: String(endMs / 1000), step: '15' };
    const { http, exec } = await serverCost(url, 'query_range', body);
    console.log(
      `  ${name.padEnd(20)} engine ${ours.toFixed(1)} ms, server's own time ${exec.toFixed(1)} ms, over HTTP ${http.toFixed(1)} ms`,
    );
  }
  console.log('');
}

async function serverCost(
  url: string,
  kind: string,
  body: Record<string, string>,
): Promise<Pick<Cost, 'http' | 'exec'>> {
  const http: number[] = [];
  const exec: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await post(`${url}/api/v1/${kind}`, body);
    http.push(performance.now() - start);
    const answer = await post(`${url}/api/v1/${kind}`, { ...body, stats: 'all' });
    const { data } = JSON.parse(answer) as { data?: { stats: { timings: { execTotalTime: number } } } };
    exec.push((data?.stats.timings.execTotalTime ?? NaN) * 1000);
  }
  return { http: median(http), exec: median(exec) };
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** As fast as Node asks: one connection that stays open. */
function post(url: string, fields: Record<string, string>): Promise<string> {
  const body = new URLSearchParams(fields).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', agent, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (chunk: string) => {
        text += chunk;
      });
      reply.on('end', () => resolve(text));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Buffers are given back by a thread of their own, some time after their owner. */
async function collect(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function loading(): Promise<void> {
  const data = inventData({ seed: SEED, scrapes: 2_200, instances: 9 });
  const file = textFile('million.om', data.text);
  const size = data.text.length;
  await collect();
  const before = process.memoryUsage();
  const start = performance.now();
  const recording = await readRecordings([file]);
  const ms = performance.now() - start;
  await collect();
  const after = process.memoryUsage();
  const bytes = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
  const blocks = path.join(folder, 'blocks');
  const promtoolStart = performance.now();
  spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '-q', file, blocks]);
  const promtoolMs = performance.now() - promtoolStart;
  const blockStart = performance.now();
  const fromBlocks = await readRecordings([blocks]);
  const blockMs = performance.now() - blockStart;
  const samples = recording.sampleCount;
  const perSecond = (each: number): string => `${(((samples / each) * 1000) / 1e6).toFixed(2)} million samples/s`;
  console.log(`loading ${samples.toLocaleString('en-US')} samples of ${recording.series.length} series`);
  console.log(`  text, ${(size / 1e6).toFixed(0)} MB       ${ms.toFixed(0)} ms, ${perSecond(ms)}`);
  console.log(
    `  data folder       ${blockMs.toFixed(0)} ms, ${perSecond(blockMs)} (${fromBlocks.sampleCount === samples ? 'as many' : 'NOT AS MANY'})`,
  );
  console.log(`  promtool, to make the folder of the text: ${promtoolMs.toFixed(0)} ms`);
  console.log(`  in memory         ${(bytes / samples).toFixed(1)} bytes a sample\n`);
}

const GROWTH: readonly (readonly [what: string, instances: number, scrapes: number])[] = [
  ['', 1, 300],
  ['10 times the series', 10, 300],
  ['100 times', 100, 300],
  ['10 times the samples', 1, 3_000],
  ['100 times', 1, 30_000],
];

async function growth(): Promise<void> {
  console.log('cost as data grows: success rate at one time, p95 over 240 steps of 15 s, all samples of a metric');
  console.log('  series   samples      instant       range        all');
  for (let warm = 0; warm < 3; warm++) await growthOf('', 3, 300);
  for (const [what, instances, scrapes] of GROWTH) console.log(`  ${await growthOf(what, instances, scrapes)}`);
}

async function growthOf(what: string, instances: number, scrapes: number): Promise<string> {
  const data = inventData({ seed: SEED, scrapes, instances });
  const recording = await readRecordings([textFile('growth.om', data.text)]);
  const middle = data.startMs + (data.endMs - data.startMs) / 2 + 7_000;
  const [[, success = ''] = [], [, p95 = ''] = []] = RANGED;
  const times = { startMs: middle - 239 * 15_000, endMs: middle, stepMs: 15_000 };
  const everything = `sum(sum_over_time(temperature[${Math.ceil((data.endMs - data.startMs) / 1000)}s]))`;
  const costs = [
    timed(() => engine.instant(recording, success, middle), 41),
    timed(() => engine.range(recording, p95, times), 41),
    timed(() => engine.instant(recording, everything, data.endMs), 21),
  ];
  const counts = [String(data.seriesCount).padStart(6), String(data.sampleCount).padStart(9)];
  return [...counts, ...costs.map((ms) => micros(ms).padStart(10)), what].join('  ');
}

await besideServer();
await loading();
await growth();
