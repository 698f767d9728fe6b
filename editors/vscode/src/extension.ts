import { existsSync } from 'node:fs';
import path from 'node:path';
import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand('rolloutlint.restart', restart),
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeConfiguration((change) =>
      change.affectsConfiguration('rolloutlint.path') ? restart() : undefined,
    ),
  );
  await start();
}

export const deactivate = (): Promise<void> | undefined => client?.stop();

async function restart(): Promise<void> {
  await client?.stop();
  await start();
}

async function start(): Promise<void> {
  const command = programPath();
  client = new LanguageClient(
    'rolloutlint',
    'rolloutlint',
    { command, args: ['lsp'], transport: TransportKind.stdio, options: { shell: process.platform === 'win32' } },
    {
      documentSelector: ['yaml', 'helm'].flatMap((language) => [
        { scheme: 'file', language },
        { scheme: 'untitled', language },
      ]),
    },
  );
  try {
    await client.start();
  } catch {
    window.showErrorMessage(`rolloutlint: ${command} does not start; install it with npm install --global rolloutlint`);
  }
}

/** What the settings name, what the workspace has installed, or what the PATH finds. */
function programPath(): string {
  const set = workspace.getConfiguration('rolloutlint').get<string>('path', '');
  if (set !== '') return set;
  const name = process.platform === 'win32' ? 'rolloutlint.cmd' : 'rolloutlint';
  const installed = workspace.isTrusted
    ? workspace.workspaceFolders?.map(({ uri }) => path.join(uri.fsPath, 'node_modules', '.bin', name))
    : [];
  return installed?.find((candidate) => existsSync(candidate)) ?? 'rolloutlint';
}
