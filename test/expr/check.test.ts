import { beforeAll, describe, expect, it } from 'vitest';
import type { ResultType } from '../../src/expr/check/environment.ts';
import { checkCondition } from '../../src/expr/condition.ts';
import { parseCondition, prepareExpr } from '../../src/expr/prepare.ts';
import { ANY_MAP, FLOAT_SLICE, FLOAT64, parseType, STRING } from '../../src/expr/types/go-type.ts';
import { printNature } from '../../src/expr/types/nature.ts';

beforeAll(prepareExpr);

const errors = (text: string, type: ResultType): readonly string[] =>
  checkCondition(parseCondition(text), type).errors.map(({ message }) => message);

describe('checkCondition', () => {
  it.each<[string, ResultType, string]>([
    ['result < 0.05', FLOAT_SLICE, 'invalid operation: < (mismatched types []float64 and float64)'],
    ['result.rate < 1', FLOAT_SLICE, 'array elements can only be selected using an integer (got string)'],
    ['isNaN(result)', FLOAT_SLICE, 'cannot use []float64 as argument (type float64) to call isNaN '],
    ['result[0] == "1"', FLOAT_SLICE, 'invalid operation: == (mismatched types float64 and string)'],
    ['result % 2 == 0', FLOAT64, 'invalid operation: % (mismatched types float64 and int)'],
    ['result.status == "ok"', STRING, 'type string has no field status'],
    ['result > 1', 'nil', 'invalid operation: > (mismatched types unknown and int)'],
    ['result.a.b', 'nil', 'type nil has no field a'],
    ['reslt > 1', FLOAT64, 'unknown name reslt'],
    ['result > null', FLOAT64, 'unknown name null'],
    ['len(result) > 0', FLOAT64, 'invalid argument for len (type float64)'],
    ['all(result, # > 0)', FLOAT64, 'builtin all takes only array (got float64)'],
    ['filter(result, #)', FLOAT_SLICE, 'predicate should return boolean (got float64)'],
    ['all(result, nil)', FLOAT_SLICE, 'predicate should has one input and one output param'],
    ['result ? true : false', FLOAT64, 'non-bool expression (type float64) used as condition'],
    ['let result = 1; true', FLOAT64, 'cannot redeclare result'],
    ['let len = 1; true', FLOAT64, 'cannot redeclare builtin len'],
    ['true || 5 % 0 == 1', FLOAT64, 'integer divide by zero'],
    ['"a" matches "["', FLOAT64, 'error parsing regexp: missing closing ]: `[`'],
    ['"a" matches "[%d"', FLOAT64, 'error parsing regexp: missing closing ]: `[%!d(MISSING)`'],
    ['result() > 1', FLOAT64, 'float64 is not callable'],
    ['asInt()', FLOAT64, 'not enough arguments to call asInt'],
    ['trim(1)', FLOAT64, 'not enough arguments to call trim'],
    ['date("2024-01-15").Month() == 1', FLOAT64, 'invalid operation: == (mismatched types time.Month and int)'],
    ['max(result) > 1', STRING, 'invalid argument for max (type string)'],
  ])('%s on a %s', (text, type, message) => {
    expect(errors(text, type)[0]).toBe(message);
  });

  it.each<[string, ResultType]>([
    ['result[0] < 0.05 && len(result) > 0', FLOAT_SLICE],
    ['result.data.items[0].value > 1 || result.nope == nil', ANY_MAP],
    ['isNaN(1 + 2)', FLOAT64],
    ['result[0].Values[0] < 1', parseType('[]types.MetricDataResult') ?? 'unknown'],
    ['result[0].count > 1', parseType('[]nrdb.NRDBResult') ?? 'unknown'],
    ['result > 1 and result[0] > 1 and result.x > 1', 'unknown'],
    ['default(result, 0) < 1', 'nil'],
    ['1 < result < 3', FLOAT64],
  ])('accepts %s', (text, type) => {
    expect(errors(text, type)).toEqual([]);
  });

  it('reports an error in a branch that never runs', () => {
    expect(errors('true || result.x', FLOAT64)).toEqual(['type float64 has no field x']);
  });

  it('reports each mistake once, the first one first', () => {
    expect(errors('result.x > 1 && foo && trim(bar) == ""', FLOAT64)).toEqual([
      'type float64 has no field x',
      'unknown name foo',
      'unknown name bar',
    ]);
  });

  it('places an error at the operator or the name', () => {
    const [error] = checkCondition(parseCondition('len(result) > 0 && result < 1'), FLOAT_SLICE).errors;
    expect(error?.span).toEqual({ start: 26, end: 27 });
  });

  it.each<[string, string]>([
    ['result[0] / 2', 'float64'],
    ['len(result)', 'int'],
    ['max(1, 1.5)', 'int'],
    ['max(result)', 'interface {}'],
    ['result[0] > 1 ? 1 : "a"', 'unknown'],
    ['map(result, string(#))', '[]interface {}'],
    ['first(result)', 'float64'],
    ['1..3', '[]interface {}'],
    ['groupBy(result, #)', 'map[interface {}][]interface {}'],
  ])('knows the type of %s', (text, type) => {
    expect(printNature(checkCondition(parseCondition(text), FLOAT_SLICE).type)).toBe(type);
  });
});
