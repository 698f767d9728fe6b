import { describe, expect, test } from 'vitest';
import { catalogueSource } from '../../../src/lint/names/catalogue.ts';
import { expositionSource } from '../../../src/lint/names/exposition.ts';
import type { NameSource } from '../../../src/lint/names/names.ts';
import { recordingSource } from '../../../src/lint/names/recording.ts';
import { slipOf } from '../../../src/lint/names/slip.ts';
import { LabelSet } from '../../../src/promql/engine/index.ts';
import { recordingOf } from '../../../src/recording/build.ts';

function shapes(source: NameSource | object): Record<string, unknown> {
  if (!('metrics' in source)) return { failed: source };
  const { metrics } = source as NameSource;
  return Object.fromEntries(
    [...metrics].map(([name, [shape]]) => [
      name,
      [
        ...[...(shape?.labels ?? [])].map(([label, values]) =>
          values === undefined ? label : `${label}=${[...values].join('|')}`,
        ),
        ...(shape?.open ? ['…'] : []),
      ].join(' '),
    ]),
  );
}

describe('an exposition', () => {
  test('gives names, labels and values, and those that the scrape adds', () => {
    const text =
      '# HELP a_total it\n# TYPE a_total counter\na_total{code="200",path="C:\\\\x\\"y"} 1027 1395066363000\na_total{code="500",} +Inf\nb NaN\n';
    expect(shapes(expositionSource('x', text, new Map([['job', 'shop']])))).toEqual({
      a_total: 'code=200|500 path=C:\\x"y job=shop instance',
      b: 'job=shop instance',
    });
  });

  test('may be OpenMetrics, with exemplars, quoted names and an end', () => {
    const text =
      '# TYPE h histogram\nh_bucket{le="1.0"} 3 # {trace_id="a b"} 0.5 1.5\nh_bucket{le="+Inf"} 3\nh_count 3\nh_sum 2\nh_created 1.5\n{"a.b","x y"="1"} 2\n# EOF\nrubbish';
    expect(Object.keys(shapes(expositionSource('x', text, undefined)))).toEqual([
      'h_bucket',
      'h_count',
      'h_sum',
      'h_created',
      'a.b',
    ]);
  });

  test('knows the parts of a family that has no series yet, with any labels', () => {
    expect(shapes(expositionSource('x', '# TYPE h histogram\n# TYPE c counter\nc_total 1\n', new Map()))).toEqual({
      c_total: 'job instance',
      h: 'job instance …',
      h_bucket: 'job instance …',
      h_sum: 'job instance …',
      h_count: 'job instance …',
    });
  });

  test.each([
    ['<html>', 1],
    ['a 1\n\nb{c=1} 2', 3],
    ['a{b="1" 2', 1],
    ['a', 1],
    ['{"status":"success","data":[]}', 1],
    ['', 1],
  ])('is told from other texts: %j', (text, line) => {
    expect(expositionSource('x', text, undefined)).toMatchObject({ line });
  });
});

describe('a catalogue', () => {
  test('lists metrics with their labels and values; histograms and summaries have parts', () => {
    const text =
      'labels: {job: any}\nmetrics:\n  a_total: {type: counter, labels: {code: [200, "404"]}}\n  h: {type: histogram, labels: {}}\n  s: {type: summary, labels: {}}\n  up: {}\n';
    expect(shapes(catalogueSource('x', 'c.yaml', text))).toEqual({
      a_total: 'job code=200|404',
      h: 'job',
      h_bucket: 'job le',
      h_sum: 'job',
      h_count: 'job',
      s: 'job quantile',
      s_sum: 'job',
      s_count: 'job',
      up: 'job …',
    });
  });

  test.each([
    ['', 'a catalogue has `metrics`'],
    ['metrics: [a]', '`metrics` must be a map, not a list'],
    ['metrics: {a: {labels: {b: GET}}}', '`b` is `GET`; write one of `any`'],
    ['metrics: {a: }', '`a` must be a map, not empty'],
    ['metric: {}', 'unknown key `metric`; did you mean `metrics`?'],
  ])('is checked: %j', (text, message) => {
    const errors = catalogueSource('x', 'c.yaml', text) as readonly { readonly text: string }[];
    expect(errors.map((error) => error.text)).toContain(message);
  });
});

test('a recording gives all labels that its series have', () => {
  const series = (labels: Record<string, string>) => ({
    labels: LabelSet.of(labels),
    timestampsMs: new Float64Array([1]),
    values: new Float64Array([1]),
  });
  const recording = recordingOf([series({ __name__: 'a', job: 'x' }), series({ __name__: 'a', job: 'y', pod: 'p' })]);
  expect(shapes(recordingSource('x', recording))).toEqual({ a: 'job=x|y pod=p' });
});

describe('a slip of the pen', () => {
  test.each([
    ['http_request_total', 'http_requests_total'],
    ['httpRequestsTotal', 'http_requests_total'],
    ['get', 'GET'],
    ['/chekcout', '/checkout'],
  ])('%s is meant to be %s', (name, candidate) => expect(slipOf(name, ['other', candidate])).toBe(candidate));

  test.each([
    ['net_rx_bytes_total', 'net_tx_bytes_total'],
    ['checkout-v1', 'checkout-v2'],
    ['latency_min', 'latency_max'],
    ['checkout-a', 'checkout-b'],
    ['errors_total', 'requests_total'],
    ['http_requests', 'http_requests_total'],
    ['x', 'x'],
  ])('%s is not %s', (name, candidate) => expect(slipOf(name, [candidate])).toBeUndefined());
});
