import { beforeAll, describe, expect, test } from 'vitest';
import { analysisRunObject } from '../../../src/analysis/object.ts';
import { NEW_STATUS } from '../../../src/analysis/run.ts';
import { simulate } from '../../../src/analysis/simulate.ts';
import { prepareExpr } from '../../../src/expr/prepare.ts';
import { passLine, RUNS, scriptedWorld } from './scripted.ts';

beforeAll(prepareExpr);

describe.each(RUNS)('%s: the loop decides as the controller did', (_, runs) => {
  test.each(runs)('$name', async (recorded) => {
    const { spec, horizonMs, terminateAtMs } = recorded;
    const startMs = Date.UTC(2026, 0, 1) + recorded.startMs;
    const { run, steps } = await simulate({ spec, status: NEW_STATUS }, scriptedWorld(recorded), {
      startMs,
      horizonMs: startMs + horizonMs,
      ...(terminateAtMs === undefined ? {} : { terminateAtMs: startMs + terminateAtMs }),
    });
    expect(steps.map((step) => passLine(step.atMs - startMs, step.run.status))).toEqual(recorded.controller);
    expect(analysisRunObject(run, { name: 'run' })['status']).toEqual(recorded.status);
  });
});
