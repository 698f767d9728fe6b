import { describe, expect, it } from 'vitest';
import { type AnalysisRunSpec, admitRun } from '../../../src/manifest/controller/metrics/admit.ts';
import { matchDryRun, matchRetention, retentionLimit } from '../../../src/manifest/controller/metrics/rules.ts';
import { providerPaths, validateMetric, validateMetrics } from '../../../src/manifest/controller/metrics/validate.ts';
import type { JsonObject } from '../../../src/yaml/tree.ts';

const metric = (fields: JsonObject) => ({ name: 'm', provider: { prometheus: {} }, ...fields });
const codes = (fields: JsonObject) => validateMetric(metric(fields)).map(({ code }) => code);

describe('the checks of a metric', () => {
  it.each<[JsonObject, string[]]>([
    [{}, []],
    [{ consecutiveSuccessLimit: -1 }, ['consecutive-success-limit-negative']],
    [{ failureLimit: -2 }, ['failure-limit-negative']],
    [{ failureLimit: -1 }, ['limits-both-disabled']],
    [{ failureLimit: -1, consecutiveSuccessLimit: 2 }, []],
    [{ inconclusiveLimit: '-1' }, ['inconclusive-limit-negative']],
    [{ consecutiveErrorLimit: -1 }, ['consecutive-error-limit-negative']],
    [{ count: 2, interval: '1m', failureLimit: 1, consecutiveSuccessLimit: 2 }, ['count-below-limits']],
    [{ count: 1, failureLimit: -1, consecutiveSuccessLimit: 2 }, ['count-below-consecutive-success-limit']],
    [{ count: 1, inconclusiveLimit: 2 }, ['count-below-inconclusive-limit']],
    [{ count: 'abc', inconclusiveLimit: 2, failureLimit: 2 }, []],
    [{ count: '2' }, ['interval-missing']],
    [{ interval: '1d' }, ['interval-invalid']],
    [{ interval: '-5s', initialDelay: '0' }, []],
    [{ initialDelay: 'soon' }, ['initial-delay-invalid']],
    [{ provider: {} }, ['provider-missing']],
    [{ provider: { plugin: {} } }, ['provider-missing']],
    [{ provider: { web: {}, plugin: { 'a/b': {} } } }, ['provider-multiple']],
    [{ provider: { plugin: { 'a/b': {}, 'c/d': {} } } }, ['provider-multiple']],
  ])('of %j find %j', (fields, expected) => {
    expect(codes(fields)).toEqual(expected);
  });

  it('find everything at once, in order, and tell which one the controller tells', () => {
    const violations = validateMetrics([metric({}), metric({ count: 3, failureLimit: 5, provider: {} })]);
    expect(violations.map(({ code, surfaced }) => [code, surfaced])).toEqual([
      ['duplicate-name', true],
      ['count-below-limits', false],
      ['interval-missing', false],
      ['provider-missing', false],
    ]);
    expect(violations[1]).toMatchObject({
      index: 1,
      text: 'metrics[1]: count (3) must be >= failureLimit + consecutiveSuccessLimit (5 + 0) if both >= 0',
      paths: [['count'], ['failureLimit']],
    });
  });

  it('ask for at least one metric', () => {
    expect(validateMetrics([])).toMatchObject([{ code: 'no-metrics', text: 'no metrics specified', index: undefined }]);
  });

  it('see a provider that is written empty, and not one that is null', () => {
    expect(providerPaths({ web: {}, job: null, plugin: { 'a/b': {} } })).toEqual([
      ['provider', 'web'],
      ['provider', 'plugin', 'a/b'],
    ]);
  });
});

describe('rules on metric names', () => {
  const metrics = ['cpu', 'cpu-usage', 'x.y'].map((name) => ({ name }));

  it('are unanchored Go regular expressions', () => {
    expect([...matchDryRun([{ metricName: 'cpu' }], metrics).matched.keys()]).toEqual(['cpu', 'cpu-usage']);
    expect([...matchDryRun([{ metricName: '' }], metrics).matched.keys()]).toHaveLength(3);
  });

  it('match nothing where they are invalid, and the controller stops there', () => {
    const rules = [{ metricName: 'x' }, { metricName: '*' }, { metricName: 'cpu' }, { metricName: 'nope' }];
    expect(matchDryRun(rules, metrics)).toEqual({
      matched: new Map([['x.y', true]]),
      error: "dryRun[1]: Rule didn't match any metric name(s)",
      unmatched: [
        { index: 1, isValidPattern: false },
        { index: 3, isValidPattern: true },
      ],
    });
  });

  it('keep as many measurements as the last one says', () => {
    const rules = [
      { metricName: '.*', limit: 3 },
      { metricName: '^cpu$', limit: 0 },
    ];
    const { matched } = matchRetention(rules, metrics);
    expect([...matched]).toEqual([
      ['cpu', 0],
      ['cpu-usage', 3],
      ['x.y', 3],
    ]);
    expect([matched.get('cpu'), matched.get('x.y'), undefined].map(retentionLimit)).toEqual([10, 3, 10]);
  });

  it('take linear time on hostile patterns', () => {
    const name = `${'a'.repeat(5_000)}!`;
    const started = performance.now();
    matchDryRun([{ metricName: '^(a+)+$' }], [{ name }]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('an AnalysisRun', () => {
  const spec: AnalysisRunSpec = {
    metrics: [metric({ name: '{{args.n}}', successCondition: '{{args.s}}' })],
    args: [
      { name: 'n', value: 'x' },
      { name: 's', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
    ],
    dryRun: [{ metricName: 'x' }],
  };

  it('is admitted with its arguments in place, a placeholder for each secret', () => {
    expect(admitRun(spec)).toMatchObject({
      ok: true,
      run: { metrics: [{ name: 'x', successCondition: 'temp-for-secret' }], dryRun: new Set(['x']) },
    });
  });

  it.each<[AnalysisRunSpec, string]>([
    [{ args: [{ name: 'n' }] }, 'Unable to resolve metric arguments: argument "n" was not supplied'],
    [{ metrics: [] }, 'Analysis spec invalid: no metrics specified'],
    [{ dryRun: [{ metricName: 'y' }] }, "Analysis spec invalid: dryRun[0]: Rule didn't match any metric name(s)"],
  ])('with %j ends in Error', (fields, message) => {
    expect(admitRun({ ...spec, ...fields })).toEqual({ ok: false, message });
  });
});
