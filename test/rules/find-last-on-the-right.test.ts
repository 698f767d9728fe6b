import { beforeAll, describe, expect, test } from 'vitest';
import { findLastOnTheRight } from '../../rules/condition/find-last-on-the-right.ts';
import { rules } from '../../rules/index.ts';
import { evaluateResult, floatSlice, parseCondition, prepareExpr } from '../../src/expr/index.ts';
import { prometheusExample } from '../../src/lint/kit/conditions/words.ts';
import { lintExample } from '../../tools/example.ts';

beforeAll(prepareExpr);

const RESULT = floatSlice([1, 2, 3, 0.5]);

const findsOf = async (condition: string) =>
  (await lintExample(findLastOnTheRight, { yaml: prometheusExample(`successCondition: '${condition}'`) }, rules)).finds;

const phaseOf = (condition: string): string => evaluateResult(RESULT, parseCondition(condition), '').phase;

/** Each is true of the result where nothing gets lost; `phase` is what the controller's expr 1.17.8 makes of it. */
describe('what the rule says is what happens', () => {
  test.each([
    ['1 < findLast(result, # > 1)', 'error', 'Error'],
    ['3.0 == findLast(result, # > 1)', 'wrong', 'Failed'],
    ['1 < last(filter(result, # > 1))', 'error', 'Error'],
    ['2 < filter(result, # > 1)[-1]', 'error', 'Error'],
    ['result[0] + findLast(result, # > 1) == 4.0', 'error', 'Error'],
    ['result[findLastIndex(result, # > 1)] > 2', 'error', 'Error'],
    ['max(1, findLast(result, # > 1)) > 2', 'error', 'Error'],
    ['findLast(result, # > 1) >= findLast(result, # > 0) + 2.5', 'error', 'Error'],
    ['len(result) > 0 && 2 < findLast(result, # > 1)', 'error', 'Error'],
  ])('%s', async (condition, kind, phase) => {
    expect((await findsOf(condition)).map((found) => found.split('@')[0])).toEqual([kind]);
    expect(phaseOf(condition)).toBe(phase);
  });

  test.each([
    'findLast(result, # > 1) > 2',
    'findLast(result, # > 1) == 3.0',
    'findLastIndex(result, # > 1) == 2',
    'len(result) > 0 && findLast(result, # > 1) > 2',
    'filter(result, # > 1)[-1] > 2',
    'last(filter(result, # > 1)) > 2',
    'max(findLast(result, # > 1), 1) > 2',
    'let x = findLast(result, # > 1); 2 < x',
    'findLast(result, # > 1) > 2 ? true : false',
    'asFloat(findLast(result, # > 1)) > 2',
    'any(result, findLast(result, # > 1) > 2)',
  ])('%s is fine', async (condition) => {
    expect(await findsOf(condition)).toEqual([]);
    expect(phaseOf(condition)).toBe('Successful');
  });
});
