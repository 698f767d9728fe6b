import { rules } from '../rules/index.ts';
import { DEFAULT_CONFIG } from './lint/config/config.ts';
import { lintWorkspace } from './lint/linter.ts';
import { type FormatName, formatReport as format } from './report/formats.ts';
import { reportOf } from './report/from-result.ts';
import type { Report, ReportOptions } from './report/report.ts';
import { createWorkspace } from './workspace/create.ts';

export { UsageError } from './lint/usage-error.ts';
export type { FormatName } from './report/formats.ts';
export type { Report, ReportOptions, RuleInfo, SuppressedEntry } from './report/report.ts';
export type { Edit, Finding, Fix, Related, Severity } from './text/finding.ts';
export type { Location, Span } from './text/span.ts';

export interface LintTextOptions {
  /** How the text is called in the report; default `<stdin>`. */
  readonly path?: string;
  /** Texts that references may lead to, by path; they are not linted themselves. */
  readonly files?: Readonly<Record<string, string>>;
  /** The day that `until=` of suppressions is compared with; default today. */
  readonly today?: string;
}

/**
 * Lints one text. Runs in a browser, too.
 *
 * ```ts
 * const { findings } = await lintText('apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n…');
 * ```
 */
export async function lintText(text: string, options: LintTextOptions = {}): Promise<Report> {
  const others = Object.entries(options.files ?? {}).map(([path, other]) => ({ path, text: other, asked: false }));
  const workspace = createWorkspace([...others, { path: options.path ?? '<stdin>', text, asked: true }]);
  const result = await lintWorkspace(workspace, rules, DEFAULT_CONFIG, { today: options.today ?? today() });
  return reportOf(result, workspace, rules, { findings: result.findings, baselined: 0, mended: 0 });
}

export interface LintFilesOptions {
  /** Default: that of the process. Paths are relative to it, as written and as shown. */
  readonly cwd?: string;
  /** Path of a configuration file; default the nearest `.rolloutlint.yaml` upwards; false for none. */
  readonly config?: string | false;
  /** The day that `until=` of suppressions is compared with; default today. */
  readonly today?: string;
}

/**
 * Lints files and folders of the disk, with the configuration that stands above them.
 *
 * ```ts
 * const report = await lintFiles(['k8s/']);
 * console.log(await formatReport('compact', report));
 * ```
 *
 * @throws {UsageError} for paths that name nothing, and for mistakes of the configuration
 */
export async function lintFiles(paths: readonly string[], options: LintFilesOptions = {}): Promise<Report> {
  const { lintPaths } = await import('./lint-files.node.ts');
  return lintPaths(paths, { today: today(), ...options });
}

/** The report as text, as the command line writes it. */
export function formatReport(name: FormatName, report: Report, options: ReportOptions = {}): Promise<string> {
  return format(name, report, options);
}

const today = (): string => new Date().toISOString().slice(0, 10);
