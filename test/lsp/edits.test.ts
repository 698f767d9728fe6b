import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver';
import { rules } from '../../rules/index.ts';
import { template } from '../lint/support.ts';
import { cleanUpAfterEach, Editor, folderWith } from './editor.ts';

cleanUpAfterEach();

const FILES = {
  '.git/': '',
  't.yaml': template('rate', '  args:\n    - name: service\n  metrics:\n    - name: "{{args.service}}"\n'),
  'r.yaml': [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Rollout',
    'metadata: {name: r}',
    'spec:',
    '  strategy:',
    '    canary:',
    '      analysis:',
    '        templates: [{templateName: rate}]',
    '        args: [{name: service, value: x}]',
    '',
  ].join('\n'),
};

const RULES = rules.filter(({ id }) => /^(?:args|reference|yaml|schema)\//.test(id));

/** Where in a text, how much of it goes, and what comes in its place. */
const edit = fc.record({
  name: fc.constantFrom('t.yaml', 'r.yaml'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  text: fc.constantFrom(
    '',
    ' ',
    '\n',
    '\r\n',
    'rate',
    'service',
    '{{args.',
    '}}',
    ': ',
    '- ',
    '"',
    '|',
    '---\n',
    '😀',
    '&a ',
    '*a',
  ),
});

describe('after any edits', () => {
  test('the server says what a new one says of the same texts', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
        const folder = folderWith(FILES);
        const start = () => Editor.start({ rules: RULES, folders: [folder] });
        const typing = await start();
        for (const name of ['t.yaml', 'r.yaml']) await typing.open(name);
        await typing.settle();
        for (const { name, at, length, text } of edits) {
          const all = typing.text(name);
          const from = Math.floor(at * all.length);
          await typing.changeAt(name, from, Math.min(all.length, from + length), text);
          await typing.barrier();
          if (length % 2 === 0) typing.timers.fire();
        }
        await typing.settle();
        const fresh = await start();
        for (const name of ['t.yaml', 'r.yaml']) await fresh.open(name, typing.text(name));
        await fresh.settle();
        for (const name of ['t.yaml', 'r.yaml']) expect(typing.shown(name)).toEqual(fresh.shown(name));
        expect(typing.messages).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a request that nobody waits for', () => {
  test('is cut short', async () => {
    const editor = await Editor.start({ rules: RULES, folders: [folderWith(FILES)] });
    await editor.open('t.yaml');
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri: editor.uri('t.yaml') } };
    const asked = editor.client.sendRequest('textDocument/diagnostic', params, source.token);
    source.cancel();
    await expect(asked).rejects.toMatchObject({ code: -32800 });
  });
});
