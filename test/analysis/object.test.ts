import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { analysisRunObject, readAnalysisRun } from '../../src/analysis/object.ts';
import { readRecordedValues } from '../../src/analysis/recorded/values.ts';
import { NEW_STATUS, type Run } from '../../src/analysis/run.ts';
import { simulate } from '../../src/analysis/simulate.ts';
import { worldOf } from '../../src/analysis/world.ts';
import { prepareExpr } from '../../src/expr/index.ts';

const START_MS = Date.UTC(2026, 2, 1, 10);

beforeAll(prepareExpr);

async function played(values: object, ...metrics: readonly object[]): Promise<Run> {
  const run = { spec: { metrics: metrics.map((metric) => ({ name: 'm', ...metric })) }, status: NEW_STATUS };
  const world = worldOf({ values: readRecordedValues(values).values });
  return (await simulate(run, world, { startMs: START_MS, horizonMs: START_MS + 3_600_000 })).run;
}

const PROMETHEUS = { prometheus: { address: 'http://prometheus:9090', query: 'up' } };
const EXAMPLE = {
  provider: PROMETHEUS,
  interval: '30s',
  count: 2,
  successCondition: 'result[0] > 0.95',
};

describe('an AnalysisRun object', () => {
  test('has the shape that the controller writes, keys in order', async () => {
    const run = await played({ m: [[0.5]] }, EXAMPLE);
    const object = analysisRunObject(run, { name: 'checkout', namespace: 'shop', labels: {} });
    expect(JSON.stringify(object)).toBe(
      JSON.stringify({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AnalysisRun',
        metadata: { name: 'checkout', namespace: 'shop' },
        spec: {
          metrics: [
            {
              count: 2,
              interval: '30s',
              name: 'm',
              provider: PROMETHEUS,
              successCondition: 'result[0] > 0.95',
            },
          ],
        },
        status: {
          completedAt: '2026-03-01T10:00:00Z',
          dryRunSummary: {},
          message: 'Metric "m" assessed Failed due to failed (1) > failureLimit (0)',
          metricResults: [
            {
              count: 1,
              failed: 1,
              measurements: [
                {
                  finishedAt: '2026-03-01T10:00:00Z',
                  phase: 'Failed',
                  startedAt: '2026-03-01T10:00:00Z',
                  value: '[0.5]',
                },
              ],
              metadata: { ResolvedPrometheusQuery: 'up' },
              name: 'm',
              phase: 'Failed',
            },
          ],
          phase: 'Failed',
          runSummary: { count: 1, failed: 1 },
          startedAt: '2026-03-01T10:00:00Z',
        },
      }),
    );
  });

  test('comes back as it was written', async () => {
    const entry = fc.oneof(
      fc.constantFrom([0.99], [0.5], ['NaN'], []),
      fc.constant({ error: 'connection refused' }),
      fc.constantFrom({ phase: 'Inconclusive', message: 'so so' }, { phase: 'Successful', after: '20s' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 12 }), fc.nat(5), async (entries, limit) => {
        const run = await played({ m: entries }, { ...EXAMPLE, count: 6, failureLimit: limit });
        const object = analysisRunObject(run, { name: 'r', annotations: { a: 'b' } });
        const read = readAnalysisRun(JSON.parse(JSON.stringify(object)));
        expect(read.problems).toEqual([]);
        expect(analysisRunObject(read.run, read.metadata)).toEqual(object);
      }),
      { numRuns: 30 },
    );
  });

  test('is read whatever it is, and what is wrong is told', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (whole, status) => {
        readAnalysisRun(whole);
        const read = readAnalysisRun({ kind: 'AnalysisRun', status: { metricResults: [status], startedAt: whole } });
        analysisRunObject(read.run, read.metadata);
      }),
    );
    const { problems } = readAnalysisRun({
      kind: 'AnalysisRun',
      status: { phase: 'Great', startedAt: 'noon', metricResults: [{ name: 'm', measurements: [{}] }] },
    });
    expect(problems).toEqual([
      'status.phase: "Great" is no phase',
      'status.metricResults[0].phase: null is no phase',
      'status.metricResults[0].measurements[0].phase: null is no phase',
      'status.startedAt: "noon" is no time',
    ]);
  });

  const crd = path.join(
    process.env['ROLLOUTLINT_CONFORMANCE'] ?? '../shared/conformance',
    'crds/analysis-run-crd.yaml',
  );
  test.skipIf(!existsSync(crd))(`is valid by the schema of the cluster (${crd})`, async () => {
    const definition = parse(readFileSync(crd, 'utf8'));
    const schema: unknown = definition.spec.versions[0].schema.openAPIV3Schema;
    const validate = new Ajv({ strict: false, formats: { 'date-time': true, int32: true, int64: true } }).compile(
      schema as object,
    );
    const run = await played(
      { m: [[0.5], { error: 'x' }], j: { phase: 'Successful', after: '1m' } },
      { ...EXAMPLE, failureLimit: 2 },
      { name: 'j', provider: { job: { spec: { template: { spec: { containers: [] } } } } } },
    );
    validate(analysisRunObject(run, { name: 'checkout', namespace: 'shop' }));
    expect(validate.errors ?? []).toEqual([]);
  });
});
