import { describe, expect, test } from 'vitest';
import { rules as allRules } from '../../rules/index.ts';
import { suppressionsOf } from '../../src/lint/suppression/suppression.ts';
import { createWorkspace } from '../../src/workspace/create.ts';
import { lint, template } from './support.ts';

function read(text: string) {
  const file = createWorkspace([{ path: 'a.yaml', text, asked: true }]).files[0];
  if (file === undefined) throw new Error('no file');
  return suppressionsOf(file).map((one) => ({ ...one, covered: text.slice(one.covers.start, one.covers.end) }));
}

describe('a suppression comment', () => {
  test('has rules, a last day and a reason', () => {
    const [one] = read(template('a # rolloutlint-disable-line a/b, c/d until=2026-03-31 -- because -- of this'));
    expect(one?.rules.map(({ id }) => id)).toEqual(['a/b', 'c/d']);
    expect(one?.until?.date).toBe('2026-03-31');
    expect(one?.reason).toBe('because -- of this');
    expect(one?.covered).toMatch(/^ {2}name: a # .*\n$/);
  });

  test.each([
    ['no rules', '# rolloutlint-disable-line -- reason', 'names no rule'],
    ['no date', '# rolloutlint-disable-line a/b until=soon', 'is no date'],
    ['a day that does not exist', '# rolloutlint-disable-line a/b until=2026-02-30', 'is no date'],
    ['another scope', '# rolloutlint-disable a/b', 'there is no `rolloutlint-disable`'],
  ])('is malformed with %s', (_, comment, text) => {
    const [one] = read(`${template('a')}${comment}\n`);
    expect(one?.malformed?.text).toContain(text);
  });

  test('for the next line goes past comments and blank lines', () => {
    const [one] = read(`${template('a')}# rolloutlint-disable-next-line a/b\n\n# more\nother: 1\nlast: 2\n`);
    expect(one?.covered).toBe('other: 1\n');
  });

  test('at the key of a text over several lines covers all of it', () => {
    const spec = '  # rolloutlint-disable-next-line a/b\n  query: |\n    one\n    two\n  next: 1\n';
    expect(read(template('a', spec))[0]?.covered).toContain('two');
    expect(read(template('a', spec))[0]?.covered).not.toContain('next');
    const header = '  query: | # rolloutlint-disable-line a/b\n    one\n    two\n  next: 1\n';
    expect(read(template('a', header))[0]?.covered).toContain('two');
  });

  test('at the end of the file covers nothing but the end', () => {
    expect(read(`${template('a')}# rolloutlint-disable-next-line a/b`)[0]?.covered).toBe('');
  });

  test('inside of a text is no comment', () => {
    expect(read(template('a', '  query: |\n    # rolloutlint-disable-line a/b\n'))).toEqual([]);
  });

  test('counts up to and including its last day, and after it is a finding', async () => {
    const text = (day: string): string =>
      template('a', `  metrics: []\n  metrics: [] # rolloutlint-disable-line yaml/duplicate-key until=${day}\n`);
    const ids = async (day: string) =>
      (await lint({ 'a.yaml': text(day) }, allRules)).findings
        .map(({ rule }) => rule)
        .filter((id) => /^(yaml|config)/.test(id));
    expect(await ids('2026-03-01')).toEqual([]);
    expect(await ids('2026-02-28')).toEqual(['yaml/duplicate-key', 'config/expired-suppression']);
  });

  test('for a rule that did not run is not unused', async () => {
    const text = template('a', '  # rolloutlint-disable-next-line yaml/syntax\n  metrics: []\n');
    const rules = allRules.filter(({ id }) => id.startsWith('config/') || id === 'yaml/duplicate-key');
    expect((await lint({ 'a.yaml': text }, rules)).findings.map(({ messageId }) => messageId)).toEqual(['unknown']);
    const off = new Map([['yaml/syntax', { level: 'off' as const, options: {} }]]);
    const all = await lint({ 'a.yaml': text }, allRules, { rules: off });
    expect(all.findings.filter(({ rule }) => rule.startsWith('config/'))).toEqual([]);
  });

  test('can suppress the findings about comments themselves', async () => {
    const text = `# rolloutlint-disable-file config/unused-suppression\n${template('a', '  metrics: [] # rolloutlint-disable-line yaml/syntax\n')}`;
    const { findings } = await lint({ 'a.yaml': text }, allRules);
    expect(findings.filter(({ rule }) => rule.startsWith('config/'))).toEqual([]);
  });
});
