import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { replayRun } from '../../src/analysis/from-run.ts';
import { analysisRunObject, readAnalysisRun } from '../../src/analysis/object.ts';
import { readRecordedValues } from '../../src/analysis/recorded/values.ts';
import { NEW_STATUS, type Run } from '../../src/analysis/run.ts';
import { applySetting } from '../../src/analysis/settings.ts';
import { simulate } from '../../src/analysis/simulate.ts';
import { worldOf } from '../../src/analysis/world.ts';
import { prepareExpr } from '../../src/expr/index.ts';

const START_MS = Date.UTC(2026, 2, 1, 10);

beforeAll(prepareExpr);

const PROMETHEUS = { prometheus: { address: 'http://prometheus:9090', query: 'up' } };
const success = {
  name: 'success-rate',
  provider: PROMETHEUS,
  interval: '30s',
  count: 5,
  successCondition: 'result[0] >= 0.95',
};

/** What a cluster would have kept of a run over these values. */
async function recorded(spec: Run['spec'], values: object) {
  const { run } = await simulate({ spec, status: NEW_STATUS }, worldOf({ values: readRecordedValues(values).values }), {
    startMs: START_MS,
    horizonMs: START_MS + 7_200_000,
  });
  return readAnalysisRun(JSON.parse(JSON.stringify(analysisRunObject(run, { name: 'r' }))));
}

const changed = (spec: Run['spec'], setting: string): Run['spec'] => {
  const applied = applySetting(spec, setting);
  if (!applied.ok) throw new Error(applied.error);
  return applied.spec;
};

describe('a recorded run', () => {
  const values = { 'success-rate': [[0.99], [0.9], [0.97], [0.93], [0.99]] };

  test('comes to the verdict of the controller', async () => {
    const read = await recorded({ metrics: [success] }, values);
    const { simulation, differences, gaps } = await replayRun(read);
    expect(differences).toEqual([]);
    expect(gaps).toEqual([]);
    expect(analysisRunObject(simulation.run, read.metadata)).toEqual(analysisRunObject(read.run, read.metadata));
  });

  test('is decided anew under another limit, as far as it was measured', async () => {
    const read = await recorded({ metrics: [success] }, values);
    expect(read.run.status.phase).toBe('Failed');
    const spec = changed(read.run.spec, 'success-rate.failureLimit=3');
    const { simulation, differences } = await replayRun(read, spec);
    expect(simulation.isCut).toBe(true);
    expect(differences[0]).toEqual({
      metric: 'success-rate',
      field: 'phase',
      recorded: 'Failed',
      replayed: 'Running',
    });
  });

  test('is decided anew under another condition', async () => {
    const read = await recorded({ metrics: [{ ...success, failureLimit: 2 }] }, values);
    expect(read.run.status.phase).toBe('Successful');
    const spec = changed(read.run.spec, 'success-rate.successCondition=result[0] >= 0.98');
    const { simulation, differences } = await replayRun(read, spec);
    expect(simulation.run.status.phase).toBe('Failed');
    expect(simulation.run.status.message).toContain('failed (3) > failureLimit (2)');
    expect(differences[0]).toEqual({
      metric: 'success-rate',
      measurement: 3,
      field: 'phase',
      recorded: 'Successful',
      replayed: 'Failed',
    });
    expect(differences.find(({ measurement }) => measurement === 5)?.replayed).toBe('not taken');
  });

  test('says which measurements are not kept, and counts them', async () => {
    const read = await recorded({ metrics: [{ ...success, count: 15 }] }, { 'success-rate': [[0.99]] });
    const { simulation, differences, gaps } = await replayRun(read);
    expect(differences).toEqual([]);
    expect(simulation.run.status.metricResults[0]?.count).toBe(15);
    expect(gaps).toEqual([
      'metric "success-rate": the first 5 of 15 measurements are not kept in the status; ' +
        'they are in the counters, and cannot be decided again',
    ]);
  });

  test('keeps what the status does not tell', async () => {
    const job = { name: 'j', provider: { job: {} } };
    const plugin = { name: 'p', provider: { plugin: { 'a/b': {} } }, successCondition: 'result > 1' };
    const read = await recorded({ metrics: [job, plugin] }, { j: { phase: 'Failed', after: '1m' }, p: 2 });
    const { differences, gaps } = await replayRun(read);
    expect(differences).toEqual([]);
    expect(gaps).toEqual(['metric "p": measurement 1 keeps its phase; its value cannot be told from "2"']);
  });

  test.each([
    [PROMETHEUS, 'result[0] > 1', ['NaN', 2]],
    [PROMETHEUS, 'result[0] > 1', []],
    [PROMETHEUS, 'result > 1', '+Inf'],
    [{ web: { url: 'http://x' } }, 'result.a == "<b>"', { a: '<b>' }],
    [{ web: { url: 'http://x' } }, 'result == "fine"', { body: 'fine' }],
    [{ datadog: {} }, 'default(result, 2) > 1', null],
    [{ cloudWatch: {} }, 'len(result[1].Values) == 2', [[1], [2, 3]]],
    [{ influxdb: {} }, 'result[0] > 1', [2, 3]],
    [{ kayenta: { threshold: { pass: 90, marginal: 70 } } }, undefined, 80],
    [{ newRelic: {} }, 'result.n == 1', { n: 1 }],
  ])('reads values of %o back for %s', async (provider, successCondition, value) => {
    const read = await recorded(
      { metrics: [{ name: 'm', provider, successCondition: successCondition ?? null }] },
      { m: [value] },
    );
    const { differences, gaps } = await replayRun(read);
    expect(differences).toEqual([]);
    expect(gaps).toEqual([]);
  });

  test('of any measurements agrees with itself', async () => {
    const entry = fc.oneof(
      fc.constantFrom([0.99], [0.5], ['NaN'], [0.96, 0.2]),
      fc.constant({ error: 'connection refused' }),
      fc.constant([]),
    );
    const list = fc.array(entry, { minLength: 1, maxLength: 15 });
    const limits = fc.record({
      count: fc.integer({ min: 5, max: 12 }),
      failureLimit: fc.nat(3),
      consecutiveErrorLimit: fc.nat(3),
      consecutiveSuccessLimit: fc.nat(2),
    });
    await fc.assert(
      fc.asyncProperty(list, list, limits, limits, fc.boolean(), async (first, second, a, b, isDry) => {
        const other = { ...success, ...b, name: 'other', interval: '20s', failureCondition: 'result[0] < 0.6' };
        const spec = {
          metrics: [{ ...success, ...a }, other],
          ...(isDry ? { dryRun: [{ metricName: 'other' }] } : {}),
        };
        const read = await recorded(spec, { 'success-rate': first, other: second });
        const { differences } = await replayRun(read);
        const isWhole = read.run.status.metricResults.every(({ count, error }) => count + error <= 10);
        if (isWhole) expect(differences).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('of any shape is replayed without a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (spec, result) => {
        const object = { kind: 'AnalysisRun', spec: { metrics: spec }, status: { metricResults: [result] } };
        await replayRun(readAnalysisRun(object));
      }),
    );
  });
});

describe('a setting', () => {
  const spec = { metrics: [success, { name: 'p99.canary', provider: PROMETHEUS }] };

  test('changes one field of one metric', () => {
    expect(changed(spec, 'success-rate.failureLimit=3').metrics).toEqual([
      { ...success, failureLimit: 3 },
      spec.metrics[1],
    ]);
    expect(changed(spec, 'p99.canary.provider.prometheus.query=up{a="b=c"}').metrics).toEqual([
      success,
      { name: 'p99.canary', provider: { prometheus: { ...PROMETHEUS.prometheus, query: 'up{a="b=c"}' } } },
    ]);
    const { successCondition: _, ...without } = success;
    expect(changed(spec, 'success-rate.successCondition=').metrics).toEqual([without, spec.metrics[1]]);
  });

  test.each([
    ['success-rate', 'write it as METRIC.FIELD=VALUE'],
    ['sucess-rate.count=1', 'there is no metric "sucess-rate"; did you mean success-rate?'],
    ['success-rate=1', 'which field of success-rate?'],
    ['success-rate.failureLimt=1', 'a metric has no field "failureLimt"; did you mean failureLimit?'],
    ['success-rate.count.x=1', 'count has no fields'],
    ['success-rate.provider.promtheus.query=1', 'there is no provider "promtheus"; did you mean prometheus?'],
  ])('is refused with a hint: %s', (setting, hint) => {
    const applied = applySetting(spec, setting);
    expect(applied).toEqual({ ok: false, error: `setting ${JSON.stringify(setting)}: ${hint}` });
  });
});
