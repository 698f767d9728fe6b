import {
  type Connection,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentDiagnosticReport,
  MessageType,
  ShowMessageNotification,
} from 'vscode-languageserver';
import type { ClientTraits } from './capabilities.ts';
import { diagnosticOf, SOURCE } from './diagnostics.ts';
import type { ConfigProblems } from './projects/project-config.ts';
import type { OpenText, Snapshot } from './projects/snapshot.ts';
import { TextRanges } from './text-ranges.ts';
import { uriOfPath } from './uris.ts';

/** What the editor was last told about a document. */
interface Told {
  readonly version: number | undefined;
  readonly json: string;
  readonly id: string;
}

/** Brings what the rules say to the editor: pushed, or told to come and ask again. */
export class Publisher {
  readonly #connection: Connection;
  readonly #traits: ClientTraits;
  readonly #told = new Map<string, Told>();
  /** Configuration files that are not open and have diagnostics. */
  readonly #shownConfigs = new Set<string>();
  readonly #loggedCrashes = new Set<string>();
  readonly #shownFailures = new Set<string>();
  #count = 0;

  constructor(connection: Connection, traits: ClientTraits) {
    this.#connection = connection;
    this.#traits = traits;
  }

  /** `isCurrent` says whether a document is still as it was in the snapshot; what is said of an older one is dropped. */
  async publish(snapshot: Snapshot, isCurrent: (open: OpenText) => boolean): Promise<void> {
    this.#logCrashes(snapshot);
    let isOutdated = false;
    for (const open of snapshot.open) {
      if (!isCurrent(open)) continue;
      const diagnostics = this.#diagnosticsFor(snapshot, open);
      if (!this.#traits.pullsDiagnostics) await this.#push(open.uri, open.version, diagnostics);
      else if (this.#isOutdated(open, diagnostics)) isOutdated = true;
    }
    for (const problems of snapshot.configProblems) await this.#publishConfig(snapshot, problems);
    if (isOutdated) await this.#connection.languages.diagnostics.refresh();
  }

  /** The answer to an editor that asks. */
  report(snapshot: Snapshot, open: OpenText, previousId: string | undefined): DocumentDiagnosticReport {
    this.#logCrashes(snapshot);
    const items = this.#diagnosticsFor(snapshot, open);
    const json = JSON.stringify(items);
    const told = this.#told.get(open.uri);
    const id = told?.json === json ? told.id : String(++this.#count);
    this.#told.set(open.uri, { version: open.version, json, id });
    return id === previousId ? { kind: 'unchanged', resultId: id } : { kind: 'full', resultId: id, items };
  }

  /** The document is closed: nothing is said about it any more. */
  async forget(uri: string): Promise<void> {
    this.#told.delete(uri);
    if (!this.#traits.pullsDiagnostics) await this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** Nobody knows any more which configurations count: those that are still broken are told again. */
  async forgetConfigs(): Promise<void> {
    const uris = [...this.#shownConfigs];
    this.#shownConfigs.clear();
    if (!this.#traits.pullsDiagnostics) for (const uri of uris) await this.#push(uri, undefined, []);
  }

  async #push(uri: string, version: number | undefined, diagnostics: Diagnostic[]): Promise<void> {
    const json = JSON.stringify(diagnostics);
    const told = this.#told.get(uri);
    if (told?.json === json && told.version === version) return;
    this.#told.set(uri, { version, json, id: '' });
    await this.#connection.sendDiagnostics({ uri, ...(version === undefined ? {} : { version }), diagnostics });
  }

  /** True if the editor was told something else of this very version: it has no reason of its own to ask again. */
  #isOutdated(open: OpenText, diagnostics: readonly Diagnostic[]): boolean {
    const told = this.#told.get(open.uri);
    return told !== undefined && told.version === open.version && told.json !== JSON.stringify(diagnostics);
  }

  #diagnosticsFor(snapshot: Snapshot, open: OpenText): Diagnostic[] {
    const config = snapshot.configProblems.find(({ path }) => path === open.absolute);
    if (config !== undefined) return configDiagnostics(config);
    return snapshot.findingsIn(open.path).map((finding) => {
      const { relatedInformation, ...bare } = diagnosticOf(finding, snapshot);
      return this.#traits.relatedInformation && relatedInformation ? { ...bare, relatedInformation } : bare;
    });
  }

  /** A configuration that is not open still has to be mended. */
  async #publishConfig(snapshot: Snapshot, problems: ConfigProblems): Promise<void> {
    if (snapshot.open.some(({ absolute }) => absolute === problems.path)) return;
    const uri = uriOfPath(problems.path);
    const diagnostics = configDiagnostics(problems);
    const first = diagnostics[0];
    if (first === undefined) {
      if (this.#shownConfigs.delete(uri) && !this.#traits.pullsDiagnostics) await this.#push(uri, undefined, []);
      this.#shownFailures.clear();
      return;
    }
    this.#shownConfigs.add(uri);
    if (!this.#traits.pullsDiagnostics) await this.#push(uri, undefined, diagnostics);
    const { line, character } = first.range.start;
    const message = `${problems.path}:${line + 1}:${character + 1}: ${first.message}`;
    if (this.#shownFailures.has(message)) return;
    this.#shownFailures.add(message);
    await this.#connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Warning,
      message: `rolloutlint: ${message}`,
    });
  }

  #logCrashes({ result }: Snapshot): void {
    for (const { rule, file, stack } of result.crashes) {
      if (this.#loggedCrashes.has(stack)) continue;
      this.#loggedCrashes.add(stack);
      this.#connection.console.error(`rule ${rule} crashed at ${file}; this is a bug of rolloutlint\n${stack}`);
    }
  }
}

function configDiagnostics({ text, errors }: ConfigProblems): Diagnostic[] {
  const ranges = new TextRanges(text);
  return errors.map(({ span, text: message }) => ({
    range: ranges.rangeOf(span),
    severity: DiagnosticSeverity.Error,
    source: SOURCE,
    message,
  }));
}
