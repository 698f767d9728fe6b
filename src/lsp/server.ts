import {
  type CompletionItem,
  CompletionItemKind,
  type Connection,
  type Hover,
  LSPErrorCodes,
  MarkupKind,
  type Position,
  type Location as ProtocolLocation,
  ResponseError,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { VERSION } from '../report/version.ts';
import type { Location } from '../text/span.ts';
import { isManifestName } from '../workspace/disk/read.node.ts';
import { codeActionsOf } from './actions/code-actions.ts';
import { type ClientTraits, serverCapabilities, traitsOf } from './capabilities.ts';
import { argumentProposals } from './features/argument-completion.ts';
import { argumentHover } from './features/argument-hover.ts';
import type { Cursor } from './features/cursor.ts';
import { definitionsOf } from './features/definition.ts';
import { fieldHover } from './features/field-hover.ts';
import { referencesOf } from './features/references.ts';
import type { Host } from './host.ts';
import type { Project } from './projects/project.ts';
import { Projects } from './projects/projects.ts';
import type { OpenText, Snapshot } from './projects/snapshot.ts';
import { Publisher } from './publisher.ts';
import { Scheduler } from './scheduler.ts';
import { pathOfUri } from './uris.ts';
import { FileWatch } from './watch.ts';

/** How long the typing must pause before the rules run. */
export const QUIET_MS = 150;

const NO_TRAITS = traitsOf({});

const CANCELLED = new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'nobody waits for the answer any more');

/**
 * Makes a language server of a connection that does not listen yet. It says of the open documents what the command line
 * says of saved ones, with everything around them as context.
 */
export function serve(connection: Connection, host: Host): void {
  new Server(connection, host).attach();
}

class Server {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #projects: Projects;
  readonly #scheduler: Scheduler<Project>;
  readonly #watch: FileWatch;
  #traits: ClientTraits = NO_TRAITS;
  #publisher: Publisher;

  constructor(connection: Connection, host: Host) {
    this.#connection = connection;
    this.#projects = new Projects(host, (uri) => {
      const document = this.#documents.get(uri);
      return document && { text: document.getText(), version: document.version };
    });
    this.#publisher = new Publisher(connection, this.#traits);
    this.#scheduler = new Scheduler(host.timers, (project) => void this.#publish(project));
    this.#watch = new FileWatch(connection, this.#projects, {
      relint: (project) => this.#scheduler.schedule(project, QUIET_MS),
      regrouped: () => void this.#guard(() => this.#publisher.forgetConfigs()),
    });
  }

  attach(): void {
    this.#listenToLife();
    this.#listenToDocuments();
    this.#answer();
  }

  #listenToLife(): void {
    this.#connection.onInitialize(({ capabilities, workspaceFolders, rootUri, rootPath }) => {
      this.#traits = traitsOf(capabilities);
      this.#publisher = new Publisher(this.#connection, this.#traits);
      const folders = workspaceFolders?.map(({ uri }) => pathOfUri(uri)) ?? [
        rootUri ? pathOfUri(rootUri) : (rootPath ?? undefined),
      ];
      this.#projects.setFolders(folders.flatMap((folder) => folder ?? []));
      return { capabilities: serverCapabilities(this.#traits), serverInfo: { name: 'rolloutlint', version: VERSION } };
    });
    this.#connection.onInitialized(() => void this.#guard(() => this.#watch.start(this.#traits)));
    this.#connection.onShutdown(() => this.#scheduler.cancelAll());
  }

  #listenToDocuments(): void {
    // The first content of a document is a change of it, too.
    this.#documents.onDidChangeContent(({ document }) => {
      const known = this.#projects.of(document.uri);
      if (known !== undefined) {
        known.edited();
        this.#scheduler.schedule(known, QUIET_MS);
      } else if (isOurs(document)) {
        const project = this.#projects.open(document.uri);
        this.#watch.documentOpened(project);
        this.#scheduler.schedule(project, 0);
      }
    });
    this.#documents.onDidSave(({ document }) => this.#watch.documentSaved(document.uri));
    this.#documents.onDidClose(({ document }) => {
      const project = this.#projects.close(document.uri);
      if (project === undefined) return;
      void this.#guard(() => this.#publisher.forget(document.uri));
      this.#scheduler.schedule(project, QUIET_MS);
    });
    this.#documents.listen(this.#connection);
  }

  #answer(): void {
    this.#connection.onCodeAction(async ({ textDocument, range, context }, token) => {
      const at = await this.#look(textDocument.uri);
      if (token.isCancellationRequested) return CANCELLED;
      if (at === undefined) return [];
      const versioned = this.#traits.versionedEdits;
      return codeActionsOf(at.snapshot, { file: at.open.path, range, only: context.only, versioned });
    });
    this.#connection.onHover(async ({ textDocument, position }): Promise<Hover | null> => {
      const at = await this.#lookAt(textDocument.uri, position);
      const hovered = at && (argumentHover(at.cursor) ?? fieldHover(at.cursor));
      if (at === undefined || hovered === undefined) return null;
      const range = at.snapshot.ranges(at.open.path)?.rangeOf(hovered.span);
      const kind = this.#traits.markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
      return { contents: { kind, value: hovered.markdown }, ...(range && { range }) };
    });
    this.#connection.onCompletion(async ({ textDocument, position }): Promise<CompletionItem[]> => {
      const at = await this.#lookAt(textDocument.uri, position);
      const ranges = at?.snapshot.ranges(at.open.path);
      if (at === undefined || ranges === undefined) return [];
      return argumentProposals(at.cursor).map(({ name, detail, span, text }) => ({
        label: name,
        kind: CompletionItemKind.Variable,
        detail,
        filterText: `args.${name}`,
        textEdit: { range: ranges.rangeOf(span), newText: text },
      }));
    });
    this.#connection.onDefinition(async ({ textDocument, position }) => {
      const at = await this.#lookAt(textDocument.uri, position);
      return at === undefined ? null : locations(definitionsOf(at.cursor), at.snapshot);
    });
    this.#connection.onReferences(async ({ textDocument, position, context }) => {
      const at = await this.#lookAt(textDocument.uri, position);
      return at === undefined ? null : locations(referencesOf(at.cursor, context.includeDeclaration), at.snapshot);
    });
    this.#connection.languages.diagnostics.on(async (params, token) => {
      const at = await this.#look(params.textDocument.uri);
      if (token.isCancellationRequested) return CANCELLED;
      if (at === undefined) return { kind: 'full', items: [] };
      return this.#publisher.report(at.snapshot, at.open, params.previousResultId);
    });
  }

  async #publish(project: Project): Promise<void> {
    if (project.isEmpty) return;
    await this.#guard(async () => {
      const snapshot = await project.snapshot();
      const isCurrent = ({ uri, version }: OpenText): boolean =>
        this.#projects.of(uri) === project && this.#documents.get(uri)?.version === version;
      await this.#publisher.publish(snapshot, isCurrent);
    });
  }

  /** What is known around an open document. */
  async #look(uri: string): Promise<{ readonly snapshot: Snapshot; readonly open: OpenText } | undefined> {
    const snapshot = await this.#projects.of(uri)?.snapshot();
    const open = snapshot?.openText(uri);
    return snapshot === undefined || open === undefined ? undefined : { snapshot, open };
  }

  async #lookAt(uri: string, position: Position) {
    const at = await this.#look(uri);
    const file = at?.snapshot.file(at.open.path);
    const ranges = at?.snapshot.ranges(at.open.path);
    if (at === undefined || file === undefined || ranges === undefined) return undefined;
    const cursor: Cursor = { workspace: at.snapshot.workspace, file, offset: ranges.offsetOf(position) };
    return { ...at, cursor };
  }

  /** Nothing that goes wrong ends the server: it is told to the editor, and the next edit is a new try. */
  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      try {
        this.#connection.console.error(text);
      } catch {
        // The connection is gone, and with it everybody who could read this.
      }
    }
  }
}

const LANGUAGES = new Set(['yaml', 'json', 'jsonc', 'helm', 'kustomize']);

/** Documents that can hold manifests, and can be edited: no old versions out of git. */
function isOurs({ uri, languageId }: TextDocument): boolean {
  const absolute = pathOfUri(uri);
  if (absolute === undefined) return uri.startsWith('untitled:') && LANGUAGES.has(languageId);
  return isManifestName(absolute) || LANGUAGES.has(languageId) || languageId.startsWith('yaml');
}

const locations = (found: readonly Location[], snapshot: Snapshot): ProtocolLocation[] =>
  found.flatMap(({ file, span }) => {
    const range = snapshot.ranges(file)?.rangeOf(span);
    return range === undefined ? [] : [{ uri: snapshot.uri(file), range }];
  });
