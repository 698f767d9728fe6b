import { beforeAll, describe, expect, it } from 'vitest';
import { completionsAt } from '../../src/expr/complete.ts';
import { checkCondition } from '../../src/expr/condition.ts';
import { featuresUsed } from '../../src/expr/features.ts';
import { parseCondition, prepareExpr } from '../../src/expr/prepare.ts';
import { FLOAT_SLICE, parseType } from '../../src/expr/types/go-type.ts';

beforeAll(prepareExpr);

describe('featuresUsed', () => {
  it.each([
    ['if true { 1 } else { 2 }', ['if-else']],
    ['0 < result[0] < 2', ['comparison-chain']],
    ['result[0] < 1;', ['sequence']],
    ['1; 2', ['sequence']],
    ['"a" == `a`', ['raw-string']],
    ['b"a"', ['bytes-literal']],
    ['"\\u{61}" + "\\\\u{61}"', ['braced-escape']],
    ['0b1 + 0x1', ['binary-or-octal-number']],
    ['result?.[0]', ['optional-index']],
    ['::len(result,)', ['builtin-marker', 'trailing-comma']],
    ['"abc"[1:]', ['indexed-literal']],
    ['len(concat(result, [1,]))', ['new-builtin']],
    ['max(result) > max(1, 2)', ['list-extreme']],
    ['mean(1, 2) > mean(result)', ['many-means']],
    ['sum(result, # * 2) > sum(result)', ['mapped-sum']],
    ['count(map(result, # > 1)) > count(result, # > 1)', ['plain-count']],
    ['let x = len(result); x not in 1..3 && any(result, {# > 1})', []],
  ])('%s', (text, features) => {
    const condition = parseCondition(text);
    const used = featuresUsed(condition, checkCondition(condition, FLOAT_SLICE));
    expect(used.map(({ feature }) => feature)).toEqual(features);
  });
});

describe('completionsAt', () => {
  const labels = (marked: string): readonly string[] => {
    const type = parseType('[]types.MetricDataResult') ?? 'unknown';
    return completionsAt(marked.replace('|', ''), marked.indexOf('|'), type).items.map(({ label }) => label);
  };

  it('offers names where an operand is due', () => {
    expect(labels('len(result) > 0 && |')).toEqual(expect.arrayContaining(['result', 'isNaN', 'all', 'true', 'not']));
    expect(labels('|')).not.toContain('#');
  });

  it('offers operators behind an operand', () => {
    expect(labels('result |')).toEqual(expect.arrayContaining(['&&', 'not in', 'matches', '?']));
    expect(labels('result |')).not.toContain('result');
  });

  it('offers the fields and methods of what stands before a dot', () => {
    expect(labels('result[0].|')).toEqual(['Id', 'Label', 'Messages', 'StatusCode', 'Timestamps', 'Values']);
    expect(labels('all(result, .Va| > 1)')).toContain('Values');
    expect(labels('duration("1h").|')).toContain('Hours');
  });

  it('offers pointers inside predicates, variables behind let', () => {
    expect(labels('reduce(result, |')).toEqual(expect.arrayContaining(['#', '#acc', '#index']));
    expect(labels('all(result, | > 1)')).not.toContain('#acc');
    expect(labels('let limit = 1; |')).toContain('limit');
  });

  it('offers nothing inside a string', () => {
    expect(labels('"a|b"')).toEqual([]);
    expect(labels('"ab|')).toEqual([]);
  });

  it('replaces the word at the cursor', () => {
    expect(completionsAt('res > 1', 3).replace).toEqual({ start: 0, end: 3 });
  });
});
