import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { uriOfPath } from '../../src/lsp/uris.ts';
import { template } from '../lint/support.ts';

let folder = '';
let cli = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-lsp-process-'));
  execFileSync(process.execPath, ['tools/build.mjs', '--cli', path.join(folder, 'dist')]);
  cli = path.join(folder, 'dist', 'cli.mjs');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  readonly client: ProtocolConnection;
  readonly stderr: () => string;
  readonly exited: Promise<number | null>;
}

function start(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [cli, 'lsp', ...args], { stdio: 'pipe' });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const client = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  client.onError(() => {});
  client.listen();
  return { child, client, stderr: () => stderr, exited };
}

const initialize = ({ client }: Running, processId: number | null = process.pid) =>
  client.sendRequest('initialize', { processId, rootUri: uriOfPath(folder), capabilities: {} });

describe('the built server', () => {
  test('finds, on unsaved text, and ends cleanly', async () => {
    const running = start('--stdio');
    const { client, stderr, exited } = running;
    await initialize(running);
    await client.sendNotification('initialized', {});
    const published = new Promise<PublishDiagnosticsParams>((resolve) => {
      client.onNotification('textDocument/publishDiagnostics', resolve);
    });
    const uri = uriOfPath(path.join(folder, 'a.yaml'));
    const text = template('a', '  metrics: []\n  metrics: []\n');
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 7, text },
    });
    const { version, diagnostics } = await published;
    expect(version).toBe(7);
    expect(diagnostics.map(({ code }) => code)).toContain('yaml/duplicate-key');
    await client.sendRequest('shutdown');
    await client.sendNotification('exit');
    expect(await exited).toBe(0);
    expect(stderr()).toBe('');
  });

  test('ends with 1 when it is told to exit without shutdown', async () => {
    const running = start('--stdio');
    await initialize(running);
    await running.client.sendNotification('exit');
    expect(await running.exited).toBe(1);
  });

  test('ends when its input does', async () => {
    for (const args of [['--stdio'], ['--stdio', `--clientProcessId=${process.pid}`]]) {
      const running = start(...args);
      await initialize(running, null);
      running.child.stdin?.end();
      expect(await running.exited).toBe(1);
      expect(running.stderr()).toBe('');
    }
  });

  test('ends when the process of the editor is gone', async () => {
    const editor = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    const { pid = 0 } = editor;
    await new Promise((resolve) => editor.once('exit', resolve));
    const running = start('--stdio');
    await initialize(running, pid);
    expect(await running.exited).toBe(1);
  });

  test('survives messages that are none', async () => {
    const running = start('--stdio');
    await initialize(running);
    await running.client.sendNotification('no/such/method', { x: 1 });
    await running.client.sendNotification('textDocument/didChange', {
      textDocument: { uri: 'file:///never-opened.yaml', version: 1 },
      contentChanges: [{ text: 'x' }],
    });
    const asked = running.client.sendRequest('no/such/request', {});
    await expect(asked).rejects.toThrow('no/such/request');
    await running.client.sendRequest('shutdown');
    await running.client.sendNotification('exit');
    expect(await running.exited).toBe(0);
  });

  test.each([
    [['lint'], 'takes no paths'],
    [['--studio'], 'did you mean --stdio?'],
  ])('refuses %s', async (args, words) => {
    const running = start(...args);
    expect(await running.exited).toBe(2);
    expect(running.stderr()).toContain(words);
  });
});
