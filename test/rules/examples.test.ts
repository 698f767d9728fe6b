import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { fixExample, lintExample } from '../../tools/example.ts';

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('says what it is: the id is its path, and it has words, a page and examples', () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(existsSync(`rules/${id}.ts`), `rules/${id}.ts`).toBe(true);
    expect(rule.docs.summary.trim()).not.toBe('');
    expect(rule.docs.details.trim()).not.toBe('');
    expect(Object.keys(rule.messages)).not.toEqual([]);
    expect(rule.examples.bad).not.toEqual([]);
    expect(rule.examples.good).not.toEqual([]);
    expect(rule.check ?? rule.checkFile ?? rule.checkSuppression).toBeDefined();
  });

  test.each(rule.examples.bad.map((example, index) => [example.title ?? `bad example ${index + 1}`, example] as const))(
    'finds the mistake: %s',
    async (_, example) => {
      const { finds, findings } = await lintExample(rule, example, rules);
      expect(finds).toEqual(example.finds);
      expect(finds).not.toEqual([]);
      for (const { message, why, help, severity } of findings) {
        for (const text of [message, why, help]) expect(text ?? '').not.toMatch(/\n|\.$|undefined|\[object/);
        expect(['error', 'warning', 'info'].indexOf(severity)).toBeGreaterThanOrEqual(
          ['error', 'warning', 'info'].indexOf(rule.severity),
        );
      }
      const hasFix = findings.some(({ fix }) => fix !== undefined);
      if (hasFix || example.fixed !== undefined) expect(await fixExample(rule, example, rules)).toBe(example.fixed);
    },
  );

  test.each(
    rule.examples.good.map((example, index) => [example.title ?? `good example ${index + 1}`, example] as const),
  )('is silent: %s', async (_, example) => {
    const { finds } = await lintExample(rule, example, rules);
    expect(finds).toEqual([]);
  });
});
