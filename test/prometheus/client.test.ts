import { describe, expect, test } from 'vitest';
import type { PrometheusClient } from '../../src/prometheus/client.node.ts';
import type { SampleChunk } from '../../src/prometheus/samples.ts';
import { joinSeries } from '../../src/promql/engine/join-series.ts';
import {
  type Answering,
  type Asked,
  clientOf,
  EMPTY_VECTOR,
  sendData,
  sendJson,
  serve,
  TOKEN,
  withToken,
} from './support.ts';

const empty: Answering = (_, response) => sendJson(response, EMPTY_VECTOR);
const fields = ({ params }: Asked): Record<string, string> => Object.fromEntries(params);

describe('requests', () => {
  test('an instant query is a form, with its time and how long it may take', async () => {
    const { url, asked } = await serve(empty);
    const client = await clientOf(url, { timeoutMs: 1500 });
    await client.instant('sum(rate(x[5m]))', 1_709_294_400_123);
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /api/v1/query']);
    expect(asked.map(fields)).toEqual([{ query: 'sum(rate(x[5m]))', time: '1709294400.123', timeout: '1500ms' }]);
  });

  test.each(['/mimir/prometheus', '/mimir/prometheus/', '/mimir/prometheus/api/v1/query'])(
    'the path of the URL %s comes before that of the API',
    async (prefix) => {
      const { url, asked } = await serve(empty);
      await (await clientOf(`${url}${prefix}`)).instant('up', 0);
      expect(asked[0]?.path).toBe('/mimir/prometheus/api/v1/query');
    },
  );

  test.each([405, 501])('a server that answers a form with %i is asked by address from then on', async (status) => {
    const { url, asked } = await serve((one, response) =>
      one.method === 'POST' ? response.writeHead(status).end() : sendJson(response, EMPTY_VECTOR),
    );
    const client = await clientOf(url);
    expect((await client.instant('up', 1_000)).error).toBeUndefined();
    await client.instant('up', 2_000);
    expect(asked.map(({ method, params }) => [method, params.get('time')])).toEqual([
      ['POST', '1'],
      ['GET', '1'],
      ['GET', '2'],
    ]);
  });

  test.each([
    [307, 'POST'],
    [302, 'GET'],
  ])('a redirect %i on the same host is followed with %s', async (status, method) => {
    const { url, asked } = await serve((one, response) =>
      one.path.startsWith('/new')
        ? sendJson(response, EMPTY_VECTOR)
        : response.writeHead(status, { location: '/new/api/v1/query?from=old' }).end(),
    );
    const client = await clientOf(url, withToken);
    expect((await client.instant('up', 1_000)).error).toBeUndefined();
    expect(asked.map((one) => [one.method, one.path, one.params.get('query')])).toEqual([
      ['POST', '/api/v1/query', 'up'],
      [method, '/new/api/v1/query', 'up'],
    ]);
    expect(asked[1]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test('no more requests are under way than allowed, and one connection is kept for the next', async () => {
    let now = 0;
    let most = 0;
    const sockets = new Set<unknown>();
    const { url } = await serve((_, response) => {
      sockets.add(response.socket);
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        sendJson(response, EMPTY_VECTOR);
      }, 5);
    });
    const client = await clientOf(url, { concurrency: 3 });
    await Promise.all(Array.from({ length: 12 }, (_, i) => client.instant('up', i)));
    expect(most).toBe(3);
    expect(sockets.size).toBeLessThanOrEqual(6);
  });
});

describe('attempts', () => {
  const failing = (times: number, status: number, headers: Record<string, string> = {}) => {
    let left = times;
    return serve((_, response) =>
      left-- > 0 ? response.writeHead(status, headers).end('later') : sendJson(response, EMPTY_VECTOR),
    );
  };

  async function patient(url: string, options: Parameters<typeof clientOf>[1] = {}) {
    const waits: number[] = [];
    const client = await clientOf(url, { sleep: async (ms) => waits.push(ms), ...options });
    const { error } = await client.instant('up', 0);
    return { error, waits };
  }

  test.each([429, 502, 503, 504])('%i passes: it is tried again after longer and longer', async (status) => {
    const { url, asked } = await failing(3, status);
    expect(await patient(url, { random: () => 0.5 })).toEqual({ error: undefined, waits: [375, 750, 1500] });
    expect(asked).toHaveLength(4);
  });

  test('the fourth failure is the last', async () => {
    const { url, asked } = await failing(9, 503);
    const { error, waits } = await patient(url);
    expect(error?.message).toContain('answered 503 Service Unavailable: later');
    expect(waits).toEqual([250, 500, 1000]);
    expect(asked).toHaveLength(4);
  });

  test('Retry-After in seconds and as a date', async () => {
    const seconds = await failing(1, 429, { 'retry-after': '7' });
    expect((await patient(seconds.url)).waits).toEqual([7_000]);
    const date = await failing(1, 503, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' });
    expect((await patient(date.url, { now: () => Date.UTC(2015, 9, 21, 7, 27, 48) })).waits).toEqual([12_000]);
  });

  test('nobody waits for an hour', async () => {
    const { url, asked } = await failing(1, 429, { 'retry-after': '3600' });
    const { error, waits } = await patient(url);
    expect(error?.message).toContain('answered 429');
    expect(waits).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 422, 500])('%i does not pass', async (status) => {
    const { url, asked } = await failing(1, status);
    expect((await patient(url)).error).toBeDefined();
    expect(asked).toHaveLength(1);
  });

  test('a query that timed out in the server is not tried again, though its status is 503', async () => {
    const { url, asked } = await serve((_, response) =>
      sendJson(
        response,
        { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' },
        503,
      ),
    );
    expect((await patient(url)).error?.type).toBe('timeout');
    expect(asked).toHaveLength(1);
  });

  test('a connection that is reset', async () => {
    let left = 2;
    const { url, asked } = await serve((_, response) =>
      left-- > 0 ? response.socket?.resetAndDestroy() : sendJson(response, EMPTY_VECTOR),
    );
    expect((await patient(url)).error).toBeUndefined();
    expect(asked).toHaveLength(3);
  });
});

/** Answers range queries with the time of each step as its value, if it has at most so many steps. */
const timesOfSteps =
  (most: number): Answering =>
  ({ params }, response) => {
    const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) => Number(params.get(name)));
    const count = Math.floor((end - start) / step + 1e-9) + 1;
    if (count > most) {
      const error = 'exceeded maximum resolution of 11,000 points per timeseries: too many samples';
      sendJson(response, { status: 'error', errorType: 'bad_data', error }, 422);
      return;
    }
    const values = Array.from({ length: count }, (_, i) => {
      const time = Math.round((start + i * step) * 1000) / 1000;
      return [time, String(time)];
    });
    sendData(response, 'matrix', [
      { metric: { b: '1' }, values: values.filter((_, i) => i % 2 === 0) },
      { metric: { a: '1' }, values },
    ]);
  };

describe('range queries', () => {
  const times = { startMs: 1_000_000, endMs: 1_000_000 + 29_999 * 1_500, stepMs: 1_500 };

  test.each([
    ['that are too long for a server', 11_000, 3],
    ['that are too much for a server are halved', 3_000, 3 + 6 + 12],
  ])('%s are asked in parts', async (_, most, requests) => {
    const { url, asked } = await serve(timesOfSteps(most));
    const { value, error } = await (await clientOf(url)).range('x', times);
    expect(error).toBeUndefined();
    const [a, b] = value?.type === 'matrix' ? value.series : [];
    expect([a?.labels.toString(), b?.labels.toString()]).toEqual(['{a="1"}', '{b="1"}']);
    const expected = Array.from({ length: 30_000 }, (_, i) => 1_000_000 + i * 1_500);
    expect(Array.from(a?.timestampsMs ?? [])).toEqual(expected);
    expect(Array.from(a?.values ?? [])).toEqual(expected.map((ms) => ms / 1000));
    expect(asked.length).toBe(requests);
  });

  test('a server that bears nothing is not asked for ever', async () => {
    const { url, asked } = await serve(timesOfSteps(0));
    const { error } = await (await clientOf(url)).range('x', { ...times, endMs: times.startMs + 1_500_000 });
    expect(error?.type).toBe('too-many-samples');
    expect(asked).toHaveLength(7);
  });

  test('what makes no sense is left to the server to refuse', async () => {
    const { url } = await serve((_, response) =>
      sendJson(response, { status: 'error', errorType: 'bad_data', error: 'zero or negative query resolution' }, 400),
    );
    const client = await clientOf(url);
    for (const stepMs of [0, -1, NaN]) {
      const { error } = await client.range('x', { startMs: 0, endMs: 1, stepMs });
      expect(error).toEqual({ type: 'bad-data', message: 'zero or negative query resolution' });
    }
  });
});

describe('raw samples', () => {
  const recorded = Array.from({ length: 4_000 }, (_, i) => 1_700_000_000_000 + i * 15_000 + (i % 7));

  /** A server that answers `x[…]` of its version, with at most so many samples at once. */
  const rangesOf =
    (closed: boolean, most: number): Answering =>
    ({ params }, response) => {
      const end = Math.round(Number(params.get('time')) * 1000);
      const range = Number(/^x\[(\d+)ms\]$/.exec(params.get('query') ?? '')?.[1]);
      const found = recorded.filter((ms) => (closed ? ms >= end - range : ms > end - range) && ms <= end);
      if (found.length > most) {
        sendJson(response, { status: 'error', errorType: 'execution', error: 'too many samples' }, 422);
        return;
      }
      const metric = { __name__: 'x' };
      sendData(response, 'matrix', found.length === 0 ? [] : [{ metric, values: found.map((ms) => [ms / 1000, '1']) }]);
    };

  async function all(client: PrometheusClient, startMs: number, endMs: number) {
    const chunks: SampleChunk[] = [];
    for await (const { value, error } of client.samples('x', startMs, endMs)) {
      if (error !== undefined) return { error, chunks };
      chunks.push(value);
    }
    return { error: undefined, chunks };
  }

  test.each([
    ['ranges are closed (2.x)', true, 10_000],
    ['ranges are left-open (3.x)', false, 10_000],
    ['ranges are closed and short', true, 37],
    ['ranges are left-open and short', false, 37],
  ])('each once where %s', async (_, closed, most) => {
    const { url } = await serve(rangesOf(closed, most));
    const [startMs, endMs] = [recorded[10] ?? 0, recorded[3_990] ?? 0];
    const { chunks, error } = await all(await clientOf(url), startMs, endMs);
    expect(error).toBeUndefined();
    expect(chunks[0]?.startMs).toBe(startMs);
    expect(chunks.at(-1)?.endMs).toBe(endMs);
    for (const [i, chunk] of chunks.slice(1).entries()) expect(chunk.startMs).toBe((chunks[i]?.endMs ?? 0) + 1);
    const [series, ...others] = joinSeries(chunks.map((chunk) => chunk.series));
    expect(others).toEqual([]);
    expect(Array.from(series?.timestampsMs ?? [])).toEqual(recorded.slice(10, 3_991));
  });

  test('a border of chunks on a sample does not double it', async () => {
    const { url } = await serve(rangesOf(true, 10_000));
    const first = recorded[0] ?? 0;
    const client = await clientOf(url);
    // The first chunk is two hours long.
    const { chunks } = await all(client, first - 2 * 3_600_000, first + 2 * 3_600_000);
    expect(chunks.map(({ series }) => series[0]?.timestampsMs[0])).toEqual([undefined, first]);
  });

  test('a server that bears nothing ends it with an error', async () => {
    const { url } = await serve(rangesOf(true, 0));
    const { error, chunks } = await all(await clientOf(url), recorded[0] ?? 0, recorded[9] ?? 0);
    expect(error?.type).toBe('too-many-samples');
    expect(chunks).toEqual([]);
  });

  test('histograms stand between the floats, in their order', async () => {
    const { url } = await serve((_, response) =>
      sendData(response, 'matrix', [
        {
          metric: { __name__: 'x' },
          values: [
            [1, '5'],
            [3, '6'],
          ],
          histograms: [[2, { count: '4', sum: '8', buckets: [[0, '1', '2', '4']] }]],
        },
      ]),
    );
    const { chunks } = await all(await clientOf(url), 0, 10_000);
    const [series] = joinSeries(chunks.map((chunk) => chunk.series));
    expect(Array.from(series?.timestampsMs ?? [])).toEqual([1000, 2000, 3000]);
    expect(Array.from(series?.values ?? [])).toEqual([5, NaN, 6]);
    expect(series?.histograms?.map((histogram) => histogram?.count)).toEqual([undefined, 4, undefined]);
  });

  test('an expression that is no selector is refused', async () => {
    const { url } = await serve(empty);
    const { error } = await all(await clientOf(url), 0, 1);
    expect(error).toEqual({ type: 'bad-data', message: '`x[…]` has a vector for an answer' });
  });
});

describe('lookups', () => {
  test('series, label values, metadata and what the server is', async () => {
    const { url, asked } = await serve(({ path }, response) => {
      const data = new Map<string, unknown>([
        ['/api/v1/series', [{ __name__: 'up', job: 'a' }]],
        ['/api/v1/label/job%2Fx/values', ['a', 'b']],
        ['/api/v1/metadata', { up: [{ type: 'gauge', help: 'Is it up?', unit: '' }] }],
        ['/api/v1/status/buildinfo', { version: '3.14.0', features: {} }],
      ]).get(path);
      sendJson(response, { status: 'success', data });
    });
    const client = await clientOf(url);
    const series = await client.series(['up', '{job="a"}'], 1_000, 2_500);
    expect(series.value?.map(String)).toEqual(['{__name__="up", job="a"}']);
    expect((await client.labelValues('job/x', ['up'], 0, 1)).value).toEqual(['a', 'b']);
    expect((await client.metadata()).value?.get('up')).toEqual([{ type: 'gauge', help: 'Is it up?', unit: '' }]);
    expect((await client.buildInfo()).value).toEqual(new Map([['version', '3.14.0']]));
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET']);
    expect(asked[0]?.params.getAll('match[]')).toEqual(['up', '{job="a"}']);
    expect([asked[0]?.params.get('start'), asked[0]?.params.get('end')]).toEqual(['1', '2.5']);
  });

  test('errors are errors', async () => {
    const { url } = await serve((_, response) => sendJson(response, { status: 'success', data: 'x' }));
    const client = await clientOf(url);
    const answers = [
      await client.series(['up'], 0, 1),
      await client.labelValues('a', [], 0, 1),
      await client.metadata(),
      await client.buildInfo(),
    ];
    for (const { error } of answers) expect(error?.message).toContain('data is a text, not');
  });
});
