import { describe, expect, test } from 'vitest';
import { prometheusExample, webExample } from '../../../src/lint/kit/conditions/words.ts';
import { lintTexts } from '../../corpus/lint-texts.ts';

/** The findings of the condition rules in a template, as `rule@text`. */
async function found(text: string): Promise<readonly string[]> {
  const { findings } = await lintTexts([{ path: 'template.yaml', text }]);
  return findings
    .filter(({ rule }) => rule.startsWith('condition/'))
    .map(({ rule, at }) => `${rule.slice('condition/'.length)}@${text.slice(at.span.start, at.span.end)}`);
}

const on = (query: string, conditions: string, args?: string) => found(prometheusExample(conditions, query, args));
const MAY_BE_EMPTY = 'sum(rate(a{app="b"}[2m]))';

describe('an empty answer', () => {
  test.each([
    'len(result) > 0 && result[0] < 1',
    'len(result) != 0 && result[0] < 1',
    '0 < len(result) && result[0] < 1',
    'len(result) == 0 || result[0] < 1',
    'not (len(result) > 0) or result[0] < 1',
    'len(result) > 0 ? result[0] < 1 : true',
    'if len(result) == 0 { true } else { result[0] < 1 }',
    '(get(result, 0) ?? 0) < 1',
    'let n = len(result); n == 0 || result[0] < 1',
    'any(result, # < 1)',
  ])('is minded by %s', async (condition) => {
    expect(await on(MAY_BE_EMPTY, `successCondition: '${condition}'`)).toEqual([]);
  });

  test.each([
    ['result[0] < 1', 'unguarded-index@result[0]'],
    ['len(result) >= 0 && result[0] < 1', 'unguarded-index@result[0]'],
    ['len(result) > 1 || result[0] < 1', 'unguarded-index@result[0]'],
    ['result[0] < 1 && len(result) > 0', 'guard-after-index@result[0]'],
    ['result[-1] < 1', 'unguarded-index@result[-1]'],
    ['all(result, # < 1)', 'vacuous-on-empty@all(result, # < 1)'],
  ])('is not minded by %s', async (condition, finding) => {
    expect(await on(MAY_BE_EMPTY, `successCondition: '${condition}'`)).toEqual([finding]);
  });

  test('is told once for both conditions', async () => {
    expect(await on(MAY_BE_EMPTY, 'successCondition: result[0] < 1\nfailureCondition: result[0] >= 1')).toEqual([
      'unguarded-index@result[0]',
    ]);
  });

  test('is no concern of a condition that does not compile', async () => {
    expect(await on(MAY_BE_EMPTY, 'successCondition: result < 1')).toEqual(['vector-as-number@result < 1']);
  });
});

describe('an argument', () => {
  const ALWAYS = 'sum(rate(a[2m])) or vector(0)';

  test('without a value is no cause of a finding, wherever it stands', async () => {
    for (const condition of [
      'result[0] < {{args.x}}',
      '{{args.x}}',
      'result[0] {{args.x}} 5',
      'result[0] < 5 {{args.x}}',
      "result[0] == asFloat('{{args.x}}')",
      'result[{{args.x}}] < 5',
      '{{args.x}}(result) > 5',
    ])
      expect(await on(ALWAYS, `successCondition: ${JSON.stringify(condition)}`, '- name: x'), condition).toEqual([]);
  });

  test('without a value does not hide what is wrong beside it', async () => {
    expect(await on(ALWAYS, 'successCondition: result < {{args.x}}', '- name: x')).toEqual([
      'vector-as-number@result < {{args.x}}',
    ]);
    expect(await on(MAY_BE_EMPTY, 'successCondition: result[0] < {{args.x}}', '- name: x')).toEqual([
      'unguarded-index@result[0]',
    ]);
    expect(await on(ALWAYS, 'successCondition: result[0] = {{args.x}}', '- name: x')).toEqual(['syntax@=']);
  });

  test('is checked with its value', async () => {
    expect(await on(ALWAYS, 'successCondition: result[0] < {{args.x}}', '- name: x\n  value: "5"')).toEqual([]);
    expect(await on(ALWAYS, 'successCondition: result[0] < {{args.x}}', '- name: x\n  value: five')).toEqual([
      'unknown-name@{{args.x}}',
    ]);
    expect(await on(ALWAYS, 'successCondition: result[0] < "{{args.x}}"', '- name: x\n  value: "5"')).toEqual([
      'type-mismatch@result[0] < "{{args.x}}"',
    ]);
  });
});

describe('two conditions', () => {
  const RATIO = '(sum(rate(a{code="500"}[2m])) or vector(0)) / (sum(rate(a[2m])) > 0) or vector(0)';

  test.each([
    ['result[0] < 0.05', 'result[0] >= 0.05', []],
    ['result[0] < 0.05', '!(result[0] < 0.05)', []],
    ['result[0] < 0.05', 'result[0] > 0.05', ['gap@result[0] > 0.05']],
    ['result[0] <= 0.05', 'result[0] >= 0.05', ['overlap@result[0] >= 0.05']],
    ['result[0] <= 0.05 || result[0] > 0.5', 'result[0] > 0.05', ['overlap@result[0] > 0.05']],
  ])('%s and %s', async (success, failure, findings) => {
    expect(await on(RATIO, `successCondition: ${success}\nfailureCondition: '${failure}'`)).toEqual(findings);
  });
});

test('a JSON value of unknown type is only wrong where no type fits', async () => {
  expect(await found(webExample('successCondition: result.rate > 0.9 && result.name == "a"'))).toEqual([]);
  expect(await found(webExample('successCondition: result > 0.9 && result == "a"', '{$.x}'))).toEqual([
    'type-mismatch@result == "a"',
  ]);
});
