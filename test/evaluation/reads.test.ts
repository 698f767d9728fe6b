import { beforeAll, describe, expect, test } from 'vitest';
import { readsOf, selectorText, timesOf } from '../../src/evaluation/reads.ts';
import { readRuleFiles } from '../../src/evaluation/rules/read.ts';
import { PromqlEngine } from '../../src/promql/engine/engine.ts';
import type { SeriesMatcher, Storage } from '../../src/promql/engine/storage.ts';
import { type Expr, findHoles, parsePromql, preparePromql } from '../../src/promql/index.ts';

beforeAll(preparePromql);

const features = { experimentalFunctions: true, durationExpressions: true, extendedRangeSelectors: true };

function parsed(query: string): Expr {
  const { expr, errors } = parsePromql(query, { features, holes: findHoles(query) });
  expect(errors).toEqual([]);
  if (expr === undefined) throw new Error(`does not parse: ${query}`);
  return expr;
}

/** `selector from..to`, seconds relative to the evaluation; `=` before fixed times. */
const shown = (query: string, rules?: string): readonly string[] => {
  const groups = rules === undefined ? [] : readRuleFiles([{ path: 'rules.yaml', text: rules }]).groups;
  return readsOf(parsed(query), { groups }).map(({ matchers, reach, via, open }) => {
    const { kind, fromMs, toMs } = reach;
    const through = via.map(({ name }) => ` via ${name}`).join('');
    const left = open.map((text) => ` without ${text}`).join('');
    return `${selectorText(matchers)} ${kind === 'fixed' ? '=' : ''}${Math.round((fromMs - 1) / 1000)}..${toMs / 1000}${through}${left}`;
  });
};

describe('what a query reads', () => {
  test('is the look-back before an instant selector, and the range of a range selector', () => {
    expect(shown('up')).toEqual(['up -300..0']);
    expect(shown('rate(x{job="a"}[2m])')).toEqual(['x{job="a"} -120..0']);
  });

  test('is moved by offset and @, and widened by subqueries', () => {
    expect(shown('x offset 1h')).toEqual(['x -3900..-3600']);
    expect(shown('x[5m] offset -1m')).toEqual(['x -240..60']);
    expect(shown('x @ 1000')).toEqual(['x =700..1000']);
    expect(shown('x @ end()')).toEqual(['x -300..0']);
    expect(shown('max_over_time(rate(x[5m])[1h:1m])')).toEqual(['x -3900..0']);
    expect(shown('max_over_time(rate(x[5m] offset 1m)[1h:1m] offset 1d)')).toEqual(['x -90360..-86460']);
    expect(shown('max_over_time(max_over_time(x[10m:1m])[1h:] @ 5000)')).toEqual(['x =500..5000']);
    expect(shown('max_over_time((x @ start())[1h:])')).toEqual(['x -300..0']);
  });

  test('has every selector of an expression', () => {
    expect(shown('a / on (job) (b + quantile by (x) (0.9, c)) > bool scalar(d)').map((line) => line[0])).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(shown('label_replace(topk(scalar(k), x), "a", "b", "c", "d")').map((line) => line[0])).toEqual(['x', 'k']);
  });

  test('has what info adds', () => {
    expect(shown('info(up)')).toEqual(['up -300..0', 'target_info -600..0']);
    expect(shown('info(rate(x[1m]), {__name__="build_info", version=~".+"})')[1]).toContain(
      'build_info{version=~".+"}',
    );
    expect(shown('info(up, {version=~".+"})')[1]).toContain('{version=~".+",__name__=~".+_info"}');
  });

  test('drops matchers whose placeholder has no value, and says so', () => {
    expect(shown('x{job="{{args.job}}", code="500"}')).toEqual(['x{code="500"} -300..0 without job="{{args.job}}"']);
    expect(shown('rate(x[{{args.window}}])')).toEqual(['x 0..0 without {{args.window}}']);
  });

  test('leads through recording rules to what they read, and ends in circles', () => {
    const rules = `groups:
- name: g
  rules:
  - {record: "job:x:p99", expr: "max_over_time(job:x:rate[10m])"}
  - {record: "job:x:rate", expr: "sum(rate(x[5m])) + job:x:p99 @ end()"}`;
    expect(shown('job:x:p99 offset 1m', rules)).toEqual([
      'job:x:p99 -360..-60',
      'job:x:rate -960..-60 via job:x:p99',
      'x -1260..-60 via job:x:p99 via job:x:rate',
      'job:x:p99 -1260..-60 via job:x:p99 via job:x:rate',
    ]);
  });

  test('writes selectors that parse again', () => {
    expect(selectorText([{ label: '__name__', op: '=', value: 'a:b' }])).toBe('a:b');
    expect(selectorText([{ label: '__name__', op: '=~', value: 'a.*' }])).toBe('{__name__=~"a.*"}');
    expect(selectorText([{ label: '__name__', op: '=', value: 'http.server' }])).toBe('{__name__="http.server"}');
    expect(selectorText([{ label: 'k8s.pod', op: '!=', value: 'a"\n\\' }])).toBe('{"k8s.pod"!="a\\"\\n\\\\"}');
  });

  test('holds whatever the engine asks storage for', () => {
    const queries = [
      'a + b offset 3m',
      'rate(a[7m] @ 900) - sum_over_time(b[3m:30s] @ end() offset 10s)',
      'max_over_time(rate(a[2m])[20m:45s] offset 5m)',
      'max_over_time(max_over_time(a[2m:10s] offset 1m)[20m:] @ 1234)',
      'increase(a[3m] anchored) + increase(b[3m] smoothed offset 1m) + a smoothed',
      'info(rate(a[5m] offset 1h), {__name__="b"})',
      'sum_over_time((a @ start() + b)[10m:1m])',
      'a[5m:1m] offset -10m',
      'rate(a[step() * 2]) + avg_over_time(b[range()])',
    ];
    for (const query of queries) {
      for (const times of [
        { startMs: 5_000_007, endMs: 5_000_007, stepMs: 0 },
        { startMs: 5_000_007, endMs: 8_600_007, stepMs: 60_000 },
      ]) {
        const asked: { readonly name: string; readonly minMs: number; readonly maxMs: number }[] = [];
        const nameOf = (matchers: readonly SeriesMatcher[]) => matchers.find((one) => one.label === '__name__')?.value;
        const spy: Storage = {
          select: (matchers, minMs, maxMs) => {
            asked.push({ name: nameOf(matchers) ?? '', minMs, maxMs });
            return [];
          },
        };
        const engine = new PromqlEngine({ features });
        const isRange = times.stepMs > 0;
        if (isRange && query.startsWith('a[')) continue;
        const { error } = isRange ? engine.range(spy, query, times) : engine.instant(spy, query, times.startMs);
        if (error === undefined) expect(asked.length).toBeGreaterThan(0);
        const reads = readsOf(parsed(query), { times }).map((read) => ({
          name: read.matchers.find(({ label }) => label === '__name__')?.value,
          ...timesOf(read, times),
        }));
        for (const { name, minMs, maxMs } of asked) {
          const holds = reads.some((read) => read.name === name && read.fromMs <= minMs && read.toMs >= maxMs);
          expect({ query, name, minMs, maxMs, reads, holds }).toMatchObject({ holds: true });
        }
      }
    }
  });
});
