import { beforeAll, describe, expect, test } from 'vitest';
import { fateOf, fateText, recordedCatalogue } from '../../src/evaluation/empty.ts';
import { readsOf, timesOf } from '../../src/evaluation/reads.ts';
import { parsePromql, preparePromql } from '../../src/promql/index.ts';
import { recordingOf } from '../../src/recording/build.ts';
import { series } from './support.ts';

beforeAll(preparePromql);

const recording = recordingOf([
  series({ __name__: 'http_requests_total', code: '200', pod: 'a' }, [1, 2, 3, 4]),
  series({ __name__: 'http_requests_total', code: '500', pod: 'b' }, [1, 2]),
  series({ __name__: 'up', job: 'api' }, [1]),
]);

async function explain(query: string, timeMs = 45_000): Promise<readonly string[]> {
  const { expr } = parsePromql(query);
  if (expr === undefined) throw new Error(`does not parse: ${query}`);
  return Promise.all(
    readsOf(expr).map(async (read) => {
      const times = timesOf(read, { startMs: timeMs, endMs: timeMs });
      const fate = await fateOf(read, times, recordedCatalogue(recording));
      return fateText(read, fate, times, (ms) => `${ms / 1000}s`);
    }),
  );
}

describe('why a selector gives nothing', () => {
  test('it gives something', async () => {
    expect(await explain('http_requests_total')).toEqual(['http_requests_total matches 2 series']);
  });

  test('there is no such metric; the nearest one is named', async () => {
    expect(await explain('http_request_total')).toEqual([
      'http_request_total matches nothing: there is no metric http_request_total; did you mean http_requests_total?',
    ]);
    expect(await explain('{__name__=~"rpc.*"}')).toEqual([
      '{__name__=~"rpc.*"} matches nothing: there is no metric {__name__=~"rpc.*"}',
    ]);
  });

  test('one label has no such value; those that it has are named', async () => {
    expect(await explain('http_requests_total{pod="a", code="50O"}')).toEqual([
      'http_requests_total{pod="a",code="50O"} matches nothing: code is "200", "500"; did you mean 500?',
    ]);
  });

  test('there is no such label', async () => {
    expect(await explain('http_requests_total{cod="200"}')).toEqual([
      'http_requests_total{cod="200"} matches nothing: these series have no label cod; did you mean code?',
    ]);
  });

  test('the conditions never meet', async () => {
    expect(await explain('http_requests_total{pod="a", code="500"}')).toEqual([
      'http_requests_total{pod="a",code="500"} matches nothing: series meet each condition, but none meets all',
    ]);
  });

  test('the samples are from another time', async () => {
    expect(await explain('http_requests_total{code="500"}', 900_000)).toEqual([
      'http_requests_total{code="500"} matches 1 series with samples from 0s to 15s only; the query looks at 600s to 900s',
    ]);
  });
});
