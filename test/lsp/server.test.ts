import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { lintFiles } from '../../src/index.ts';
import { QUIET_MS } from '../../src/lsp/server.ts';
import { rule, template } from '../lint/support.ts';
import { cleanUpAfterEach, Editor, folderWith, WATCHING, write } from './editor.ts';

cleanUpAfterEach();

/** These only, so that what other rules learn to say does not matter here. */
const RULES = rules.filter(({ id }) => ['args/undeclared', 'args/unknown', 'reference/missing-template'].includes(id));
const NAMED = [rule({ id: 'test/named' })];

const TEMPLATE = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  args:
    - name: service
  metrics:
    - name: success-rate
      interval: 30s
      count: 3
      successCondition: len(result) > 0 && result[0] >= 0.95
      provider:
        prometheus:
          address: http://prometheus:9090
          query: sum(rate(http_requests_total{service="{{args.service}}"}[2m])) or vector(0)
`;

const ROLLOUT = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: checkout
spec:
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec: {containers: [{name: app, image: app}]}
  strategy:
    canary:
      steps:
        - setWeight: 10
        - analysis:
            templates: [{templateName: success-rate}]
            args: [{name: service, value: checkout}]
`;

describe('diagnostics', () => {
  test('are what the command line says of the same files', async () => {
    const folder = path.resolve('fixtures/demo');
    const editor = await Editor.start({ folders: [folder], capabilities: WATCHING });
    const report = await lintFiles(['.'], { cwd: folder, today: '2026-03-01' });
    expect(report.findings.length).toBeGreaterThan(3);
    const names = report.files.map(({ path: name }) => name).filter((name) => !path.basename(name).startsWith('.'));
    for (const name of names) await editor.open(name);
    await editor.settle();
    for (const name of names) {
      const expected = report.findings.filter(({ at }) => at.file === name);
      expect(editor.shown(name)?.map(({ code, message }) => [code, String(message).split('\n')[0]])).toEqual(
        expected.map(({ rule: id, message }) => [id, message]),
      );
    }
  });

  test('point at the characters, and say what, why and where it is explained', async () => {
    const editor = await Editor.start({ rules: RULES, folders: [folderWith({ '.git/': '' })] });
    await editor.open('a.yaml', TEMPLATE.replace('args.service', 'args.servce'));
    await editor.settle();
    expect(editor.finds('a.yaml')).toEqual(['args/undeclared@{{args.servce}}']);
    const [undeclared] = editor.shown('a.yaml') ?? [];
    expect(undeclared).toMatchObject({
      source: 'rolloutlint',
      severity: 1,
      range: { start: { line: 15, character: 55 }, end: { line: 15, character: 70 } },
      codeDescription: { href: expect.stringContaining('/args/undeclared') },
    });
    expect(undeclared?.message).toMatch(/^[^\n]*servce[^\n]*\nwhy: /);
  });

  test('follow the typing, and carry the version that they are about', async () => {
    const editor = await Editor.start({ rules: NAMED });
    await editor.open('/x/a.yaml', template('one'));
    await editor.settle();
    expect(editor.shown('/x/a.yaml')?.[0]?.message).toBe('found one');
    await editor.type('/x/a.yaml', 'name: one', 'name: two');
    await editor.settle();
    expect(editor.shown('/x/a.yaml')?.[0]?.message).toBe('found two');
    expect(editor.published.map(({ version }) => version)).toEqual([1, 2]);
  });

  test('wait for a pause in the typing, and say nothing of what is outdated', async () => {
    const editor = await Editor.start({ rules: NAMED });
    await editor.open('/x/a.yaml', template('one'));
    await editor.barrier();
    expect(editor.timers.waiting.map(({ delayMs }) => delayMs)).toEqual([0]);
    await editor.settle();
    for (const [before, after] of [
      ['one', 'on'],
      ['on', 'o'],
      ['o\n', 'other\n'],
    ] as const) {
      await editor.type('/x/a.yaml', `name: ${before}`, `name: ${after}`);
      await editor.barrier();
      expect(editor.timers.waiting.map(({ delayMs }) => delayMs)).toEqual([QUIET_MS]);
    }
    expect(editor.published).toHaveLength(1);
    await editor.settle();
    expect(editor.published.map(({ version }) => version)).toEqual([1, 4]);
  });

  test('of an open template change with an edit of its user, and the other way round', async () => {
    const folder = folderWith({ '.git/': '', 'template.yaml': TEMPLATE, 'rollout.yaml': ROLLOUT });
    const editor = await Editor.start({ rules: RULES, folders: [folder] });
    await editor.open('template.yaml');
    await editor.open('rollout.yaml');
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toEqual([]);
    await editor.type('template.yaml', 'name: success-rate\nspec', 'name: success-ratio\nspec');
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toEqual(['reference/missing-template@success-rate']);
    await editor.type('rollout.yaml', 'templateName: success-rate', 'templateName: success-ratio');
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toEqual([]);
  });

  test('know the files that are not open, and their texts on the disk once a document is closed unsaved', async () => {
    const folder = folderWith({ '.git/': '', 'template.yaml': TEMPLATE, 'rollout.yaml': ROLLOUT });
    const editor = await Editor.start({ rules: RULES, folders: [folder] });
    await editor.open('rollout.yaml');
    await editor.open('template.yaml');
    await editor.type('template.yaml', 'name: success-rate\nspec', 'name: other\nspec');
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toHaveLength(1);
    await editor.close('template.yaml');
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toEqual([]);
    expect(editor.shown('template.yaml')).toEqual([]);
  });

  test('name related places only to editors that show them', async () => {
    const folder = folderWith({ '.git/': '', 'template.yaml': TEMPLATE, 'rollout.yaml': ROLLOUT });
    const relatedOf = async (relatedInformation: boolean) => {
      const capabilities = { textDocument: { publishDiagnostics: { relatedInformation } } };
      const editor = await Editor.start({ rules: RULES, folders: [folder], capabilities });
      await editor.open('template.yaml', TEMPLATE.replace('args.service', 'args.servce'));
      await editor.settle();
      return editor.shown('template.yaml')?.[0]?.relatedInformation;
    };
    expect(await relatedOf(false)).toBeUndefined();
    const related = await relatedOf(true);
    expect(related?.map(({ message }) => message)).toContain('used by Rollout checkout, step 2');
    expect(related?.[0]?.location.uri).toMatch(/rollout\.yaml$/);
  });

  test('count characters as the protocol does, with CRLF and beyond the basic plane', async () => {
    const editor = await Editor.start({ rules: NAMED });
    const text = `# 😀\n${template('"😀"')}`.replaceAll('\n', '\r\n');
    await editor.open('/x/a.yaml', text);
    await editor.settle();
    expect(editor.shown('/x/a.yaml')?.[0]?.range).toEqual({
      start: { line: 4, character: 2 },
      end: { line: 4, character: 6 },
    });
    expect(editor.initialized.capabilities.positionEncoding).toBe('utf-16');
  });

  test('stay away from files of other kinds', async () => {
    const editor = await Editor.start({ rules: RULES, folders: [folderWith({ '.git/': '' })] });
    await editor.open('values.yaml', 'kind: Rollout\nport: [\n');
    await editor.open('deployment.yaml', 'apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: x}\n');
    await editor.open('main.go', 'package main', 'go');
    await editor.open('git:/x/a.yaml', TEMPLATE.replace('args.service', 'x'));
    await editor.settle();
    expect(editor.published.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    expect(editor.shown('main.go')).toBeUndefined();
    expect(editor.shown('git:/x/a.yaml')).toBeUndefined();
  });

  test('are given for documents that were never saved, and for files outside of every folder', async () => {
    const editor = await Editor.start({ rules: NAMED, folders: [folderWith({ '.git/': '' })] });
    const outside = path.join(folderWith({}), 'b.yaml');
    await editor.open('untitled:Untitled-1', template('one'));
    await editor.open(outside, template('two'));
    await editor.open('new/file.yaml', template('three'));
    await editor.settle();
    const shown = ['untitled:Untitled-1', outside, 'new/file.yaml'].map((name) => editor.shown(name)?.[0]?.message);
    expect(shown).toEqual(['found one', 'found two', 'found three']);
  });

  test('leave out what git and the configuration leave out', async () => {
    const folder = folderWith({
      '.git/': '',
      '.gitignore': 'out/\n',
      '.rolloutlint.yaml': 'exclude: [vendor]\n',
      'out/a.yaml': template('a'),
      'vendor/b.yaml': template('b'),
      'c.yaml': template('c'),
      'node_modules/d.yaml': template('d'),
    });
    const editor = await Editor.start({ rules: NAMED, folders: [folder] });
    for (const name of ['out/a.yaml', 'vendor/b.yaml', 'c.yaml', 'node_modules/d.yaml']) await editor.open(name);
    await editor.settle();
    const counts = ['out/a.yaml', 'vendor/b.yaml', 'c.yaml', 'node_modules/d.yaml'].map(
      (name) => editor.shown(name)?.length,
    );
    expect(counts).toEqual([0, 0, 1, 0]);
  });

  test('of a rule that crashes are one, with a line in the log, and the server lives on', async () => {
    const crashing = rule({
      id: 'test/crashing',
      check: ({ manifest }) => {
        if (manifest.name === 'bad') throw new Error('boom');
      },
    });
    const editor = await Editor.start({ rules: [crashing, ...NAMED] });
    await editor.open('/x/a.yaml', template('bad'));
    await editor.settle();
    expect(editor.shown('/x/a.yaml')?.map(({ code }) => code)).toEqual(['internal/rule-crashed', 'test/named']);
    expect(editor.messages.filter((text) => text.includes('test/crashing') && text.includes('boom'))).toHaveLength(1);
    await editor.type('/x/a.yaml', 'name: bad', 'name: good');
    await editor.settle();
    expect(editor.shown('/x/a.yaml')?.map(({ code }) => code)).toEqual(['test/named']);
  });
});

describe('several folders', () => {
  test('have configurations of their own, and do not know each other', async () => {
    const a = folderWith({ '.rolloutlint.yaml': 'rules: {test/named: off}\n' });
    const b = folderWith({ '.rolloutlint.yaml': 'rules: {test/named: warning}\n' });
    const editor = await Editor.start({ rules: NAMED, folders: [a, b] });
    await editor.open(path.join(a, 'a.yaml'), template('a'));
    await editor.open(path.join(b, 'b.yaml'), template('b'));
    await editor.settle();
    expect(editor.shown(path.join(a, 'a.yaml'))).toEqual([]);
    expect(editor.shown(path.join(b, 'b.yaml'))?.[0]?.severity).toBe(2);
  });

  test('may come and go', async () => {
    const a = folderWith({ 'deep/template.yaml': TEMPLATE });
    const editor = await Editor.start({
      rules: RULES,
      folders: [folderWith({}), folderWith({})],
      capabilities: { workspace: { workspaceFolders: true } },
    });
    const file = path.join(a, 'rollout.yaml');
    editor.client.onRequest('workspace/workspaceFolders', () => [{ uri: editor.uri(a), name: 'a' }]);
    await editor.open(file, ROLLOUT.replace('name: service,', 'name: servce,'));
    await editor.settle();
    // Without the folder, the template one folder down is not known.
    expect(editor.finds(file)).toEqual([]);
    const event = { added: [{ uri: editor.uri(a), name: 'a' }], removed: [] };
    await editor.client.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    await editor.settle();
    expect(editor.finds(file).join()).toContain('args/');
  });
});

describe('sources of names', () => {
  const ASKING = rules.filter(({ id }) => id === 'labels/unknown-metric');
  const tree = (metric: string) => ({
    '.rolloutlint.yaml': 'names: {expositions: [{path: metrics.txt}]}\n',
    'metrics.txt': `${metric} 1\n`,
    't.yaml': TEMPLATE,
  });

  test('are asked, and read again at the next change', async () => {
    const folder = folderWith(tree('http_request_total'));
    const editor = await Editor.start({ rules: ASKING, folders: [folder], capabilities: WATCHING });
    await editor.open('t.yaml');
    await editor.settle();
    expect(editor.shown('t.yaml')?.map(({ message }) => String(message).split('\n')[0])).toEqual([
      'there is no metric `http_requests_total` in the exposition metrics.txt, but there is `http_request_total`',
    ]);
    write(folder, { 'metrics.txt': 'http_requests_total 1\nup 1\n' });
    await editor.type('t.yaml', 'count: 3', 'count: 4');
    await editor.settle();
    expect(editor.shown('t.yaml')).toEqual([]);
  });

  test('that cannot be read are a problem of the configuration', async () => {
    const folder = folderWith({ ...tree('x'), 'metrics.txt': '<html>\n' });
    const editor = await Editor.start({ rules: ASKING, folders: [folder], capabilities: WATCHING });
    await editor.open('t.yaml');
    await editor.open('.rolloutlint.yaml');
    await editor.settle();
    expect(editor.shown('.rolloutlint.yaml')?.[0]?.message).toContain('metrics.txt:1: not a line of an exposition');
    expect(editor.shown('.rolloutlint.yaml')?.[0]?.range).toEqual(editor.rangeOf('.rolloutlint.yaml', 'names'));
    expect(editor.shown('t.yaml')).toEqual([]);
  });
});

describe('the configuration', () => {
  const tree = { '.rolloutlint.yaml': 'rules: {test/named: info}\n', 'a.yaml': template('a') };

  test('applies when it is saved', async () => {
    const editor = await Editor.start({ rules: NAMED, folders: [folderWith(tree)] });
    await editor.open('a.yaml');
    await editor.open('.rolloutlint.yaml');
    await editor.settle();
    expect(editor.shown('a.yaml')?.[0]?.severity).toBe(3);
    await editor.type('.rolloutlint.yaml', 'info', 'warning');
    await editor.save('.rolloutlint.yaml');
    await editor.settle();
    expect(editor.shown('a.yaml')?.[0]?.severity).toBe(2);
  });

  test('applies when another program changes, creates or deletes it', async () => {
    const folder = folderWith(tree);
    const editor = await Editor.start({ rules: NAMED, folders: [folder], capabilities: WATCHING });
    expect(editor.registrations).toContain('workspace/didChangeWatchedFiles');
    await editor.open('a.yaml');
    await editor.settle();
    write(folder, { '.rolloutlint.yaml': 'rules: {test/named: off}\n' });
    await editor.tellOfFile('.rolloutlint.yaml', 2);
    await editor.settle();
    expect(editor.shown('a.yaml')).toEqual([]);
    rmSync(path.join(folder, '.rolloutlint.yaml'));
    await editor.tellOfFile('.rolloutlint.yaml', 3);
    await editor.settle();
    expect(editor.shown('a.yaml')?.[0]?.severity).toBe(1);
    write(folder, tree);
    await editor.tellOfFile('.rolloutlint.yaml', 1);
    await editor.settle();
    expect(editor.shown('a.yaml')?.[0]?.severity).toBe(3);
  });

  test('that is broken is a diagnostic while it is typed, and the last good one holds', async () => {
    const editor = await Editor.start({ rules: NAMED, folders: [folderWith(tree)] });
    await editor.open('a.yaml');
    await editor.open('.rolloutlint.yaml');
    await editor.type('.rolloutlint.yaml', 'info', 'warnin');
    await editor.settle();
    expect(editor.shown('.rolloutlint.yaml')?.[0]?.message).toContain('write `warning`');
    expect(editor.shown('.rolloutlint.yaml')?.[0]?.range).toEqual(editor.rangeOf('.rolloutlint.yaml', 'warnin'));
    await editor.save('.rolloutlint.yaml');
    await editor.settle();
    expect(editor.shown('a.yaml')?.[0]?.severity).toBe(3);
    await editor.type('.rolloutlint.yaml', 'warnin', 'warning');
    await editor.save('.rolloutlint.yaml');
    await editor.settle();
    expect(editor.shown('.rolloutlint.yaml')).toEqual([]);
    expect(editor.shown('a.yaml')?.[0]?.severity).toBe(2);
  });

  test('that is broken and not open is a diagnostic and one message', async () => {
    const folder = folderWith({ ...tree, '.rolloutlint.yaml': 'rule: {}\n' });
    const editor = await Editor.start({ rules: NAMED, folders: [folder], capabilities: WATCHING });
    await editor.open('a.yaml');
    await editor.settle();
    expect(editor.shown('.rolloutlint.yaml')?.[0]?.message).toContain('did you mean `rules`?');
    expect(editor.shown('a.yaml')).toHaveLength(1);
    await editor.type('a.yaml', 'name: a', 'name: b');
    await editor.settle();
    expect(editor.messages.filter((text) => text.includes('.rolloutlint.yaml:1:1'))).toHaveLength(1);
    write(folder, tree);
    await editor.tellOfFile('.rolloutlint.yaml', 2);
    await editor.settle();
    expect(editor.shown('.rolloutlint.yaml')).toEqual([]);
  });

  test('that extends a broken one says so', async () => {
    const folder = folderWith({ ...tree, '.rolloutlint.yaml': 'extends: base.yaml\n' });
    const editor = await Editor.start({ rules: NAMED, folders: [folder] });
    await editor.open('a.yaml');
    await editor.open('.rolloutlint.yaml');
    await editor.settle();
    expect(editor.shown('.rolloutlint.yaml')?.[0]?.message).toContain('base.yaml: there is no such file');
    write(folder, { 'base.yaml': 'rules: {test/named: off}\n' });
    await editor.save('a.yaml');
    await editor.settle();
    expect(editor.shown('.rolloutlint.yaml')).toEqual([]);
    expect(editor.shown('a.yaml')).toEqual([]);
  });
});

describe('the disk', () => {
  test.each([
    ['watched', WATCHING],
    ['not watched', {}],
  ])('is %s: files that come, change and go count', async (_, capabilities) => {
    const folder = folderWith({ '.git/': '', 'rollout.yaml': ROLLOUT });
    const editor = await Editor.start({ rules: RULES, folders: [folder], capabilities });
    const tell = (type: 1 | 2 | 3) =>
      capabilities === WATCHING ? editor.tellOfFile('k/template.yaml', type) : editor.save('rollout.yaml');
    await editor.open('rollout.yaml');
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toEqual(['reference/missing-template@success-rate']);
    write(folder, { 'k/template.yaml': TEMPLATE });
    await tell(1);
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toEqual([]);
    write(folder, { 'k/template.yaml': TEMPLATE.replace('name: success-rate', 'name: other') });
    await tell(2);
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toHaveLength(1);
    write(folder, { 'k/template.yaml': TEMPLATE });
    await tell(2);
    await editor.settle();
    rmSync(path.join(folder, 'k'), { recursive: true });
    await tell(3);
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toHaveLength(1);
  });

  test('may lose a file that is open: the document still counts', async () => {
    const folder = folderWith({ '.git/': '', 'rollout.yaml': ROLLOUT, 'template.yaml': TEMPLATE });
    const editor = await Editor.start({ rules: RULES, folders: [folder], capabilities: WATCHING });
    await editor.open('rollout.yaml');
    await editor.open('template.yaml');
    rmSync(path.join(folder, 'template.yaml'));
    await editor.tellOfFile('template.yaml', 3);
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toEqual([]);
    await editor.close('template.yaml');
    await editor.settle();
    expect(editor.finds('rollout.yaml')).toHaveLength(1);
  });
});

describe('an editor that asks for diagnostics', () => {
  const PULLING = {
    textDocument: { diagnostic: {} },
    workspace: { diagnostics: { refreshSupport: true } },
  };

  test('is told nothing unasked, and gets the same', async () => {
    const editor = await Editor.start({ rules: NAMED, capabilities: PULLING });
    expect(editor.initialized.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true });
    await editor.open('/x/a.yaml', template('one'));
    await editor.settle();
    expect(editor.published).toEqual([]);
    const first = await editor.pull('/x/a.yaml');
    expect(first.items?.map(({ message }) => message)).toEqual(['found one']);
    expect(await editor.pull('/x/a.yaml', first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await editor.type('/x/a.yaml', 'name: one', 'name: two');
    const second = await editor.pull('/x/a.yaml', first.resultId);
    expect(second.items?.map(({ message }) => message)).toEqual(['found two']);
    expect(await editor.pull('/x/not-open.yaml')).toEqual({ kind: 'full', items: [] });
  });

  test('is told to ask again for documents that an edit elsewhere has changed', async () => {
    const folder = folderWith({ '.git/': '', 'template.yaml': TEMPLATE, 'rollout.yaml': ROLLOUT });
    const editor = await Editor.start({ rules: RULES, folders: [folder], capabilities: PULLING });
    await editor.open('rollout.yaml');
    await editor.open('template.yaml');
    await editor.settle();
    await editor.pull('rollout.yaml');
    await editor.type('template.yaml', 'count: 3', 'count: 4');
    await editor.barrier();
    editor.timers.fire();
    await editor.pull('template.yaml');
    await editor.barrier();
    expect(editor.refreshes).toBe(0);
    await editor.type('template.yaml', 'name: success-rate\nspec', 'name: other\nspec');
    await editor.barrier();
    editor.timers.fire();
    await editor.pull('template.yaml');
    await editor.barrier();
    expect(editor.refreshes).toBe(1);
    expect((await editor.pull('rollout.yaml')).items).toHaveLength(1);
  });

  test('but cannot be told to ask again has them pushed', async () => {
    const editor = await Editor.start({ rules: NAMED, capabilities: { textDocument: { diagnostic: {} } } });
    expect(editor.initialized.capabilities.diagnosticProvider).toBeUndefined();
    await editor.open('/x/a.yaml', template('one'));
    await editor.settle();
    expect(editor.shown('/x/a.yaml')).toHaveLength(1);
  });
});

describe('the end', () => {
  test('is clean after shutdown, and an error without', async () => {
    const clean = await Editor.start();
    await clean.client.sendRequest('shutdown');
    await clean.client.sendNotification('exit');
    await expect.poll(() => clean.exitStatus).toBe(0);
    const sudden = await Editor.start();
    await sudden.client.sendNotification('exit');
    await expect.poll(() => sudden.exitStatus).toBe(1);
  });
});
