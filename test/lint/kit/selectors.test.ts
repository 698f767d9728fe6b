import { beforeAll, describe, expect, test } from 'vitest';
import { counterName, gaugeName } from '../../../src/lint/kit/queries/counters.ts';
import { namedQueries } from '../../../src/lint/kit/queries/named-queries.ts';
import { fitsNoStatus, isHashLabel, isStatusLabel, outcomeOf } from '../../../src/lint/kit/queries/selectors.ts';
import { parsePromql, preparePromql, selectorsOf, type VectorSelector } from '../../../src/promql/index.ts';

beforeAll(() => preparePromql());

function selector(text: string): VectorSelector {
  const { expr } = parsePromql(text);
  const [first] = expr === undefined ? [] : selectorsOf(expr);
  if (first === undefined) throw new Error(`no selector in ${text}`);
  return first;
}

describe('status labels', () => {
  test.each(['code', 'status', 'status_code', 'response_code', 'http_response_status_code'])('%s is one', (label) => {
    expect(isStatusLabel(label)).toBe(true);
  });

  test.each(['grpc_code', 'envoy_response_code_class', 'country_code', 'phase'])('%s is none', (label) => {
    expect(isStatusLabel(label)).toBe(false);
  });

  test.each([
    ['x{code=~"5.."}', 'errors'],
    ['x{code!~"5.*"}', 'success'],
    ['x{code="500"}', 'errors'],
    ['x{code=~"2..|3.."}', 'success'],
    ['x{code=~"[45].."}', 'errors'],
    ['x{code!="404"}', undefined],
    ['x{code=~"{{args.codes}}"}', undefined],
    ['x{app="a"}', undefined],
  ])('%s selects %s', (text, outcome) => {
    expect(outcomeOf(selector(text).matchers)).toBe(outcome);
  });

  test.each([
    ['x{code=~"5"}', true],
    ['x{code!~"5xx"}', true],
    ['x{code=~"5.*"}', false],
    ['x{code=~".+"}', false],
  ])('whether %s fits no code: %s', (text, expected) => {
    expect(selector(text).matchers.map(fitsNoStatus)).toEqual([expected]);
  });
});

describe('names of metrics', () => {
  test.each([
    ['http_requests_total', true],
    ['request_duration_seconds_bucket', true],
    ['request_duration_seconds_count', true],
    ['node_nf_conntrack_entries_count', false],
    ['job:http_requests_total', false],
    ['queue_length', false],
  ])('%s is a counter: %s', (name, expected) => {
    expect(counterName(selector(name)) !== undefined).toBe(expected);
  });

  test.each([
    ['container_memory_usage_bytes', true],
    ['up', true],
    ['node_network_receive_bytes', false],
    ['nginx_ingress_controller_requests', false],
  ])('%s is a gauge: %s', (name, expected) => {
    expect(gaugeName(selector(name)) !== undefined).toBe(expected);
  });
});

test('a hash label is known by its name or from the configuration', () => {
  expect(['rollouts_pod_template_hash', 'rs_hash', 'hash'].map((label) => isHashLabel(label))).toEqual([
    true,
    true,
    true,
  ]);
  expect([isHashLabel('build'), isHashLabel('build', ['build'])]).toEqual([false, true]);
});

describe('an object of queries', () => {
  test('is known by its first key, quoted or not', () => {
    expect(namedQueries('{ "a": up, "b c": down }')).toEqual({ names: ['a', 'b c'], first: { start: 2, end: 5 } });
    expect(namedQueries('{\n  canary: up\n}')?.names).toEqual(['canary']);
  });

  test.each(['{"a:b"}', '{job="a"}', '{"http.requests", job="x"}', 'sum({a="b: c"})', ''])('is not %s', (text) => {
    expect(namedQueries(text)).toBeUndefined();
  });
});
