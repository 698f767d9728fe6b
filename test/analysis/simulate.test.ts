import { describe, expect, test } from 'vitest';
import type { Provider, World } from '../../src/analysis/reconcile.ts';
import { NEW_STATUS, type Phase, type Run } from '../../src/analysis/run.ts';
import { type Simulation, simulate } from '../../src/analysis/simulate.ts';

const START_MS = Date.UTC(2026, 2, 1, 10);

/** A provider whose measurements end in these phases, in order; the last one repeats. */
function scripted(phases: readonly Phase[]): World {
  let taken = 0;
  const provider: Provider = {
    run: () => {
      const phase = phases[Math.min(taken++, phases.length - 1)] ?? 'Successful';
      return phase === 'Error' ? { phase, message: '503 from prometheus' } : { phase };
    },
    resume: (_, inFlight) => inFlight,
    terminate: (_, inFlight) => inFlight,
  };
  return { provider: () => provider, secrets: {} };
}

const metric = (fields: object): Run => ({
  spec: { metrics: [{ name: 'success-rate', provider: { prometheus: { query: 'up' } }, ...fields }] },
  status: NEW_STATUS,
});

const play = (run: Run, phases: readonly Phase[], hours = 1) =>
  simulate(run, scripted(phases), { startMs: START_MS, horizonMs: START_MS + hours * 3_600_000 });

const secondsOf = (simulation: Simulation): number[] =>
  simulation.steps.map(({ atMs }) => Math.floor((atMs - START_MS) / 1000));

describe('the measurement loop', () => {
  test('fails on the failure after the limit, not on the one that reaches it', async () => {
    const simulation = await play(metric({ interval: '30s', count: 5, failureLimit: 2 }), ['Failed']);
    expect(secondsOf(simulation)).toEqual([0, 30, 60]);
    expect(simulation.run.status).toMatchObject({
      phase: 'Failed',
      message: 'Metric "success-rate" assessed Failed due to failed (3) > failureLimit (2)',
    });
  });

  test('retries an error after ten seconds, whatever the interval, and gives up on the fifth', async () => {
    const simulation = await play(metric({ interval: '10m', count: 5 }), ['Error']);
    expect(secondsOf(simulation)).toEqual([0, 10, 20, 30, 40]);
    expect(simulation.run.status.message).toBe(
      'Metric "success-rate" assessed Error due to consecutiveErrors (5) > consecutiveErrorLimit (4): "Error Message: 503 from prometheus"',
    );
  });

  test('keeps whole seconds, so that long runs do not drift', async () => {
    const simulation = await play(metric({ interval: '30s' }), ['Successful'], 2);
    expect(simulation.isCut).toBe(true);
    expect(secondsOf(simulation).slice(-1)).toEqual([7170]);
    expect(simulation.run.status.metricResults[0]).toMatchObject({ count: 240, successful: 240 });
    expect(simulation.run.status.metricResults[0]?.measurements).toHaveLength(10);
  });

  test('says the same twice', async () => {
    const once = async () =>
      JSON.stringify(await play(metric({ interval: '7s', count: 40, failureLimit: 9 }), ['Failed', 'Successful']));
    expect(await once()).toBe(await once());
  });

  test('plays a virtual week in less than a second of steps', async () => {
    const simulation = await play(metric({ interval: '5m' }), ['Successful'], 7 * 24);
    expect(simulation.steps).toHaveLength(2016);
  });

  test('compares its counters with 32 bits of a limit, as the controller does', async () => {
    const { run } = await play(metric({ interval: '30s', consecutiveSuccessLimit: String(2 ** 32 + 2) }), [
      'Successful',
    ]);
    expect(run.status).toMatchObject({ phase: 'Successful', metricResults: [{ count: 2 }] });
    const counted = await play(metric({ interval: '30s', count: String(2 ** 32 + 3) }), ['Successful']);
    expect(counted.run.status).toMatchObject({ phase: 'Successful', metricResults: [{ count: 3 }] });
  });

  test.each(['0s', '1ms', '500ms', '-5s'])('goes on in time with an interval of %s', async (interval) => {
    const simulation = await play(metric({ interval }), ['Successful'], 0.05);
    expect(simulation.isCut).toBe(true);
    const seconds = secondsOf(simulation);
    expect(new Set(seconds).size).toBe(180);
    expect(seconds.length).toBeLessThanOrEqual(180 * 12);
  });

  test('refuses what the controller refuses, without a time of completion', async () => {
    const { run } = await play(metric({ count: 3 }), ['Successful']);
    expect(run.status).toMatchObject({
      phase: 'Error',
      message: 'Analysis spec invalid: metrics[0]: interval must be specified when count > 1',
    });
    expect(run.status.completedAtMs).toBeUndefined();
  });
});
