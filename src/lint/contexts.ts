import type { Manifest } from '../manifest/manifest.ts';
import type { Finding, Severity } from '../text/finding.ts';
import type { AnalysisUse, Binding, Workspace, WorkspaceFile } from '../workspace/workspace.ts';
import type { ActiveRule } from './config/resolve.ts';
import type { FileContext, ManifestContext, Report, Settings, Words } from './rule.ts';

export type Reporter = (finding: Finding) => void;

/** What the workspace knows of one object; computed when a rule asks. */
export interface Links {
  readonly uses: () => readonly AnalysisUse[];
  readonly bindings: () => readonly Binding[];
}

/** The context of a rule for one file. */
export class RuleContext implements FileContext<Words, unknown> {
  readonly file: WorkspaceFile;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly options: unknown;
  readonly #active: ActiveRule;
  readonly #emit: Reporter;

  constructor(active: ActiveRule, file: WorkspaceFile, workspace: Workspace, settings: Settings, emit: Reporter) {
    this.file = file;
    this.workspace = workspace;
    this.settings = settings;
    this.options = active.options;
    this.#active = active;
    this.#emit = emit;
  }

  /** Bound to its context: rules take it out by its name. */
  readonly report = (messageId: string, report: Report<unknown>): void => {
    const { rule, severity } = this.#active;
    const wording = rule.messages[messageId]?.(report.data);
    if (wording === undefined) throw new Error(`the rule has no message ${messageId}`);
    const { related, fix } = report;
    const file = this.file.path;
    this.#emit({
      rule: rule.id,
      messageId,
      severity: report.severity === undefined ? severity : lower(severity, report.severity),
      at: { file, span: report.at },
      ...wording,
      ...(related === undefined || related.length === 0 ? {} : { related }),
      ...(fix === undefined ? {} : { fix: { ...fix, edits: fix.edits.map((edit) => ({ file, ...edit })) } }),
    });
  };
}

/** The same for one object. */
export class ObjectContext extends RuleContext implements ManifestContext<Words, unknown> {
  readonly manifest: Manifest;
  readonly #links: Links;

  constructor(
    active: ActiveRule,
    { file, manifest, links }: { readonly file: WorkspaceFile; readonly manifest: Manifest; readonly links: Links },
    workspace: Workspace,
    settings: Settings,
    emit: Reporter,
  ) {
    super(active, file, workspace, settings, emit);
    this.manifest = manifest;
    this.#links = links;
  }

  get uses(): readonly AnalysisUse[] {
    return this.#links.uses();
  }

  get bindings(): readonly Binding[] {
    return this.#links.bindings();
  }
}

const LEVELS: readonly Severity[] = ['info', 'warning', 'error'];

const lower = (a: Severity, b: Severity): Severity => (LEVELS.indexOf(a) <= LEVELS.indexOf(b) ? a : b);
