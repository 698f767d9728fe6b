import { describe, expect, test } from 'vitest';
import { rules } from '../../../rules/index.ts';
import { DEFAULT_CONFIG } from '../../../src/lint/config/config.ts';
import { applyEdits } from '../../../src/lint/fixes.ts';
import { lintWorkspace } from '../../../src/lint/linter.ts';
import type { AnyRule } from '../../../src/lint/rule.ts';
import { suppressingEdit } from '../../../src/lsp/actions/suppress.ts';
import type { Finding } from '../../../src/text/finding.ts';
import { createWorkspace } from '../../../src/workspace/create.ts';

const HEAD = 'apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata:\n  name: ';

async function lintText(
  text: string,
  path = 'a.yaml',
  others: Readonly<Record<string, string>> = {},
  active: readonly AnyRule[] = [],
) {
  const files = Object.entries(others).map(([name, other]) => ({ path: name, text: other, asked: false }));
  const workspace = createWorkspace([...files, { path, text, asked: true }]);
  const otherRules = rules.map(({ id }) => id);
  const { findings } = await lintWorkspace(workspace, active, DEFAULT_CONFIG, { today: '2026-03-01', otherRules });
  const file = workspace.files.find((one) => one.path === path);
  if (file === undefined) throw new Error('no file');
  return { findings, file };
}

const at = (text: string, part: string, rule = 'args/unknown'): Finding => {
  const start = text.indexOf(part);
  if (start < 0) throw new Error(`no ${part}`);
  const span = { start, end: start + part.length };
  return { rule, messageId: 'any', severity: 'error', message: 'any', at: { file: 'a.yaml', span } };
};

async function suppressed(text: string, part: string, asksReason = false): Promise<string | undefined> {
  const { file } = await lintText(text);
  const suppressing = suppressingEdit(file, at(text, part), asksReason);
  return suppressing && applyEdits(text, [suppressing.edit]);
}

describe('the comment that suppresses a finding', () => {
  test('stands in the line above, as far in as that line', async () => {
    const text = `${HEAD}a\nspec:\n  args:\n    - name: x\n`;
    expect(await suppressed(text, 'x\n')).toBe(
      `${HEAD}a\nspec:\n  args:\n    # rolloutlint-disable-next-line args/unknown\n    - name: x\n`,
    );
  });

  test('in a text over several lines stands above its key', async () => {
    for (const header of ['|', '>-', '|2-']) {
      const text = `${HEAD}a\nspec:\n  count: 1\n  query: ${header}\n    one\n\n    two # three\n  next: 1\n`;
      expect(await suppressed(text, 'three')).toBe(
        text.replace('  query', '  # rolloutlint-disable-next-line args/unknown\n  query'),
      );
    }
    for (const quoted of ['"one\n    two"', "'one\n\n    two'", 'one\n    two']) {
      const text = `${HEAD}a\nspec:\n  query: ${quoted}\n  next: 1\n`;
      expect(await suppressed(text, 'two')).toBe(
        text.replace('  query', '  # rolloutlint-disable-next-line args/unknown\n  query'),
      );
    }
  });

  test('where the text begins in a line of its own stands above that line', async () => {
    const text = `${HEAD}a\nspec:\n  query:\n    one\n    two\n`;
    expect(await suppressed(text, 'two')).toBe(
      text.replace('    one', '    # rolloutlint-disable-next-line args/unknown\n    one'),
    );
  });

  test('keeps CRLF, a BOM and the first line', async () => {
    const text = `\uFEFF${HEAD}a\nspec: {}\n`.replaceAll('\n', '\r\n');
    expect(await suppressed(text, 'apiVersion')).toBe(
      text.replace('apiVersion', '# rolloutlint-disable-next-line args/unknown\r\napiVersion'),
    );
  });

  test('inside of a list in brackets stands between its lines', async () => {
    const text = `${HEAD}a\nspec:\n  args: [\n    {name: x},\n    {name: y},\n  ]\n`;
    expect(await suppressed(text, 'y}')).toBe(
      text.replace('    {name: y', '    # rolloutlint-disable-next-line args/unknown\n    {name: y'),
    );
  });

  test('where a line has no room above it counts for the whole file', async () => {
    const text = `${HEAD}a\nspec: {query: "one\n  two", other: x}\n`;
    expect(await suppressed(text, 'x}')).toBe(`# rolloutlint-disable-file args/unknown\n${text}`);
  });

  test('leaves room for a reason where one is asked for', async () => {
    expect(await suppressed(`${HEAD}a\nspec: {}\n`, 'spec', true)).toContain('args/unknown -- \n');
  });

  test('does not exist in JSON, and not for our own bugs', async () => {
    const json = '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout"}';
    const { file } = await lintText(json, 'a.json');
    expect(suppressingEdit(file, at(json, 'Rollout'), false)).toBeUndefined();
    const yaml = await lintText(`${HEAD}a\n`);
    expect(suppressingEdit(yaml.file, at(`${HEAD}a\n`, 'a', 'internal/rule-crashed'), false)).toBeUndefined();
  });

  test('works for every finding in the examples of all rules, and adds none', { timeout: 120_000 }, async () => {
    const failures: string[] = [];
    let count = 0;
    for (const rule of rules) {
      const active = rules.filter(({ id }) => id === rule.id || id.startsWith('yaml/') || id.startsWith('config/'));
      for (const example of rule.examples.bad) {
        if (example.name?.endsWith('.json') || example.yaml.length > 20_000) continue;
        const others = example.files ?? {};
        const path = example.name ?? 'a.yaml';
        const before = await lintText(example.yaml, path, others, active);
        for (const finding of before.findings.filter((one) => one.rule === rule.id)) {
          const suppressing = suppressingEdit(before.file, finding, false);
          if (suppressing === undefined) {
            failures.push(`${rule.id}: no comment`);
            continue;
          }
          count++;
          const text = applyEdits(example.yaml, [suppressing.edit]);
          const after = await lintText(text, path, others, active);
          const left = after.findings.filter((one) => one.message === finding.message && one.rule === finding.rule);
          const same = before.findings.filter((one) => one.message === finding.message && one.rule === finding.rule);
          if (left.length >= same.length) failures.push(`${rule.id}: still found\n${text}`);
          const added = after.findings.filter((one) => !before.findings.some(({ message }) => message === one.message));
          if (added.length > 0) failures.push(`${rule.id}: ${added.map(({ message }) => message).join()}\n${text}`);
        }
      }
    }
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(50);
  });
});
