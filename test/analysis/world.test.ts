import { beforeAll, describe, expect, test } from 'vitest';
import { parseFault } from '../../src/analysis/faults.ts';
import { readRecordedValues } from '../../src/analysis/recorded/values.ts';
import { NEW_STATUS, type Run } from '../../src/analysis/run.ts';
import { simulate } from '../../src/analysis/simulate.ts';
import { type WorldSources, worldOf } from '../../src/analysis/world.ts';
import { recordedEvaluator } from '../../src/evaluation/recorded.ts';
import { prepareExpr } from '../../src/expr/index.ts';
import { LabelSet } from '../../src/promql/engine/labels.ts';
import type { QueryResult, QueryValue } from '../../src/promql/engine/result.ts';
import type { Evaluator } from '../../src/promql/evaluator.ts';
import { recordingOf } from '../../src/recording/build.ts';

const START_MS = Date.UTC(2026, 2, 1, 10);

beforeAll(prepareExpr);

const REMARKS = { warnings: [], infos: [] };
const answering = (value: QueryValue): Evaluator => answeringAll({ ...REMARKS, value, error: undefined });
const answeringAll = (result: QueryResult): Evaluator => ({
  instant: async () => result,
  range: async () => result,
});
const vector = (...values: readonly number[]): QueryValue => ({
  type: 'vector',
  samples: values.map((value, index) => ({
    labels: LabelSet.of({ pod: `p${index}` }),
    timestampMs: START_MS,
    value,
    histogram: undefined,
  })),
});

const runOf = (...metrics: readonly object[]): Run => ({
  spec: { metrics: metrics.map((metric) => ({ name: 'm', ...metric })) },
  status: NEW_STATUS,
});
const prometheus = { prometheus: { address: 'http://prometheus:9090/', query: 'up' } };

async function play(run: Run, sources: WorldSources, hours = 1) {
  const { steps, run: after } = await simulate(run, worldOf(sources), {
    startMs: START_MS,
    horizonMs: START_MS + hours * 3_600_000,
  });
  return { steps, status: after.status, measurements: after.status.metricResults[0]?.measurements ?? [] };
}

const faultOf = (text: string) => {
  const parsed = parseFault(text, START_MS);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.fault;
};

describe('a Prometheus metric', () => {
  test('is judged by what the evaluator answers, and tells what it asked', async () => {
    const { steps, status, measurements } = await play(
      runOf({ provider: prometheus, successCondition: 'result[0] > 0.9' }),
      { evaluator: answering(vector(0.5, 1)) },
    );
    expect(measurements).toEqual([
      { phase: 'Failed', value: '[0.5,1]', startedAtMs: START_MS, finishedAtMs: START_MS },
    ]);
    expect(status.metricResults[0]?.metadata).toEqual({ ResolvedPrometheusQuery: 'up' });
    expect(steps[0]?.taken[0]?.traces).toEqual([
      {
        kind: 'query',
        query: 'up',
        atMs: START_MS,
        seriesCount: 2,
        series: ['{pod="p0"}', '{pod="p1"}'],
        infos: [],
      },
    ]);
  });

  test.each([
    [
      { type: 'bad-data', message: '1:3: parse error: unexpected end of input' },
      'bad_data: invalid parameter "query": 1:3: parse error: unexpected end of input',
    ],
    [{ type: 'bad-data', message: 'no such query' }, 'bad_data: invalid parameter "query": no such query'],
    [
      { type: 'bad-data', message: 'end timestamp must not be before start time' },
      'bad_data: invalid parameter "end": end timestamp must not be before start time',
    ],
    [{ type: 'execution', message: 'multiple matches for labels' }, 'execution: multiple matches for labels'],
    [{ type: 'timeout', message: 'query timed out in expression evaluation' }, 'server_error: server error: 503'],
  ] as const)('has the words of the Go client for %o', async (error, message) => {
    const { measurements } = await play(runOf({ provider: prometheus }), {
      evaluator: answeringAll({ ...REMARKS, value: undefined, error }),
    });
    expect(measurements[0]).toMatchObject({ phase: 'Error', message });
  });

  test('cannot be a text, which the Go client refuses', async () => {
    const { measurements } = await play(runOf({ provider: prometheus }), {
      evaluator: answering({ type: 'string', timestampMs: START_MS, value: 'x' }),
    });
    expect(measurements[0]).toMatchObject({
      phase: 'Error',
      message:
        'unmarshalerDecoder: unexpected value type "string", error found in #10 byte of ...|9200,"x"]}|..., ' +
        'bigger context ...|{"resultType":"string","result":[1772359200,"x"]}|...',
    });
  });

  test('that does not parse is refused where the server refuses it', async () => {
    const engine = recordedEvaluator(recordingOf([]));
    const message = async (query: string) =>
      (await play(runOf({ provider: { prometheus: { address: 'http://p', query } } }), { evaluator: engine }))
        .measurements[0]?.message;
    expect(await message('up +\n  up{')).toBe(
      'bad_data: invalid parameter "query": 2:6: parse error: unexpected end of input inside braces',
    );
    expect(await message('')).toBe(
      'bad_data: invalid parameter "query": unknown position: parse error: no expression found in input',
    );
  });

  test('keeps warnings in the measurement', async () => {
    const result: QueryResult = { value: vector(1), error: undefined, warnings: ['b', 'a'], infos: ['i'] };
    const { measurements } = await play(runOf({ provider: prometheus }), { evaluator: answeringAll(result) });
    expect(measurements[0]?.metadata).toEqual({ warnings: '"a", "b"' });
  });

  test('without an address errs as in a cluster, unless the controller has one', async () => {
    const run = runOf({ provider: { prometheus: { query: 'up' } } });
    const evaluator = answering(vector(1));
    const { status } = await play(run, { evaluator });
    expect(status.message).toContain('"Error Message: prometheus address is not configured"');
    expect((await play(run, { evaluator, defaultAddress: 'http://p' })).status.phase).toBe('Successful');
  });
});

describe('recorded values', () => {
  const values = (document: object) => {
    const read = readRecordedValues(document);
    expect(read.problems).toEqual([]);
    return read.values;
  };

  test.each([
    [{ wavefront: {} }, 'result > 1', 2.345, 'Successful', '2.35'],
    [{ wavefront: {} }, 'result[1] > 1', [1, 2.345], 'Successful', '[1.00,2.35]'],
    [{ datadog: {} }, 'default(result, 0) < 1', null, 'Successful', '[]'],
    [{ datadog: {} }, 'result < 1', 0.25, 'Successful', '0.25'],
    [{ graphite: {} }, 'all(result, # < 2)', [1, null, 1.5], 'Successful', '[1.000000,1.500000]'],
    [{ newRelic: {} }, 'result.rate > 0.9', { rate: 0.95 }, 'Successful', '{"rate":0.95}'],
    [{ newRelic: {} }, 'len(result) == 2', [{ a: 1 }, { a: 2 }], 'Successful', '[{"a":1},{"a":2}]'],
    [{ cloudWatch: {} }, 'all(result[0].Values, # < 3)', [[1, 2], [3]], 'Successful', '[[1 2] [3]]'],
    [{ influxdb: {} }, 'result[0] == 1', [1, 'x'], 'Successful', '[1 x]'],
    [{ skywalking: {} }, 'result.a.b == 1', { a: { b: 1 } }, 'Successful', '{"a":{"b":1}}'],
    [{ web: { url: 'http://x' } }, 'result.ok', { ok: true }, 'Successful', '{"ok":true}'],
    [{ kayenta: { threshold: { pass: 90, marginal: 75 } } }, undefined, 80.9, 'Inconclusive', '80'],
    [prometheus, 'isNaN(result[0])', ['NaN'], 'Successful', '[NaN]'],
  ])('of %o have the type that %s sees', async (provider, successCondition, value, phase, text) => {
    const { measurements } = await play(runOf({ provider, successCondition }), { values: values({ m: [value] }) });
    expect(measurements[0]).toMatchObject({ phase, value: text });
    expect(measurements[0]?.message).toBeUndefined();
  });

  test.each([
    [{ newRelic: {} }, 'no results returned from NRQL query'],
    [{ wavefront: {} }, 'No TimeSeries found in response from Wavefront'],
    [{ graphite: {} }, 'no values found'],
    [{ influxdb: {} }, 'no results returned from flux query'],
  ])('without data err in the words of %o', async (provider, message) => {
    const { measurements } = await play(runOf({ provider, successCondition: 'true' }), { values: values({ m: [[]] }) });
    expect(measurements[0]).toMatchObject({ phase: 'Error', message });
  });

  test('answer in turn, and the last one again', async () => {
    const run = runOf({
      provider: prometheus,
      interval: '30s',
      count: 4,
      failureLimit: 4,
      successCondition: 'result[0] > 0',
    });
    const { steps, measurements } = await play(run, { values: values({ m: [[1], [0], { error: 'gone' }, [2]] }) });
    expect(measurements.map(({ phase }) => phase)).toEqual([
      'Successful',
      'Failed',
      'Error',
      'Successful',
      'Successful',
    ]);
    expect(steps.at(-1)?.taken[0]?.traces).toEqual([{ kind: 'recorded', index: 3, isRepeated: true }]);
  });

  test('with times answer when their time has come', async () => {
    const run = runOf({
      provider: prometheus,
      interval: '30s',
      count: 4,
      successCondition: 'result > 0',
      failureLimit: 4,
    });
    const { measurements } = await play(run, {
      values: values({ m: [{ value: 1 }, { value: 0, at: '45s' }].map((each) => ({ at: '0s', ...each })) }),
    });
    expect(measurements.map(({ value }) => value)).toEqual(['1', '1', '0', '0']);
  });

  test('of a job are in flight until it ends', async () => {
    const { steps, status, measurements } = await play(runOf({ provider: { job: { spec: {} } } }), {
      values: values({ m: [{ phase: 'Failed', after: '2m' }] }),
    });
    expect(steps[0]?.run.status.metricResults[0]?.measurements[0]?.phase).toBe('Running');
    const [{ startedAtMs = 0, finishedAtMs = 0 } = {}] = measurements;
    expect(finishedAtMs - startedAtMs).toBeGreaterThanOrEqual(120_000);
    expect(finishedAtMs - startedAtMs).toBeLessThan(140_000);
    expect(status.phase).toBe('Failed');
  });

  test('of a job are kept as long as those of any other metric', async () => {
    const { measurements } = await play(runOf({ provider: { job: {} }, interval: '30s', count: 12 }), {
      values: values({ m: [{ phase: 'Successful', after: '5s' }] }),
    });
    expect(measurements).toHaveLength(10);
    expect(measurements.every(({ phase }) => phase === 'Successful')).toBe(true);
  });

  test('are read from what people write, with what is wrong in it', () => {
    expect(readRecordedValues({ a: [{ phase: 'Sucessful' }, { vlaue: 1, at: '1s' }], b: [] }).problems).toEqual([
      'values.a[0]: phase: expected one of Successful, Failed, Error, Inconclusive, Running, got "Sucessful"',
      'values.a[1]: unknown field "vlaue"; did you mean value?',
      'values.b: the list is empty',
    ]);
  });

  test('are missing: the run says so', async () => {
    const { measurements } = await play(runOf({ provider: { newRelic: { query: 'x' } } }), {});
    expect(measurements[0]?.message).toBe('nothing answers the newRelic metric "m": it needs recorded values');
  });
});

describe('a fault', () => {
  const run = runOf({ provider: prometheus, interval: '30s', count: 4 });
  const evaluator = answering(vector(1));
  const messages = async (text: string, played = run, sources: WorldSources = { evaluator }) =>
    (await play(played, { ...sources, faults: [faultOf(text)] })).measurements.map(({ message }) => message);

  test('of a status lasts as long as it is said to, and is retried after ten seconds', async () => {
    const { measurements } = await play(run, { evaluator, faults: [faultOf('503 from +25s for 20s')] });
    expect(measurements.map(({ phase, startedAtMs = 0 }) => [phase, (startedAtMs - START_MS) / 1000])).toEqual([
      ['Successful', 0],
      ['Error', 30],
      ['Error', 40],
      ['Successful', 50],
      ['Successful', 80],
      ['Successful', 110],
    ]);
    expect(measurements[1]?.message).toBe('server_error: server error: 503');
  });

  test('of a timeout takes the time that the controller waits', async () => {
    const { measurements } = await play(run, { evaluator, faults: [faultOf('timeout from 10:00 for 5s')] });
    expect(measurements[0]).toMatchObject({
      phase: 'Error',
      message: 'Post "http://prometheus:9090/api/v1/query": context deadline exceeded',
      finishedAtMs: START_MS + 30_000,
    });
    expect(measurements[1]?.startedAtMs).toBe(START_MS + 40_000);
  });

  test('reads as net/http says it', async () => {
    expect(await messages('refused for 1s')).toContain(
      'Post "http://prometheus:9090/api/v1/query": dial tcp prometheus:9090: connect: connection refused',
    );
    const web = runOf({ provider: { web: { url: 'https://x/health' } } });
    const { values } = readRecordedValues({ m: { status: 200, body: 'ok' } });
    expect(await messages('refused for 1s', web, { values })).toContain(
      'Get "https://x/health": dial tcp x:443: connect: connection refused',
    );
    expect(await messages('502 for 1s', web, { values })).toContain('received non 2xx response code: 502');
  });

  test('can be an answer without data, or one that is no number', async () => {
    const judged = runOf({ provider: prometheus, successCondition: 'result[0] > 0' });
    expect((await play(judged, { evaluator, faults: [faultOf('nan')] })).measurements[0]).toMatchObject({
      phase: 'Failed',
      value: '[NaN]',
    });
    expect((await messages('empty for 1s', judged))[0]).toContain('metric result is nil or empty');
  });

  test('can strike one metric alone', async () => {
    const two = runOf({ provider: prometheus }, { provider: prometheus, name: 'other' });
    const { status } = await play(two, { evaluator, faults: [faultOf('503 for 5s metric other')] });
    expect(status.metricResults.map(({ name, error }) => [name, error])).toEqual([
      ['m', 0],
      ['other', 1],
    ]);
  });

  test('has a time of day at or after the start', () => {
    expect(faultOf('nan from 10:00').fromMs).toBe(START_MS);
    expect(faultOf('nan from 09:59').fromMs).toBe(START_MS + 86_340_000);
    expect(faultOf('nan from 2026-03-01T11:00:00+01:00').fromMs).toBe(START_MS);
  });

  test.each(['', '200', 'boom', '503 from', '503 from noon', '503 for 0s', 'nan for 1s for 2s', '503 at 12:00'])(
    'is refused where it says nothing: %j',
    (text) => {
      const parsed = parseFault(text, START_MS);
      expect(parsed.ok).toBe(false);
      expect(parsed.ok ? '' : parsed.error).toMatch(/^fault ".*write it as /);
    },
  );
});
