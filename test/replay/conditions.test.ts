import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareExpr } from '../../src/expr/index.ts';
import { conditionJudge } from '../../src/replay/measurement/conditions.ts';
import { numberText } from '../../src/replay/measurement/number-text.ts';
import { type ResultValue, resultValue } from '../../src/replay/measurement/value.ts';

beforeAll(prepareExpr);

const filled = (successCondition: string, value: ResultValue): string | undefined =>
  conditionJudge({ successCondition })(value)[0]?.filled;

describe('a condition with its value', () => {
  test('has numbers, elements and members in place of `result`', () => {
    expect(filled('result[0] >= 0.99', [0.96123456])).toBe('0.9612 >= 0.99');
    expect(filled('result < 5', 3.5)).toBe('3.5 < 5');
    expect(filled('result[-1] > 1', [1, Number.NaN])).toBe('NaN > 1');
    expect(filled('1 < len(result)', [1, 2])).toBe('1 < len([1, 2])');
    expect(filled('all(result, # < 1)', [1, 2, 3, 4, 5, 6])).toBe('all([1, 2, 3, 4, and 2 more], # < 1)');
    expect(filled("result.status == 'ok' && result.errors.rate < 1", { status: 'ok', errors: { rate: 0.5 } })).toBe(
      '"ok" == \'ok\' && 0.5 < 1',
    );
  });

  test('is its deciding part only', () => {
    const guarded = 'len(result) > 0 && result[0] >= 0.99';
    expect(filled(guarded, [0.9])).toBe('0.9 >= 0.99');
    expect(filled(guarded, [0.995])).toBe('0.995 >= 0.99');
    expect(filled(guarded, [])).toBe('len([]) > 0');
    expect(filled('isNaN(result[0]) || result[0] < 5', [Number.NaN])).toBe('isNaN(NaN)');
    expect(filled('isNaN(result[0]) || result[0] < 5', [7])).toBe('7 < 5');
    expect(filled('result[0] > 1 && result[1] > 1', [2, 3])).toBe('2 > 1 && 3 > 1');
    expect(filled('result[0] > 1 && result[1] > 1', [2, 0])).toBe('0 > 1');
  });

  test('stays as it is where there is no such element', () => {
    expect(filled('result[3] > 1', [1])).toBe('[1][3] > 1');
    expect(filled('result.missing > 1', {})).toBe('result.missing > 1');
    expect(filled('result[0] >', [1])).toBe('result[0] >');
  });

  test('says whether it holds, or that it cannot be told', () => {
    const holds = (successCondition: string, value: ResultValue) =>
      conditionJudge({ successCondition })(value)[0]?.holds;
    expect(holds('result[0] >= 0.99', [0.99])).toBe(true);
    expect(holds('result[0] >= 0.99', [0.98])).toBe(false);
    expect(holds('result >= 0.99', [0.98])).toBeUndefined();
  });
});

describe('a shortened number', () => {
  test('stays on its side of what it is compared with', () => {
    expect(numberText(0.989999, [0.99])).toBe('0.989999');
    expect(numberText(0.99, [0.99])).toBe('0.99');
    expect(numberText(12345.678)).toBe('12350');
    expect(numberText(1e21)).toBe('1e+21');
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (value, other) => {
        const shown = Number(numberText(value, [other]).replace('Inf', 'Infinity'));
        expect(Math.sign(shown - other) || 0).toBe(Math.sign(value - other) || 0);
      }),
    );
  });
});

describe('the value of a measurement', () => {
  const of = (provider: string, text: string) => resultValue({ provider: { [provider]: {} } }, text);

  test('is read back from the text of the status', () => {
    expect(of('prometheus', '[1,NaN,+Inf]')).toEqual([1, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(of('prometheus', '0.5')).toBe(0.5);
    expect(of('prometheus', '[]')).toEqual([]);
    expect(of('web', '{"a":[1]}')).toEqual({ a: [1] });
    expect(of('web', 'plain text')).toBe('plain text');
    expect(of('cloudWatch', '[[1 2]]')).toBeUndefined();
    expect(of('prometheus', '')).toBeUndefined();
  });
});
