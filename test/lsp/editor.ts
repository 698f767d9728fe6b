import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach } from 'vitest';
import {
  type ClientCapabilities,
  type CodeAction,
  createConnection,
  type Diagnostic,
  type PublishDiagnosticsParams,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import {
  createProtocolConnection,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { rules as allRules } from '../../rules/index.ts';
import type { AnyRule } from '../../src/lint/rule.ts';
import type { Timers } from '../../src/lsp/host.ts';
import { serve } from '../../src/lsp/server.ts';
import { uriOfPath } from '../../src/lsp/uris.ts';

/** Time that passes when a test says so. */
export class FakeTimers implements Timers {
  readonly waiting: { readonly delayMs: number; readonly callback: () => void }[] = [];

  after(delayMs: number, callback: () => void): () => void {
    const entry = { delayMs, callback };
    this.waiting.push(entry);
    return () => {
      const index = this.waiting.indexOf(entry);
      if (index >= 0) this.waiting.splice(index, 1);
    };
  }

  fire(): void {
    for (const { callback } of this.waiting.splice(0)) callback();
  }
}

const cleanups: (() => void)[] = [];

/** Removes what tests of this file left behind; called once in each test file. */
export function cleanUpAfterEach(): void {
  afterEach(() => {
    for (const cleanup of cleanups.splice(0)) cleanup();
  });
}

/** A new folder with these files; a name that ends in `/` is an empty folder. */
export function folderWith(tree: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-lsp-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, tree);
  return folder;
}

export function write(folder: string, tree: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(tree)) {
    const file = path.join(folder, name);
    mkdirSync(name.endsWith('/') ? file : path.dirname(file), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(file, text);
  }
}

export interface EditorOptions {
  readonly capabilities?: ClientCapabilities;
  readonly rules?: readonly AnyRule[];
  /** Workspace folders, absolute; the first one also is where names of documents begin. */
  readonly folders?: readonly string[];
}

export const WATCHING: ClientCapabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };

/** An editor at the other end of a server in this process. Documents are named by their path in its first folder. */
export class Editor {
  readonly folder: string;
  readonly timers: FakeTimers;
  readonly client: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly messages: string[] = [];
  readonly registrations: string[] = [];
  exitStatus: number | undefined;
  refreshes = 0;
  readonly #documents = new Map<string, TextDocument>();

  private constructor(folder: string, timers: FakeTimers, client: ProtocolConnection, initialized: InitializeResult) {
    this.folder = folder;
    this.timers = timers;
    this.client = client;
    this.initialized = initialized;
  }

  static async start(options: EditorOptions = {}): Promise<Editor> {
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    const timers = new FakeTimers();
    const status: { value: number | undefined } = { value: undefined };
    const watchDog = { shutdownReceived: false, initialize: () => {}, exit: (code: number) => (status.value = code) };
    const server = createConnection(
      (logger) =>
        createProtocolConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient), logger),
      watchDog,
    );
    serve(server, { rules: options.rules ?? allRules, today: () => '2026-03-01', timers });
    server.listen();
    const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    client.listen();
    const folders = options.folders ?? [];
    const initialized: InitializeResult = await client.sendRequest('initialize', {
      processId: null,
      rootUri: folders[0] === undefined ? null : uriOfPath(folders[0]),
      capabilities: options.capabilities ?? {},
      ...(folders.length > 1
        ? { workspaceFolders: folders.map((one) => ({ uri: uriOfPath(one), name: path.basename(one) })) }
        : {}),
    });
    const editor = new Editor(folders[0] ?? path.resolve('/nowhere'), timers, client, initialized);
    Object.defineProperty(editor, 'exitStatus', { get: () => status.value });
    client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      editor.published.push(params);
    });
    for (const method of ['window/logMessage', 'window/showMessage']) {
      client.onNotification(method, ({ message }: { message: string }) => void editor.messages.push(message));
    }
    client.onRequest('client/registerCapability', (params: { registrations: { method: string }[] }) => {
      editor.registrations.push(...params.registrations.map(({ method }) => method));
      return null;
    });
    client.onRequest('workspace/diagnostic/refresh', () => {
      editor.refreshes++;
      return null;
    });
    await client.sendNotification('initialized', {});
    await editor.barrier();
    cleanups.push(() => {
      client.dispose();
      server.dispose();
    });
    return editor;
  }

  uri(name: string): string {
    return name.includes(':') ? name : uriOfPath(path.resolve(this.folder, name));
  }

  async open(name: string, text = this.#read(name), languageId = 'yaml'): Promise<void> {
    const document = TextDocument.create(this.uri(name), languageId, 1, text);
    this.#documents.set(document.uri, document);
    await this.client.sendNotification('textDocument/didOpen', {
      textDocument: { uri: document.uri, languageId, version: 1, text },
    });
  }

  /** Replaces the first `before` of an open document, as typing does, and saves nothing. */
  async type(name: string, before: string, after: string): Promise<void> {
    const document = this.#document(name);
    const at = document.getText().indexOf(before);
    if (at < 0) throw new Error(`${name} has no ${before}`);
    const range = { start: document.positionAt(at), end: document.positionAt(at + before.length) };
    await this.change(name, range, after);
  }

  async change(name: string, range: Range, text: string): Promise<void> {
    const document = this.#document(name);
    const version = document.version + 1;
    TextDocument.update(document, [{ range, text }], version);
    await this.client.sendNotification('textDocument/didChange', {
      textDocument: { uri: document.uri, version },
      contentChanges: [{ range, text }],
    });
  }

  async changeAt(name: string, from: number, to: number, text: string): Promise<void> {
    const document = this.#document(name);
    await this.change(name, { start: document.positionAt(from), end: document.positionAt(to) }, text);
  }

  async save(name: string): Promise<void> {
    writeFileSync(path.resolve(this.folder, name), this.text(name));
    await this.client.sendNotification('textDocument/didSave', { textDocument: { uri: this.uri(name) } });
  }

  async close(name: string): Promise<void> {
    this.#documents.delete(this.uri(name));
    await this.client.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri(name) } });
  }

  /** `type`: 1 created, 2 changed, 3 deleted. */
  async tellOfFile(name: string, type: 1 | 2 | 3): Promise<void> {
    await this.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: this.uri(name), type }] });
  }

  /** The server has read all that was sent. */
  async barrier(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await this.client.sendRequest('textDocument/hover', {
        textDocument: { uri: 'untitled:barrier' },
        position: { line: 0, character: 0 },
      });
    }
  }

  /** Time passes until nothing is left to do. */
  async settle(): Promise<void> {
    await this.barrier();
    while (this.timers.waiting.length > 0) {
      this.timers.fire();
      for (const uri of this.#documents.keys()) await this.pull(uri);
      await this.barrier();
    }
  }

  pull(name: string, previousResultId?: string) {
    return this.client.sendRequest<{ kind: string; resultId?: string; items?: Diagnostic[] }>(
      'textDocument/diagnostic',
      {
        textDocument: { uri: this.uri(name) },
        ...(previousResultId === undefined ? {} : { previousResultId }),
      },
    );
  }

  /** What the editor shows for a document now; undefined where it was never told anything. */
  shown(name: string): readonly Diagnostic[] | undefined {
    return this.published.findLast(({ uri }) => uri === this.uri(name))?.diagnostics;
  }

  /** The rules of what is shown, with the text under each: `args/unknown@service`. */
  finds(name: string): string[] {
    const document = this.#documents.get(this.uri(name));
    return (this.shown(name) ?? []).map(({ code, range }) => `${String(code)}@${document?.getText(range) ?? ''}`);
  }

  text(name: string): string {
    return this.#document(name).getText();
  }

  /** The range of `part` in an open document. */
  rangeOf(name: string, part: string): Range {
    const document = this.#document(name);
    const at = document.getText().indexOf(part);
    if (at < 0) throw new Error(`${name} has no ${part}`);
    return { start: document.positionAt(at), end: document.positionAt(at + part.length) };
  }

  actions(name: string, range: Range, only?: readonly string[]): Promise<CodeAction[]> {
    return this.client.sendRequest('textDocument/codeAction', {
      textDocument: { uri: this.uri(name) },
      range,
      context: { diagnostics: [], ...(only && { only }) },
    });
  }

  /** Does what an action says to the open documents. */
  async apply(edit: WorkspaceEdit | undefined): Promise<void> {
    const changes = new Map(Object.entries(edit?.changes ?? {}));
    for (const change of edit?.documentChanges ?? []) {
      if (!('textDocument' in change)) throw new Error('only texts are changed');
      changes.set(
        change.textDocument.uri,
        change.edits.flatMap((one) => ('newText' in one ? [one] : [])),
      );
    }
    for (const [uri, edits] of changes) {
      const text = TextDocument.applyEdits(this.#document(uri), edits);
      const whole = { start: { line: 0, character: 0 }, end: this.#document(uri).positionAt(Number.MAX_SAFE_INTEGER) };
      await this.change(uri, whole, text);
    }
  }

  #document(name: string): TextDocument {
    const document = this.#documents.get(this.uri(name));
    if (document === undefined) throw new Error(`${name} is not open`);
    return document;
  }

  #read(name: string): string {
    return readFileSync(path.resolve(this.folder, name), 'utf8');
  }
}
