import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrometheusClient, prometheusEvaluator } from '../../src/prometheus/client.node.ts';
import { readConnection } from '../../src/prometheus/connection.node.ts';
import type { SampleChunk } from '../../src/prometheus/samples.ts';
import { PromqlEngine } from '../../src/promql/engine/engine.ts';
import { joinSeries } from '../../src/promql/engine/join-series.ts';
import { LabelSet } from '../../src/promql/engine/labels.ts';
import type { QueryResult } from '../../src/promql/engine/result.ts';
import { memoryStorage, type SampleSeries } from '../../src/promql/engine/storage.ts';
import { preparePromql } from '../../src/promql/index.ts';

const installed = ['prometheus', 'promtool'].every((name) => spawnSync(name, ['--version']).status === 0);
if (!installed) console.log('tests against a real server: skipped, prometheus and promtool are not installed');

const START_MS = Date.UTC(2026, 0, 5);
const SCRAPE_MS = 15_000;
const SCRAPES = 1_440;
const END_MS = START_MS + (SCRAPES - 1) * SCRAPE_MS + 400;

/** Counters with a reset and a gap, and a gauge with numbers of all kinds. */
function recorded(): SampleSeries[] {
  const timestampsMs = Float64Array.from({ length: SCRAPES }, (_, i) => START_MS + i * SCRAPE_MS + (i % 5) * 100);
  const series = ['200', '500'].map((code, n): SampleSeries => {
    const kept = timestampsMs.filter((_, i) => n === 0 || i < 600 || i > 700);
    const values = kept.map((_, i) => (i < 900 ? i : i - 900) * (7 - 6 * n) + 0.25);
    return {
      labels: LabelSet.of({ __name__: 'http_requests_total', code, path: 'a"b\\c\nü' }),
      timestampsMs: kept,
      values,
    };
  });
  const values = timestampsMs.map((_, i) => [i / 3, -i * 1e-9, NaN, Infinity, -Infinity, 1e21 + i, 0][i % 7] ?? 0);
  return [...series, { labels: LabelSet.of({ __name__: 'load' }), timestampsMs, values }];
}

const openMetrics = (series: readonly SampleSeries[]): string => {
  const number = (value: number): string =>
    Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const lines = series.flatMap(({ labels, timestampsMs, values }) => {
    const pairs = labels.names.flatMap((name, i) =>
      name === '__name__' ? [] : [`${name}=${JSON.stringify(labels.values[i])}`],
    );
    const type = labels.metricName === 'load' ? 'gauge' : 'unknown';
    const head = `${labels.metricName}{${pairs.join(',')}}`;
    const samples = Array.from(
      timestampsMs,
      (ms, i) => `${head} ${number(values[i] ?? NaN)} ${(ms / 1000).toFixed(3)}`,
    );
    return [{ type: `# TYPE ${labels.metricName} ${type}`, samples }];
  });
  const types = [...new Set(lines.map(({ type }) => type))];
  const blocks = types.map((type) => [type, ...lines.filter((one) => one.type === type).flatMap((one) => one.samples)]);
  return `${blocks.flat().join('\n')}\n# EOF\n`;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe.skipIf(!installed)('a real server', () => {
  const series = installed ? recorded() : [];
  let dir = '';
  let origin = '';
  let server: ChildProcess | undefined;
  let client: PrometheusClient;

  beforeAll(async () => {
    await preparePromql();
    dir = mkdtempSync(path.join(tmpdir(), 'rolloutlint-live-'));
    const at = (name: string): string => path.join(dir, name);
    writeFileSync(at('data.om'), openMetrics(series));
    writeFileSync(at('prometheus.yml'), 'global: {}\n');
    const made = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', at('data.om'), at('tsdb')]);
    expect(made.stderr.toString() + made.stdout.toString()).toContain('BLOCK');
    const port = await freePort();
    const flags = [
      `--config.file=${at('prometheus.yml')}`,
      `--storage.tsdb.path=${at('tsdb')}`,
      '--storage.tsdb.retention.time=100y',
      '--query.max-samples=2000',
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.external-url=http://prometheus.example/prefix',
    ];
    server = spawn('prometheus', flags, { stdio: 'ignore' });
    origin = `http://127.0.0.1:${port}`;
    const url = `${origin}/prefix`;
    for (let i = 0; i < 300; i++) {
      const ready = await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready) break;
      await sleep(50);
    }
    const connection = await readConnection({ url }, { cwd: dir, env: {} });
    client = prometheusEvaluator({ connection });
  }, 60_000);

  afterAll(async () => {
    if (server !== undefined && server.exitCode === null) {
      server.kill();
      await once(server, 'exit');
    }
    if (dir !== '') rmSync(dir, { recursive: true });
  });

  /** Bit for bit but for labels, which remember what was asked of them. */
  const plain = ({ value, error }: QueryResult): unknown => {
    if (error !== undefined) return error;
    if (value.type === 'vector') return value.samples.map((one) => ({ ...one, labels: one.labels.toString() }));
    return value.type === 'matrix' ? value.series.map((one) => ({ ...one, labels: one.labels.toString() })) : value;
  };

  // Off the scrapes, so that closed and left-open ranges see the same.
  const queries = [
    'http_requests_total',
    'load',
    'sum by (code) (rate(http_requests_total[5m]))',
    'http_requests_total{code="500"} offset 20m',
    'scalar(http_requests_total{code="200"})',
    'time() - 1e9',
    '"a text"',
    'nothing',
  ];

  test.each(queries)('answers %s as the engine does', async (query) => {
    const storage = memoryStorage(series);
    const engine = new PromqlEngine();
    for (const timeMs of [START_MS + 3_607_000, START_MS + 10_807_123, END_MS + 7_200_000]) {
      const answer = await client.instant(query, timeMs);
      expect(plain(answer)).toEqual(plain(engine.instant(storage, query, timeMs)));
    }
  });

  test('answers a range as the engine does, in parts where it is too much for the server', async () => {
    const times = { startMs: START_MS + 7_000, endMs: END_MS, stepMs: 15_000 };
    const query = 'sum by (code) (rate(http_requests_total[5m]))';
    const answer = await client.range(query, times);
    expect(plain(answer)).toEqual(plain(new PromqlEngine().range(memoryStorage(series), query, times)));
  });

  test('gives each raw sample once, though it bears few at once', async () => {
    const chunks: SampleChunk[] = [];
    for await (const { value, error } of client.samples('{__name__=~".+"}', START_MS, END_MS)) {
      expect(error).toBeUndefined();
      if (value !== undefined) chunks.push(value);
    }
    expect(chunks.length).toBeGreaterThan(2);
    const back = new Map(joinSeries(chunks.map(({ series }) => series)).map((one) => [one.labels.key, one]));
    expect(back.size).toBe(series.length);
    for (const { labels, timestampsMs, values } of series) {
      expect(back.get(labels.key)?.timestampsMs).toEqual(timestampsMs);
      expect(back.get(labels.key)?.values).toEqual(values);
    }
  });

  test('tells its errors in its own words', async () => {
    expect((await client.instant('sum(', START_MS)).error).toEqual({
      type: 'bad-data',
      message: expect.stringMatching(/^1:\d+: parse error: unclosed left parenthesis/),
    });
    const many = await client.instant('{__name__=~".+"}[6h]', END_MS);
    expect(many.error?.type).toBe('too-many-samples');
  });

  test('tells its series, label values and version', async () => {
    const found = await client.series(['http_requests_total'], START_MS, END_MS);
    expect(found.value?.map(String).sort()).toEqual(series.slice(0, 2).map(({ labels }) => labels.toString()));
    expect((await client.labelValues('code', [], START_MS, END_MS)).value).toEqual(['200', '500']);
    expect((await client.buildInfo()).value?.get('version')).toMatch(/^\d+\.\d+\.\d+/);
    expect((await client.metadata()).value?.size).toBe(0);
  });

  test('without the prefix of its URL it is not found', async () => {
    const connection = await readConnection({ url: origin }, { cwd: dir, env: {} });
    expect((await prometheusEvaluator({ connection }).instant('up', 0)).error?.message).toContain(
      'it may lack a path such as /prometheus',
    );
  });
});
