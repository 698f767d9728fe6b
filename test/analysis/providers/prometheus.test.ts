import { beforeAll, describe, expect, test } from 'vitest';
import { prometheusMeasurement, prometheusSetupError, queryRange } from '../../../src/analysis/providers/prometheus.ts';
import { prepareExpr } from '../../../src/expr/index.ts';

beforeAll(prepareExpr);

describe('a measurement from an answer of Prometheus', () => {
  test('a vector is a list, also of one element', () => {
    const vector = { type: 'vector', values: [0.5] } as const;
    expect(prometheusMeasurement({ successCondition: 'result[0] < 1' }, vector)).toEqual({
      phase: 'Successful',
      value: '[0.5]',
    });
    expect(prometheusMeasurement({ successCondition: 'result < 1' }, vector)).toEqual({
      phase: 'Error',
      message:
        'could not evaluate successCondition "result < 1": invalid operation: < (mismatched types []float64 and int)',
    });
  });

  test('no element, NaN and warnings come through as the controller shows them', () => {
    expect(prometheusMeasurement({ successCondition: 'result[0] < 1' }, { type: 'vector', values: [] }).message).toBe(
      'could not evaluate successCondition "result[0] < 1": metric result is nil or empty: no data returned from the metric provider',
    );
    expect(
      prometheusMeasurement({ failureCondition: 'result > 1' }, { type: 'scalar', value: Number.NaN }, ['slow']),
    ).toEqual({
      phase: 'Successful',
      value: 'NaN',
      metadata: { warnings: '"slow"' },
    });
  });

  test('an address needs a scheme, a range times', () => {
    expect(prometheusSetupError({ provider: { prometheus: { address: 'prometheus:9090' } } })).toBe(
      'prometheus address is not is url format',
    );
    const rangeQuery = { start: 'now() - duration("1h")', end: 'now()', step: '30s' };
    expect(queryRange({ provider: { prometheus: { rangeQuery } } }, 7_200_000)).toEqual({
      ok: true,
      range: { startMs: 3_600_000, endMs: 7_200_000, stepMs: 30_000 },
    });
  });
});
