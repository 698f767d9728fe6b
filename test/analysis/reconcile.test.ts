import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Provider, reconcile, type World } from '../../src/analysis/reconcile.ts';
import { type MetricResult, NEW_STATUS, type Phase, type Run } from '../../src/analysis/run.ts';
import { simulate } from '../../src/analysis/simulate.ts';
import type { AnalysisRunSpec } from '../../src/manifest/controller/metrics/admit.ts';

const START_MS = Date.UTC(2026, 2, 1, 10);

const idle: Pick<Provider, 'resume' | 'terminate'> = {
  resume: (_, inFlight) => inFlight,
  terminate: (_, inFlight) => inFlight,
};
const worldOf = (run: Provider['run'], secrets: World['secrets'] = {}): World => ({
  provider: () => ({ ...idle, run }),
  secrets,
});

const metric = (name: string, fields: object = {}) => ({ name, provider: { prometheus: { query: 'up' } }, ...fields });
const runOf = (...metrics: readonly ReturnType<typeof metric>[]): Run => ({ spec: { metrics }, status: NEW_STATUS });

describe('one pass', () => {
  test('takes its measurements at the same time, and applies them in the order of the metrics', async () => {
    const asked: string[] = [];
    const answers = new Map<string, () => void>();
    const world = worldOf(
      (each) =>
        new Promise((resolve) => {
          asked.push(String(each.name));
          answers.set(String(each.name), () => resolve({ phase: 'Successful', value: String(each.name) }));
        }),
    );
    const pending = reconcile(runOf(metric('a'), metric('b'), metric('c')), START_MS, world);
    expect(asked).toEqual(['a', 'b', 'c']);
    for (const name of ['c', 'a', 'b']) {
      answers.get(name)?.();
      await Promise.resolve();
    }
    const { run, taken } = await pending;
    expect(run.status.metricResults.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(taken.map(({ measurement }) => measurement.value)).toEqual(['a', 'b', 'c']);
  });

  test('that changes nothing gives the same run', async () => {
    const world = worldOf(() => ({ phase: 'Successful' }));
    const { run } = await reconcile(runOf(metric('a', { interval: '1m' })), START_MS, world);
    expect((await reconcile(run, START_MS + 1000, world)).run).toBe(run);
  });

  test('keeps secrets out of messages, and puts them into the metric that is measured', async () => {
    const spec: AnalysisRunSpec = {
      metrics: [metric('{{args.name}}', { provider: { web: { url: 'http://{{args.token}}' } } })],
      args: [
        { name: 'name', value: 'm' },
        { name: 'token', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
    };
    const world = worldOf((each) => ({ phase: 'Error', message: JSON.stringify(each.provider) }), { s: { k: 'hush' } });
    const { run, taken } = await reconcile({ spec, status: NEW_STATUS }, START_MS, world);
    expect(run.status.metricResults[0]?.measurements[0]?.message).toBe('{"web":{"url":"http://*****"}}');
    expect(taken[0]?.metric).toMatchObject({ name: 'm', provider: { web: { url: 'http://temp-for-secret' } } });
  });

  test('without a secret ends the run', async () => {
    const spec = {
      metrics: [metric('m')],
      args: [{ name: 'token', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
    };
    const ended = async (secrets: World['secrets']) =>
      (
        await reconcile(
          { spec, status: NEW_STATUS },
          START_MS,
          worldOf(() => ({ phase: 'Successful' }), secrets),
        )
      ).run.status;
    expect(await ended({})).toMatchObject({
      phase: 'Error',
      message: 'Unable to resolve metric arguments: secrets "s" not found',
    });
    expect((await ended({ s: {} })).message).toBe(
      "Unable to resolve metric arguments: key 'k' does not exist in secret 's'",
    );
  });

  test('leaves the history alone where there is no provider', async () => {
    const world: World = { provider: () => ({ error: 'no client' }), secrets: {} };
    const { run } = await simulate(runOf(metric('m', { consecutiveErrorLimit: 14 })), world, {
      startMs: START_MS,
      horizonMs: START_MS + 3_600_000,
    });
    expect(run.status.metricResults[0]?.measurements).toHaveLength(15);
  });
});

const PHASES: readonly Phase[] = ['Successful', 'Failed', 'Error', 'Inconclusive'];

describe('a run', () => {
  const limits = {
    interval: fc.constantFrom('1s', '10s', '30s', '2m'),
    count: fc.integer({ min: 8, max: 12 }),
    failureLimit: fc.nat(4),
    inconclusiveLimit: fc.nat(4),
    consecutiveErrorLimit: fc.nat(4),
    consecutiveSuccessLimit: fc.nat(4),
  };
  const arbitrary = fc.array(fc.tuple(fc.record(limits), fc.array(fc.constantFrom(...PHASES), { minLength: 1 })), {
    minLength: 1,
    maxLength: 4,
  });

  const played = (cases: readonly (readonly [object, readonly Phase[]])[], delays: readonly number[] = []) => {
    const metrics = cases.map(([fields], index) => metric(`m${index}`, fields));
    const world = worldOf(async ({ name }, _nowMs, { run }) => {
      const index = Number(String(name).slice(1));
      for (let turn = 0; turn < (delays[index] ?? 0); turn++) await Promise.resolve();
      const result = run.status.metricResults.find((each) => each.name === name);
      const phases = cases[index]?.[1] ?? [];
      return { phase: phases[((result?.count ?? 0) + (result?.error ?? 0)) % phases.length] ?? 'Successful' };
    });
    return simulate(runOf(...metrics), world, { startMs: START_MS, horizonMs: START_MS + 7_200_000 });
  };

  test('counts what it measures, and never past a limit by more than one', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (cases) => {
        const { run, steps } = await played(cases);
        for (const [index, [fields]] of cases.entries()) {
          const result = run.status.metricResults.find(({ name }) => name === `m${index}`);
          if (result === undefined) continue;
          checkCounters(result);
          expect(result.failed).toBeLessThanOrEqual(fields.failureLimit + 1);
          expect(result.inconclusive).toBeLessThanOrEqual(fields.inconclusiveLimit + 1);
          expect(result.consecutiveError).toBeLessThanOrEqual(fields.consecutiveErrorLimit + 1);
          expect(result.count).toBeLessThanOrEqual(fields.count);
          const taken = steps.flatMap((step) => step.taken).filter(({ result: { name } }) => name === result.name);
          expect(taken).toHaveLength(result.count + result.error);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is the same whoever answers first', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.array(fc.nat(9), { maxLength: 4 }), async (cases, delays) => {
        expect(JSON.stringify(await played(cases, delays))).toBe(JSON.stringify(await played(cases)));
      }),
      { numRuns: 30 },
    );
  });
});

function checkCounters(result: MetricResult): void {
  expect(result.count).toBe(result.successful + result.failed + result.inconclusive);
  expect(result.consecutiveError).toBeLessThanOrEqual(result.error);
  expect(result.consecutiveSuccess).toBeLessThanOrEqual(result.successful);
  expect(result.measurements.length).toBeLessThanOrEqual(10);
}
