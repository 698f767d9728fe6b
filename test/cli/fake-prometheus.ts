import { createServer } from 'node:http';
import { recordedEvaluator } from '../../src/evaluation/recorded.ts';
import { dataOf } from '../../src/prometheus/api.ts';
import { makeMatcher } from '../../src/promql/engine/plan/matchers.ts';
import type { QueryResult } from '../../src/promql/engine/result.ts';
import { allMatchers, parsePromql, preparePromql } from '../../src/promql/index.ts';
import type { Recording } from '../../src/recording/recording.ts';

export interface FakePrometheus {
  readonly url: string;
  /** The queries so far. */
  asked: string[];
  /** So many are answered before the disk is full. */
  patience: number;
  /** What it says of its answers. */
  warnings: string[];
  /** What happens while it is asked. */
  onQuery: () => void;
  close(): Promise<void>;
}

/** A server with the HTTP API over a recording. */
export async function fakePrometheus(data: Recording): Promise<FakePrometheus> {
  await preparePromql();
  const evaluator = recordedEvaluator(data);
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', async () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake');
      const fields = body === '' ? searchParams : new URLSearchParams(body);
      const query = fields.get('query');
      if (query !== null) {
        fake.asked.push(query);
        fake.onQuery();
      }
      const fail = (errorType: string, error: string): unknown => ({ status: 'error', errorType, error });
      const answer =
        fake.asked.length > fake.patience
          ? fail('execution', 'the disk is full')
          : await answerTo(pathname, fields, fail);
      response.setHeader('content-type', 'application/json');
      if (fake.asked.length > fake.patience) response.statusCode = 422;
      response.end(JSON.stringify(answer));
    });
  });
  const ms = (text: string | null): number => Number(text) * 1000;
  const answered = ({ value, error }: QueryResult, fail: (type: string, message: string) => unknown): unknown =>
    value === undefined
      ? fail('bad_data', error?.message ?? '')
      : { status: 'success', data: dataOf(value), warnings: fake.warnings };

  async function answerTo(
    pathname: string,
    fields: URLSearchParams,
    fail: (type: string, message: string) => unknown,
  ): Promise<unknown> {
    const query = fields.get('query') ?? '';
    switch (pathname) {
      case '/api/v1/query':
        return answered(await evaluator.instant(query, ms(fields.get('time'))), fail);
      case '/api/v1/query_range': {
        const [startMs, endMs, stepMs] = [ms(fields.get('start')), ms(fields.get('end')), ms(fields.get('step'))];
        return answered(await evaluator.range(query, { startMs, endMs, stepMs }), fail);
      }
      case '/api/v1/series': {
        const { expr } = parsePromql(fields.get('match[]') ?? '');
        if (expr?.kind !== 'VectorSelector') return fail('bad_data', 'no selector');
        const matchers = allMatchers(expr).map(({ label, op, value }) => makeMatcher(label.text, op, value.text));
        const [startMs, endMs] = [ms(fields.get('start')), ms(fields.get('end'))];
        const series = data
          .select(matchers, startMs, endMs)
          .filter(({ timestampsMs }) => timestampsMs.some((timeMs) => timeMs >= startMs && timeMs <= endMs));
        return { status: 'success', data: series.map(({ labels }) => labels.toObject()) };
      }
      case '/api/v1/label/__name__/values':
        return { status: 'success', data: data.labelValues('__name__') };
      default:
        return fail('not_found', pathname);
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const fake: FakePrometheus = {
    url: `http://127.0.0.1:${port}`,
    asked: [],
    patience: Infinity,
    warnings: [],
    onQuery: () => {},
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}
