import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { DEFAULT_CONFIG } from '../../src/lint/config/config.ts';
import { lintWorkspace } from '../../src/lint/linter.ts';
import { createWorkspace } from '../../src/workspace/create.ts';

// Larger with ROLLOUTLINT_ROBUSTNESS=10.
const SCALE = Number(process.env['ROLLOUTLINT_ROBUSTNESS'] ?? 1);
const many = (count: number, text: (i: number) => string) =>
  Array.from({ length: count * SCALE }, (_, i) => text(i)).join('');

const template = (query: string, more = '') =>
  `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: {name: a}\nspec:\n${more}  metrics:\n    - name: m\n      provider:\n        prometheus: {query: ${JSON.stringify(query)}}\n`;

describe('a file that is too much of something has findings, and no crash', () => {
  test.each([
    ['unknown keys', template('vector(1)') + many(2000, (i) => `k${i}: 1\n`)],
    ['arguments', template('vector(1)', `  args:\n${many(1000, (i) => `    - name: a${i}\n`)}`)],
    ['placeholders', template(many(2000, () => '{{args.x}}'))],
    ['nested lists', `${template('vector(1)')}z: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
    ['nested maps in lines', `${template('vector(1)')}z:\n${many(1000, (i) => `${' '.repeat(i + 1)}a:\n`)}`],
    ['parentheses', template('('.repeat(100_000))],
    ['objects of one name', many(150, (i) => `${template(`vector(${i % 2})`)}---\n`)],
  ])(
    '%s',
    async (_, text) => {
      const workspace = createWorkspace([{ path: 'x.yaml', text, asked: true }], {});
      const { findings, crashes } = await lintWorkspace(workspace, rules, DEFAULT_CONFIG, { today: '2026-01-01' });
      expect(crashes).toEqual([]);
      expect(findings).not.toEqual([]);
    },
    30_000,
  );
});
