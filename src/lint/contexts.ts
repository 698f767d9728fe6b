import type { Manifest } from '../manifest/manifest.ts';
import type { Finding, Severity } from '../text/finding.ts';
import type { AnalysisUse, Binding, Workspace, WorkspaceFile } from '../workspace/workspace.ts';
import type { Config } from './config/config.ts';
import type { ActiveRule } from './config/resolve.ts';
import type { FileContext, ManifestContext, Report, Words } from './rule.ts';

export type Reporter = (finding: Finding) => void;

/** The context of a rule for one file. */
export function contextFor(
  { rule, severity, options }: ActiveRule,
  file: WorkspaceFile,
  workspace: Workspace,
  config: Config,
  emit: Reporter,
): FileContext<Words, unknown> {
  return {
    file,
    workspace,
    settings: config.settings,
    options,
    report(messageId: string, report: Report<unknown>): void {
      const wording = rule.messages[messageId]?.(report.data);
      if (wording === undefined) throw new Error(`the rule has no message ${messageId}`);
      emit({
        rule: rule.id,
        messageId,
        severity: report.severity === undefined ? severity : lower(severity, report.severity),
        at: { file: file.path, span: report.at },
        ...wording,
        ...(report.related === undefined || report.related.length === 0 ? {} : { related: report.related }),
        ...(report.fix === undefined
          ? {}
          : { fix: { ...report.fix, edits: report.fix.edits.map((edit) => ({ file: file.path, ...edit })) } }),
      });
    },
  };
}

/** The same for one object; what needs the workspace is computed when the rule asks. */
export function manifestContext(
  base: FileContext<Words, unknown>,
  manifest: Manifest,
  links: { readonly uses: () => readonly AnalysisUse[]; readonly bindings: () => readonly Binding[] },
): ManifestContext<Words, unknown> {
  return {
    ...base,
    manifest,
    get uses() {
      return links.uses();
    },
    get bindings() {
      return links.bindings();
    },
  };
}

const LEVELS: readonly Severity[] = ['info', 'warning', 'error'];

const lower = (a: Severity, b: Severity): Severity => (LEVELS.indexOf(a) <= LEVELS.indexOf(b) ? a : b);
