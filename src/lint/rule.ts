import type { Manifest } from '../manifest/manifest.ts';
import type { Finding, Severity } from '../text/finding.ts';
import type { Location, Span } from '../text/span.ts';
import type { AnalysisUse, Binding, Workspace, WorkspaceFile } from '../workspace/workspace.ts';
import type { KnownNames } from './names/names.ts';
import type { SuppressionState } from './suppression/suppression.ts';

/** The words of one message. All are one line without a full stop, user text in backticks. */
export interface Wording {
  /** What is wrong, with the actual values. */
  readonly message: string;
  /** What the controller does about it. */
  readonly why?: string;
  /** What to write instead. */
  readonly help?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the data of a message is whatever its rule hands to it
export type Words = Readonly<Record<string, (data: any) => Wording>>;

/** A change of the file under check, or of another one. */
export interface ProposedEdit {
  readonly file?: string;
  readonly span: Span;
  readonly text: string;
}

export interface Report<Data> {
  /** In the file under check. */
  readonly at: Span;
  readonly data: Data;
  readonly related?: readonly { readonly at: Location; readonly label: string }[];
  readonly fix?: { readonly kind: 'safe' | 'unsafe'; readonly title: string; readonly edits: readonly ProposedEdit[] };
  /** Where this message deserves another level than the rule's own; never a higher one. */
  readonly severity?: Severity;
}

type DataOf<W extends Words, K extends keyof W> = Parameters<W[K]>[0];

/** Which versions the manifests are for; the newest known where the configuration names none. */
export interface Target {
  /** `1.9`, the minor release of the controller. */
  readonly argoRollouts: string;
  /** `3.14`. */
  readonly prometheus: string;
}

export interface Settings {
  readonly target: Target;
  /** How often Prometheus scrapes, in milliseconds; undefined where nobody said. */
  readonly scrapeIntervalMs: number | undefined;
  /** Labels that carry the pod template hash in the metrics of this organisation, besides the usual ones. */
  readonly podHashLabels: readonly string[];
  /** What the sources that the configuration names know of metrics; empty unless a rule asks (`asksNames`). */
  readonly names: KnownNames;
}

interface BaseContext<W extends Words, O> {
  readonly file: WorkspaceFile;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly options: O;
  report<K extends keyof W & string>(messageId: K, report: Report<DataOf<W, K>>): void;
}

/** What a rule sees of one file. */
export type FileContext<W extends Words, O> = BaseContext<W, O>;

/** What a rule sees of one object. */
export interface ManifestContext<W extends Words, O> extends BaseContext<W, O> {
  readonly manifest: Manifest;
  /** The places of this object that run templates; empty for templates themselves. */
  readonly uses: readonly AnalysisUse[];
  /** For a template: each use of it, and where nobody uses it one binding without a user. For an AnalysisRun: its own. */
  readonly bindings: readonly Binding[];
}

/** What a rule sees of one suppression comment, after all other rules have run. */
export interface SuppressionContext<W extends Words, O> extends BaseContext<W, O> {
  readonly suppression: SuppressionState;
}

/** What an example stands for: one file, or several of a small workspace. The first one is the linted one. */
export interface Example {
  /** Shown in the documentation, as a sentence. */
  readonly title?: string;
  readonly yaml: string;
  readonly name?: string;
  /** Further files of the workspace, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Configuration of the example, as in the file `.rolloutlint.yaml` (`rules` is not needed to enable the rule). */
  readonly config?: string;
}

export interface BadExample extends Example {
  /** `messageId@text under the finding`, one for each finding of this rule in the example, in order. */
  readonly finds: readonly string[];
  /** The file after the rule's fixes (safe and unsafe), where it has any. */
  readonly fixed?: string;
}

export interface RuleDocs {
  /** One sentence: what is wrong. */
  readonly summary: string;
  /** Markdown: what the controller does, with the source or issue that proves it. */
  readonly details: string;
  /** Sources: upstream file and function, issue numbers, pitfalls. */
  readonly references?: readonly string[];
}

export interface Rule<W extends Words = Words, O = unknown> {
  /** `group/kebab-name`, the path of its file under `rules/`. */
  readonly id: string;
  readonly since: string;
  readonly stage: 'preview' | 'stable';
  readonly severity: Severity;
  /** What it must see to say anything: one document, or the objects around it. */
  readonly needs: 'document' | 'workspace';
  /** Kinds whose objects `check` is called for; all Argo kinds where absent. */
  readonly kinds?: readonly string[];
  readonly docs: RuleDocs;
  readonly messages: W;
  /** JSON schema of the options, and their defaults. */
  readonly options?: { readonly schema: object; readonly defaults: O };
  readonly examples: { readonly bad: readonly BadExample[]; readonly good: readonly Example[] };
  /** Which languages it asks, so that nothing else is loaded. */
  readonly languages?: readonly ('promql' | 'expr')[];
  /** True if it asks the sources of names: they are read only where such a rule meets a query. */
  readonly asksNames?: true;
  /** Called once for each object of an asked file. Pure and synchronous. */
  check?(context: ManifestContext<W, O>): void;
  /** Called once for each asked file. */
  checkFile?(context: FileContext<W, O>): void;
  /** Called once for each suppression comment of an asked file, when all other rules are done. */
  checkSuppression?(context: SuppressionContext<W, O>): void;
}

/** Gives a rule its types: message data and options are inferred from `messages` and `options`. */
export function defineRule<const W extends Words, O = Record<string, never>>(rule: Rule<W, O>): Rule<W, O> {
  return rule;
}

// biome-ignore lint/suspicious/noExplicitAny: a set of rules holds rules of every wording and every options type
export type AnyRule = Rule<any, any>;

export type { Finding };
