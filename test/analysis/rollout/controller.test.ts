import { describe, expect, test } from 'vitest';
import { play, SCENARIOS, traceOf } from './scenarios.ts';

describe('a played rollout goes as the controller lets it go', () => {
  describe.each(SCENARIOS)('%s', (_, scenarios) => {
    test.each(scenarios)('$name', async (scenario) => {
      expect(traceOf(scenario, await play(scenario))).toEqual(scenario.controller);
    });
  });
});
