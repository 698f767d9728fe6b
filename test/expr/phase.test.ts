import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateResult } from '../../src/expr/phase.ts';
import { parseCondition, prepareExpr } from '../../src/expr/prepare.ts';
import { floatSlice, fromJson, type GoValue } from '../../src/expr/values/value.ts';

beforeAll(prepareExpr);

describe('evaluateResult', () => {
  it.each([
    ['', '', 'Successful'],
    ['true', '', 'Successful'],
    ['false', '', 'Failed'],
    ['', 'true', 'Failed'],
    ['', 'false', 'Successful'],
    ['true', 'true', 'Failed'],
    ['true', 'false', 'Successful'],
    ['false', 'true', 'Failed'],
    ['false', 'false', 'Inconclusive'],
  ])('success %j and failure %j make it %s', (success, failure, phase) => {
    expect(evaluateResult(1, success, failure)).toEqual({ phase });
  });

  it('evaluates the success condition first', () => {
    expect(evaluateResult(1, 'result.a', 'result.b').error).toBe(
      'could not evaluate successCondition "result.a": type float64 has no field a',
    );
  });

  it('takes conditions that are parsed already', () => {
    expect(evaluateResult(floatSlice([0.01]), parseCondition('result[0] < 0.05'), '').phase).toBe('Successful');
  });

  it.each<[string, GoValue]>([
    ['nil', null],
    ['an empty vector', floatSlice([])],
  ])('says the same about every error on %s', (_what, result) => {
    expect(evaluateResult(result, '', 'reslt[0] > 1')).toEqual({
      phase: 'Error',
      error:
        'could not evaluate failureCondition "reslt[0] > 1": metric result is nil or empty: no data returned from the metric provider',
    });
  });

  it('lets an empty map have its own errors', () => {
    expect(evaluateResult(fromJson({}), 'result.a > 1', '').error).toBe(
      'could not evaluate successCondition "result.a > 1": invalid operation: <nil> > int',
    );
  });
});
