import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableOf } from '../../src/cli/query/table.ts';
import { recordedEvaluator } from '../../src/evaluation/recorded.ts';
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

describe('the table of a range', () => {
  test('draws the values on a terminal, blank where there are none', async () => {
    const times = { startMs: 0, endMs: 105_000, stepMs: 15_000 };
    const { value } = await recordedEvaluator(data, { lookbackMs: 10_000 }).range('requests_total', times);
    if (value === undefined) throw new Error('no answer');
    const table = tableOf(value, times, { paint: paintFor(false, false), sparkline: true, about: '', steps: 8 });
    expect(table).toBe(`1970-01-01T00:00:00Z to 1970-01-01T00:01:45Z  2 elements  requests_total{app="shop"}
  code            points  first  last  min  max
  200   ▁▂▃▄▅▆▇█     8/8      0    21    0   21
  500   ▁▁▂   ▅█     6/8      0     8    0    8
`);
  });
});
