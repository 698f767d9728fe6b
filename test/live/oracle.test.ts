import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordedEvaluator } from '../../src/evaluation/recorded.ts';
import { type PrometheusClient, prometheusEvaluator } from '../../src/prometheus/client.node.ts';
import { readConnection } from '../../src/prometheus/connection.node.ts';
import type { Evaluator } from '../../src/promql/evaluator.ts';
import { readRecordings } from '../../src/recording/read.node.ts';
import { inProcess } from '../cli/scenario.ts';
import { type Answer, answerOf, compareAnswers } from '../conformance/prometheus/answers.ts';
import { inventData } from './data.ts';
import { type AskedQuery, writeQueries } from './queries.ts';
import { type LiveServer, missingPrograms, startServer } from './server.ts';

const missing = missingPrograms();
if (missing !== undefined) console.log(`live oracle: skipped, ${missing}`);

/** Another seed is another set of data and queries: `LIVE_SEED=7 LIVE_QUERIES=2000 npx vitest run test/live`. */
const SEED = Number(process.env['LIVE_SEED'] ?? 20_251_122);
const COUNT = Number(process.env['LIVE_QUERIES'] ?? 600);
const DATA = inventData({ seed: SEED, scrapes: 480, instances: 3 });
const QUERIES = writeQueries(SEED, COUNT, DATA);

/**
 * What 3.x, and so the engine, answers in another way than the server that Debian has, on purpose. Two more changes are
 * kept out by the data and the times: left-open ranges (3.0, prometheus#13904), and the extrapolation of rates of new
 * series (2.51, prometheus#13725).
 */
const CHANGED_SINCE_2_42: readonly Change[] = [
  {
    query: /[[]\w+:\w*[\]].*[[]\w+:\w*[\]]/,
    difference: /./,
    what: 'a subquery within another begins at a multiple of its step, where left-open counts (3.0.1, prometheus#15431)',
    example: 'max_over_time(sum_over_time(up[1m:15s])[5m:1m])',
  },
  {
    query: /atan2/,
    difference: /is missing or out of order/,
    what: 'atan2 with a number drops the name of the metric (promql/engine.go changesMetricSchema)',
    example: 'temperature atan2 2',
  },
  {
    query: /std(?:dev|var) (?:by|without)?/,
    difference: /NaN at \d+, expected 0$/,
    what: 'stddev and stdvar of one value that is not finite are NaN (3.0, prometheus#14941)',
    example: 'stddev by (nothing) (vector(0 / 0))',
  },
];

interface Change {
  /** A difference is this one where both the query and what is wrong with its answer match. */
  readonly query: RegExp;
  readonly difference: RegExp;
  readonly what: string;
  /** A query that shows it. */
  readonly example: string;
}

const isKnown = ({ query }: AskedQuery, problem: string): boolean =>
  CHANGED_SINCE_2_42.some((change) => change.query.test(query) && change.difference.test(problem));

describe.skipIf(missing !== undefined)('a real Prometheus', () => {
  let server: LiveServer;
  let client: PrometheusClient;
  let truth: readonly Answer[];

  beforeAll(async () => {
    server = await startServer(DATA.text);
    const connection = await readConnection({ url: server.url }, { cwd: '.', env: {} });
    client = prometheusEvaluator({ connection });
    truth = await inTurn(QUERIES, (asked) => answerOverHttp(server.url, asked));
    const empty = truth.filter((answer) => answer.error === undefined && answer.result.length === 0).length;
    const errors = truth.filter((answer) => answer.error !== undefined).length;
    console.log(
      `live oracle: Prometheus ${server.version}, ${DATA.seriesCount} series, ${DATA.sampleCount} samples, ` +
        `${QUERIES.length} queries (${empty} answers are empty, ${errors} are errors)`,
    );
  }, 60_000);

  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  test('gives answers to compare with', () => {
    const telling = truth.filter((answer) => answer.error === undefined && answer.result.length > 0);
    expect(telling.length).toBeGreaterThan(400);
    expect(new Set(QUERIES.map(({ kind }) => kind))).toEqual(new Set(['instant', 'range']));
  });

  test('answers as the engine does over the text', async () => {
    const evaluator = recordedEvaluator(await readRecordings([server.textFile]));
    expect(await differences(evaluator, truth)).toEqual([]);
  }, 60_000);

  test('answers as the engine does over its own data folder', async () => {
    const evaluator = recordedEvaluator(await readRecordings([server.dataFolder]));
    expect(await differences(evaluator, truth)).toEqual([]);
  }, 60_000);

  test('answers the client as it answers anybody', async () => {
    expect(await differences(client, truth)).toEqual([]);
  }, 60_000);

  test('is recorded so that the queries of manifests have the same answers', async () => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'rolloutlint-live-'));
    try {
      const chosen = QUERIES.filter((_, i) => truth[i]?.error === undefined).slice(0, 60);
      writeFileSync(path.join(cwd, 'template.yaml'), templateOf(chosen.map(({ query }) => query)));
      const fromMs = DATA.startMs + 60 * 60_000 + 7_000;
      const toMs = fromMs + 15 * 60_000;
      const times = ['--from', new Date(fromMs).toISOString(), '--to', new Date(toMs).toISOString()];
      const { exit, stderr } = await inProcess(
        ['record', 'template.yaml', '--prometheus', server.url, ...times, '-o', 'out.om.gz'],
        cwd,
        '',
      );
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: expect.stringContaining('wrote out.om.gz') });
      const evaluator = recordedEvaluator(await readRecordings([path.join(cwd, 'out.om.gz')]));
      const found: string[] = [];
      for (const { query } of chosen) {
        for (const timeMs of [fromMs, fromMs + 6 * 60_000, toMs]) {
          const asked: AskedQuery = { query, kind: 'instant', timeMs };
          const expected = await answerOverHttp(server.url, asked);
          const problem = compareAnswers(expected, answerOf(await evaluator.instant(query, timeMs)), {});
          if (problem === undefined || isKnown(asked, problem)) continue;
          found.push(`${query} at ${timeMs}: ${problem}`);
        }
      }
      expect(found).toEqual([]);
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  }, 60_000);

  test.each(CHANGED_SINCE_2_42)('really differs: $what', async ({ query, difference, example }) => {
    const evaluator = recordedEvaluator(await readRecordings([server.textFile]));
    const asked: AskedQuery = { query: example, kind: 'instant', timeMs: DATA.startMs + 3_607_000 };
    const expected = await answerOverHttp(server.url, asked);
    const actual = answerOf(await evaluator.instant(example, asked.timeMs));
    expect(compareAnswers(expected, actual, {})).toMatch(difference);
    expect(example).toMatch(query);
  });
});

/** A template that asks the queries. */
const templateOf = (queries: readonly string[]): string =>
  JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'all' },
    spec: {
      metrics: queries.map((query, i) => ({
        name: `m${i}`,
        provider: { prometheus: { address: 'http://prometheus:9090', query } },
      })),
    },
  });

async function inTurn<T>(queries: readonly AskedQuery[], ask: (asked: AskedQuery) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (const asked of queries) answers.push(await ask(asked));
  return answers;
}

/** As the server sends it, without anything of ours in between. */
async function answerOverHttp(url: string, asked: AskedQuery): Promise<Answer> {
  const body = new URLSearchParams({ query: asked.query });
  if (asked.kind === 'instant') body.set('time', String(asked.timeMs / 1000));
  else {
    body.set('start', String(asked.startMs / 1000));
    body.set('end', String(asked.endMs / 1000));
    body.set('step', String(asked.stepMs / 1000));
  }
  const kind = asked.kind === 'instant' ? 'query' : 'query_range';
  const reply = await fetch(`${url}/api/v1/${kind}`, { method: 'POST', body });
  const json = (await reply.json()) as { readonly status: string; readonly data: Answer; readonly error: string };
  return json.status === 'success' ? json.data : { error: { message: json.error } };
}

/** Each difference that is not a known change, with its query, its time, and both answers. */
async function differences(evaluator: Evaluator, truth: readonly Answer[]): Promise<readonly string[]> {
  const found: string[] = [];
  let known = 0;
  for (const [i, asked] of QUERIES.entries()) {
    const expected = truth[i];
    if (expected === undefined) throw new Error('there is no answer to compare with');
    const { query, ...when } = asked;
    const result =
      asked.kind === 'instant' ? await evaluator.instant(query, asked.timeMs) : await evaluator.range(query, asked);
    const actual = answerOf(result);
    const problem = compareAnswers(expected, actual, {});
    if (problem === undefined) continue;
    if (isKnown(asked, problem)) known++;
    else {
      found.push(
        `${query}\n  ${JSON.stringify(when)}\n  ${problem}\n  server ${cut(expected)}\n  here   ${cut(actual)}`,
      );
    }
  }
  if (known > 0) console.log(`live oracle: ${known} of ${QUERIES.length} answers differ by a known change since 2.42`);
  return found;
}

const cut = (answer: Answer): string => JSON.stringify(answer).slice(0, 600);
