import { describe, expect, test } from 'vitest';
import type { AnyRule } from '../../../src/lint/rule.ts';
import { rule, template } from '../../lint/support.ts';
import { cleanUpAfterEach, Editor, folderWith } from '../editor.ts';

cleanUpAfterEach();

/** Wants every name to end in `-x`, and then in `-x-y`. */
const longer = (kind: 'safe' | 'unsafe'): AnyRule =>
  rule({
    id: `test/${kind}`,
    check: ({ manifest, report }) => {
      const name = manifest.name ?? '';
      const end = name.endsWith('-x-y') ? undefined : name.endsWith('-x') ? '-y' : '-x';
      if (end === undefined) return;
      const at = manifest.valueSpan(['metadata', 'name']);
      const edits = [{ span: { start: at.end, end: at.end }, text: end }];
      report('found', { at, data: { name }, fix: { kind, title: `append ${end}`, edits } });
    },
  });

const NAME = 'a.yaml';

async function editing(text: string, rules: readonly AnyRule[], capabilities = {}) {
  const editor = await Editor.start({ rules, folders: [folderWith({ '.git/': '' })], capabilities });
  await editor.open(NAME, text);
  await editor.settle();
  return editor;
}

describe('actions', () => {
  test('are the fix and the comment of the finding at the cursor', async () => {
    const editor = await editing(template('one'), [longer('safe')]);
    const actions = await editor.actions(NAME, editor.rangeOf(NAME, 'one'), ['quickfix']);
    expect(actions.map(({ title, kind, isPreferred }) => [title, kind, isPreferred])).toEqual([
      ['Append -x', 'quickfix', true],
      ['Ignore test/safe here', 'quickfix', undefined],
    ]);
    expect(actions[0]?.diagnostics?.[0]?.code).toBe('test/safe');
    const elsewhere = await editor.actions(NAME, editor.rangeOf(NAME, 'apiVersion'));
    expect(elsewhere.map(({ kind }) => kind)).toEqual(['source.fixAll.rolloutlint']);
  });

  test('that fix do so, in the text as it is typed', async () => {
    const editor = await editing(template('one'), [longer('safe')]);
    await editor.type(NAME, 'name: one', 'name: "two"');
    const [fix] = await editor.actions(NAME, editor.rangeOf(NAME, 'two'), ['quickfix']);
    expect(fix?.title).toBe('Append -x');
    await editor.apply(fix?.edit);
    expect(editor.text(NAME)).toContain('name: "two"-x\n');
  });

  test('that are not safe are not preferred, and not part of fixing all', async () => {
    const editor = await editing(template('one'), [longer('unsafe')]);
    const actions = await editor.actions(NAME, editor.rangeOf(NAME, 'one'));
    expect(actions.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ['Append -x', false],
      ['Ignore test/unsafe here', undefined],
    ]);
  });

  test('that fix all go on until nothing is left', async () => {
    const editor = await editing([template('one'), template('two')].join('---\n'), [longer('safe')]);
    const [all, ...others] = await editor.actions(NAME, editor.rangeOf(NAME, 'one'), ['source.fixAll']);
    expect(others).toEqual([]);
    await editor.apply(all?.edit);
    await editor.settle();
    expect(editor.text(NAME)).toBe([template('one-x-y'), template('two-x-y')].join('---\n'));
    expect(editor.shown(NAME)).toEqual([]);
  });

  test('that ignore a finding silence it', async () => {
    const editor = await editing(template('one').replaceAll('\n', '\r\n'), [longer('unsafe')]);
    const actions = await editor.actions(NAME, editor.rangeOf(NAME, 'one'));
    await editor.apply(actions.find(({ title }) => title.startsWith('Ignore'))?.edit);
    await editor.settle();
    expect(editor.shown(NAME)).toEqual([]);
    expect(editor.text(NAME)).toContain('  # rolloutlint-disable-next-line test/unsafe\r\n  name: one\r\n');
  });

  test('carry versions to editors that check them', async () => {
    const capabilities = { workspace: { workspaceEdit: { documentChanges: true } } };
    const editor = await editing(template('one'), [longer('safe')], capabilities);
    await editor.type(NAME, 'metrics', 'metrics');
    const [fix] = await editor.actions(NAME, editor.rangeOf(NAME, 'one'));
    expect(fix?.edit?.documentChanges).toMatchObject([{ textDocument: { version: 2 } }]);
  });

  test('of other kinds are nobody’s', async () => {
    const editor = await editing(template('one'), [longer('safe')]);
    expect(await editor.actions(NAME, editor.rangeOf(NAME, 'one'), ['refactor'])).toEqual([]);
    expect(await editor.actions('not-open.yaml', editor.rangeOf(NAME, 'one'))).toEqual([]);
  });
});
