import {
  type ClientCapabilities,
  MarkupKind,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { ACTION_KINDS } from './actions/code-actions.ts';
import { SOURCE } from './diagnostics.ts';

/** What the editor can do, as far as it matters here. */
export interface ClientTraits {
  /** It asks for diagnostics, and can be told to ask again: only then is nothing pushed. */
  readonly pullsDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly versionedEdits: boolean;
  readonly markdown: boolean;
  /** It can be asked to say what happens to files. */
  readonly watchesFiles: boolean;
  readonly workspaceFolders: boolean;
}

export function traitsOf({ textDocument, workspace }: ClientCapabilities): ClientTraits {
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
  };
}

export function serverCapabilities(traits: ClientTraits): ServerCapabilities {
  return {
    // Every client has to know this one, whatever else it offers, and it is what the spans count.
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    codeActionProvider: { codeActionKinds: ACTION_KINDS },
    hoverProvider: true,
    completionProvider: { triggerCharacters: ['{', '.'] },
    definitionProvider: true,
    referencesProvider: true,
    ...(traits.pullsDiagnostics
      ? { diagnosticProvider: { identifier: SOURCE, interFileDependencies: true, workspaceDiagnostics: false } }
      : {}),
    ...(traits.workspaceFolders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {}),
  };
}
