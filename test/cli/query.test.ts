import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableOf } from '../../src/cli/query/table.ts';
import { recordedEvaluator } from '../../src/evaluation/recorded.ts';
import { LabelSet } from '../../src/promql/engine/labels.ts';
import { recordingOf } from '../../src/recording/build.ts';
import { paintFor } from '../../src/report/pretty/paint.ts';
import { series } from '../evaluation/support.ts';
import { type FakePrometheus, fakePrometheus } from './fake-prometheus.ts';
import { inProcess } from './scenario.ts';

const data = recordingOf([
  series({ __name__: 'requests_total', app: 'shop', code: '200' }, [0, 3, 6, 9, 12, 15, 18, 21]),
  series({ __name__: 'requests_total', app: 'shop', code: '500' }, [0, 0, 1, NaN, undefined, undefined, 4, 8]),
  series({ __name__: 'up', app: 'shop' }, [1, 1, 1]),
]);

let server: FakePrometheus;

beforeAll(async () => {
  server = await fakePrometheus(data);
});

afterAll(() => server.close());

const ask = (...args: string[]) => inProcess(['query', ...args, '--prometheus', server.url], '/', '');

describe('query asks a server', () => {
  test('at a time', async () => {
    expect(await ask('sum by (code) (requests_total)', '--time', '60')).toEqual({
      exit: 0,
      stdout: '1970-01-01T00:01:00Z  2 elements\n  code  value\n  200      12\n  500     NaN\n',
      stderr: '',
    });
  });

  test('over a range', async () => {
    const { stdout } = await ask('up', '--start', '0', '--end', '60', '--step', '30', '--format', 'json');
    expect(JSON.parse(stdout)).toEqual({
      resultType: 'matrix',
      result: [
        {
          metric: { __name__: 'up', app: 'shop' },
          values: [
            [0, '1'],
            [30, '1'],
            [60, '1'],
          ],
        },
      ],
    });
  });

  test('why an answer is empty', async () => {
    const { exit, stdout, stderr } = await ask('rate(request_total[5m]) / requests_total{code="5O0"}', '--time', '60');
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: '' });
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      'rolloutlint: the answer is empty',
      '  request_total matches nothing: there is no metric request_total; did you mean requests_total?',
      '  requests_total{code="5O0"} matches nothing: code is "200", "500"; did you mean 500?',
    ]);
  });

  test('what it thinks of a query that does not parse, and shows the place', async () => {
    const { exit, stderr } = await ask('sum(up', '--time', '60');
    expect(exit).toBe(2);
    expect(stderr).toBe('rolloutlint: the query is no PromQL: this `(` is never closed\n  1 | sum(up\n    |    ^\n');
  });
});

const ESC = '\u001b';
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

function vectorTable(labelled: readonly Record<string, string>[], width?: number): string {
  const samples = labelled.map((labels) => ({
    labels: LabelSet.of(labels),
    timestampMs: 0,
    value: 1,
    histogram: undefined,
  }));
  const times = { startMs: 0, endMs: 0 };
  return tableOf({ type: 'vector', samples }, times, {
    paint: paintFor(false, false),
    width,
    about: '',
    steps: undefined,
  });
}

describe('the table of a vector', () => {
  test('escapes what would steer a terminal, and leaves other characters as they are', () => {
    const values = [`${ESC}[31mred`, 'new\nline', '\u009b31m', '\u202eevil', '日本語', 'a\\tb'];
    const table = vectorTable(values.map((path) => ({ path })));
    expect(table).not.toMatch(STEERING);
    expect(table.split('\n')).toHaveLength(values.length + 3);
    for (const text of ['"\\x1b[31mred"', '"new\\nline"', '"\\u009b31m"', '"\\u202eevil"', ' 日本語 ', ' a\\tb ']) {
      expect(table).toContain(text);
    }
  });

  test('cuts long labels on a terminal, the longest first, so that values are in sight', () => {
    const table = vectorTable(
      [
        { path: 'x'.repeat(300), code: '200' },
        { path: '語'.repeat(50), code: '500' },
      ],
      40,
    );
    expect(table.split('\n').slice(1)).toEqual([
      '  code  path                       value',
      `  200   ${'x'.repeat(24)}…      1`,
      `  500   ${'語'.repeat(12)}…      1`,
      '',
    ]);
  });

  test('has as many rows as there are elements, even if there are more than a call takes arguments', () => {
    const table = vectorTable(Array.from({ length: 150_000 }, (_, i) => ({ i: String(i) })));
    expect(table.split('\n')).toHaveLength(150_003);
  });
});

test('a string and what a server says do not steer the terminal', async () => {
  const { stdout } = await ask(`"${ESC}[31mred"`, '--time', '60');
  expect(stdout).toBe('"\\x1b[31mred"\n');
  const json = await ask('"\u009b31m"', '--time', '60', '--format', 'json');
  expect(json.stdout).not.toMatch(STEERING);
  expect(JSON.parse(json.stdout)).toEqual({ resultType: 'string', result: [60, '\u009b31m'] });
  const hostile = createServer((_, response) => {
    const error = `${ESC}[31mfirst\nsecond`;
    response.statusCode = 422;
    response.end(JSON.stringify({ status: 'error', errorType: 'execution', error }));
  }).listen(0, '127.0.0.1');
  await once(hostile, 'listening');
  const url = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
  const told = await inProcess(['query', 'up', '--prometheus', url], '/', '');
  hostile.close();
  expect(told).toEqual({ exit: 1, stdout: '', stderr: 'rolloutlint: \uFFFD[31mfirst second\n' });
});

test('a server that does not answer in time cannot be read', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const { exit, stderr } = await inProcess(
    ['query', 'up', '--prometheus', url, '--prometheus-timeout', '50ms'],
    '/',
    '',
  );
  silent.closeAllConnections();
  silent.close();
  expect(stderr).toContain('did not answer within');
  expect(exit).toBe(2);
});

describe('the table of a range', () => {
  test('draws the values on a terminal, blank where there are none', async () => {
    const times = { startMs: 0, endMs: 105_000, stepMs: 15_000 };
    const { value } = await recordedEvaluator(data, { lookbackMs: 10_000 }).range('requests_total', times);
    if (value === undefined) throw new Error('no answer');
    const table = tableOf(value, times, { paint: paintFor(false, false), width: 80, about: '', steps: 8 });
    expect(table).toBe(`1970-01-01T00:00:00Z to 1970-01-01T00:01:45Z  2 elements  requests_total{app="shop"}
  code            points  first  last  min  max
  200   ▁▂▃▄▅▆▇█     8/8      0    21    0   21
  500   ▁▁▂   ▅█     6/8      0     8    0    8
`);
  });
});
