import { beforeAll, describe, expect, it } from 'vitest';
import { evalTime, evaluateCondition, evaluateExpression } from '../../src/expr/condition.ts';
import { parseCondition, prepareExpr } from '../../src/expr/prepare.ts';
import { FLOAT64, pointerTo } from '../../src/expr/types/go-type.ts';
import { formatValue } from '../../src/expr/values/format.ts';
import { floatSlice, fromJson, type GoValue, stringMap, typeName } from '../../src/expr/values/value.ts';

beforeAll(prepareExpr);

const show = (text: string, result: GoValue = 0): string => {
  const evaluation = evaluateExpression(parseCondition(text), result);
  return evaluation.ok
    ? `${typeName(evaluation.value)} ${formatValue(evaluation.value)}`
    : `${evaluation.stage}: ${evaluation.error.message}`;
};

describe('evaluateExpression', () => {
  it.each([
    // Numbers keep their Go types.
    ['7 / 2', 'float64 3.5'],
    ['-7 % 4', 'int -3'],
    ['2 ** 0.5', 'float64 1.4142135623730951'],
    ['9223372036854775807 + 1', 'int -9223372036854775808'],
    ['1 / 0 > 1e308', 'bool true'],
    ['int(len("x") - 1) % (len("x") - 1)', 'run: runtime error: integer divide by zero'],
    ['round(-2.5)', 'float64 -3'],
    ['string(1000000.0)', 'string 1e+06'],
    ['asInt("12") + 1', 'int 13'],
    ['asInt("1.5")', 'run: strconv.ParseInt: parsing "1.5": invalid syntax'],
    ['asFloat(true)', 'run: asFloat() not supported on bool true'],
    // Text is bytes and code points.
    ['len("héé😀")', 'int 4'],
    ['indexOf("hé😀x", "x")', 'int 7'],
    ['"é"[0:1] + "é"[1:2]', 'string é'],
    ['"ﬀ" < "😀"', 'bool true'],
    ['upper("straße")', 'string STRAßE'],
    ['split("a,b", ",")', '[]string [a b]'],
    ['toJSON({b: [1, 2.5], a: "<é>"})', 'string {\n  "a": "\\u003cé\\u003e",\n  "b": [\n    1,\n    2.5\n  ]\n}'],
    ['fromJSON("[1")', 'run: unexpected end of JSON input'],
    ['fromBase64("aGk=")', 'string hi'],
    ['"a.b" matches "^a\\\\.b$"', 'bool true'],
    // Equality.
    ['1 == 1.0', 'bool true'],
    ['[1, 2] == [1.0, 2.0]', 'bool true'],
    ['{a: 1} == {a: 1.0}', 'bool false'],
    ['nil == nil', 'bool true'],
    ['1 in [1.0, 2]', 'bool true'],
    ['"a" in {a: 1}', 'bool true'],
    // Lists.
    ['filter([3, 1, 2], # > 1) | sort() | last()', 'int 3'],
    ['reduce(1..4, # * #acc, 1)', 'int 24'],
    ['findIndex([1], # > 1) == nil', 'bool true'],
    ['findIndex([1], # > 1) == -1', 'run: interface conversion: interface {} is nil, not int'],
    ['groupBy(["a", "bb", "c"], len(#))[1]', '[]interface {} [a c]'],
    ['sortBy([{n: 2}, {n: 1}], .n, "desc")[0].n', 'int 2'],
    ['sum(["a"])', 'run: invalid operation: string + int'],
    ['median([3, 1, 2.5])', 'float64 2.5'],
    ['flatten([1, [2, [3]]])', '[]interface {} [1 2 3]'],
    ['count([1, 2, "a"], # > 0) >= 2', 'bool true'],
    ['filter([1], # > 1)[0]', 'run: reflect: slice index out of range'],
    ['[1, 2][-3]', 'run: index out of range: -1 (array length is 2)'],
    // What upstream's stack machine forgets on its stack.
    ['1 < findLastIndex([1, 2], # > 1)', 'run: invalid operation: bool < int'],
    // Names and chains.
    ['let x = 2; x * x', 'int 4'],
    ['{a: nil}?.a?.b.c', '<nil> <nil>'],
    ['{a: nil}.a.b', 'run: cannot fetch b from <nil>'],
    ['{a: 1, a: 2}.a', 'int 1'],
    ['$env.result', 'float64 0'],
    ['len', '<nil> <nil>'],
    // Time.
    ['duration("1h30m").Minutes()', 'float64 90'],
    ['date("2024-02-29").AddDate(1, 0, 0).Format("Mon, 2 Jan 2006")', 'string Sat, 1 Mar 2025'],
    ['date("2024-01-15 10:00:00") - duration("90m")', 'time.Time 2024-01-15 08:30:00 +0000 UTC'],
    ['date("2024-07-01", "2006-01-02", "Europe/Berlin")', 'time.Time 2024-07-01 00:00:00 +0200 CEST'],
    ['date("31/02/2024", "02/01/2006")', 'run: parsing time "31/02/2024": day out of range'],
    ['duration("5")', 'run: time: missing unit in duration "5"'],
  ])('%s', (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it.each<[string, GoValue, string]>([
    ['result[0]', floatSlice([0.5]), 'float64 0.5'],
    ['result[0]', floatSlice([]), 'run: index out of range: 0 (array length is 0)'],
    ['max(result)', floatSlice([1, 3, 2]), 'float64 3'],
    ['result.a.b == nil', fromJson({ a: {} }), 'bool true'],
    ['result.a > 1', fromJson({}), 'run: invalid operation: <nil> > int'],
    ['result == 1', { kind: 'pointer', type: pointerTo(FLOAT64), target: 1 }, 'bool true'],
    ['isNil(5)', { kind: 'pointer', type: pointerTo(FLOAT64), target: null }, 'bool true'],
    ['default(result, 7)', null, 'int 7'],
    ['default(9, 7)', 1, 'float64 1'],
  ])('%s on a result', (text, result, expected) => {
    expect(show(text, result)).toBe(expected);
  });

  it.each([
    ['repeat("a", 1000000000000)', 'run: memory budget exceeded'],
    ['1..1000000000', 'run: memory budget exceeded'],
    ['all(1..1000, all(1..999, all(1..999, true)))', 'run: memory budget exceeded'],
    ['let r = 1..900000; all(r, all(r, # > 0))', 'run: evaluation takes too long: more than 10000000 steps'],
    ['string(reduce(1..100000, [#acc]))', 'run: value is nested too deeply or too large'],
  ])('%s ends soon', (text, expected) => {
    const start = performance.now();
    expect(show(text)).toBe(expected);
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  it('reports where an error happened', () => {
    const evaluation = evaluateExpression(parseCondition('true && result.a.b > 1'), stringMap([]));
    expect(evaluation).toMatchObject({ ok: false, stage: 'run', error: { span: { start: 17, end: 18 } } });
  });
});

describe('evaluateCondition', () => {
  it('knows no truthiness', () => {
    const verdict = evaluateCondition(parseCondition('result'), 1);
    expect(verdict).toMatchObject({ ok: false, error: { message: 'expected bool, but got float64' } });
  });
});

describe('evalTime', () => {
  const now = (): number => Date.UTC(2024, 0, 15, 12);

  it('computes from the clock that it is given', () => {
    expect(evalTime('now() - duration("1h")', now)).toEqual({
      ok: true,
      unixNanoseconds: BigInt(Date.UTC(2024, 0, 15, 11)) * 1_000_000n,
    });
  });

  it.each([
    ['result', 'unknown name result'],
    ['"now"', 'expected time.Time, but got string'],
    ['-5m', 'bad number syntax: "5m"'],
  ])('refuses %s', (text, message) => {
    expect(evalTime(text, now)).toMatchObject({ ok: false, error: { message } });
  });
});
