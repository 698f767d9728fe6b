import { beforeAll, describe, expect, test } from 'vitest';
import type { ProviderName } from '../../../src/manifest/metric.ts';
import { resultShape } from '../../../src/manifest/result/shape.ts';
import { inferPromql, parsePromql, preparePromql } from '../../../src/promql/index.ts';
import type { JsonObject } from '../../../src/yaml/tree.ts';

const namesOf = (provider: ProviderName, block: JsonObject = {}): readonly string[] =>
  resultShape({ provider, block }).types.map((type) => (typeof type === 'string' ? type : type.name));

function prometheus(query: string, block: JsonObject = {}) {
  const { expr, errors } = parsePromql(query);
  const inference = expr === undefined || errors.length > 0 ? undefined : inferPromql(expr);
  return resultShape({ provider: 'prometheus', block: { query, ...block }, inference });
}

const typesOf = (query: string, block: JsonObject = {}): readonly string[] =>
  prometheus(query, block).types.map((type) => (typeof type === 'string' ? type : type.name));

beforeAll(preparePromql);

describe('a Prometheus result', () => {
  test('is a number for a scalar', () => {
    expect(typesOf('scalar(sum(up))')).toEqual(['float64']);
    expect(typesOf('1 + 1')).toEqual(['float64']);
  });

  test('is a list for a vector, even of one element', () => {
    expect(typesOf('sum(up)')).toEqual(['[]float64']);
    expect(typesOf('vector(1)')).toEqual(['[]float64']);
  });

  test('is a list for a range query, even of a scalar', () => {
    const rangeQuery = { start: 'now() - duration("1h")', end: 'now()', step: '1m' };
    expect(typesOf('sum(up)', { rangeQuery })).toEqual(['[]float64']);
    expect(typesOf('1', { rangeQuery })).toEqual(['[]float64']);
    expect(prometheus('sum(up) or vector(0)', { rangeQuery }).count).toEqual({ min: 1, max: Number.POSITIVE_INFINITY });
  });

  test('is unknown for what Prometheus or the provider refuses', () => {
    expect(typesOf('sum(')).toEqual(['unknown']);
    expect(typesOf('"text"')).toEqual(['unknown']);
  });

  test('tells how many elements there are, and why none', () => {
    expect(prometheus('sum(up)').count).toEqual({ min: 0, max: 1 });
    expect(prometheus('sum(up)').mayBeEmpty.map(({ kind }) => kind)).toEqual(['selector']);
    expect(prometheus('sum(up) or vector(0)').count).toEqual({ min: 1, max: 1 });
    expect(prometheus('sum by (pod) (up)').count.max).toBe(Number.POSITIVE_INFINITY);
  });

  test('tells why it may be NaN, and between which bounds it lies', () => {
    const ratio = prometheus('sum(rate(a{code="500"}[1m])) / sum(rate(a[1m]))');
    expect(ratio.mayBeNaN.map(({ kind }) => kind)).toContain('zero-division');
    expect(ratio.values).toEqual({ min: 0, max: 1, zero: true });
  });
});

describe('a web result', () => {
  test('is any value of JSON', () => {
    expect([...namesOf('web')].sort()).toEqual(
      ['[]interface {}', 'bool', 'float64', 'map[string]interface {}', 'string'].sort(),
    );
    expect([...namesOf('web', { jsonPath: '{$.a}' })].sort()).toEqual([...namesOf('web')].sort());
  });

  test('is unknown for a path without braces, with a mistake or with an open argument', () => {
    for (const jsonPath of ['$.a', '{$.a', '{$.{{args.field}}}'])
      expect(namesOf('web', { jsonPath })).toEqual(['unknown']);
  });
});

test.each<[ProviderName, JsonObject, readonly string[]]>([
  ['datadog', { query: 'avg:x{*}' }, ['float64', 'nil']],
  ['datadog', { apiVersion: 'v2', query: 'avg:x{*} by {pod}' }, ['float64', '[]float64', 'nil']],
  ['datadog', { apiVersion: 'v1', query: 'avg:x{*} by {pod}' }, ['float64', 'nil']],
  ['wavefront', {}, ['float64', '[]float64']],
  ['newRelic', {}, ['nrdb.NRDBResult', '[]nrdb.NRDBResult']],
  ['cloudWatch', {}, ['[]types.MetricDataResult']],
  ['graphite', {}, ['[]float64']],
  ['influxdb', {}, ['[]interface {}']],
  ['skywalking', {}, ['unknown']],
  ['plugin', {}, ['unknown']],
  ['job', {}, []],
  ['kayenta', {}, []],
])('a result of %s with %j is %j', (provider, block, names) => {
  expect(namesOf(provider, block)).toEqual(names);
});
