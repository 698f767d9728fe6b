import type { Finding, Severity } from '../text/finding.ts';
import type { SkippedFile } from '../workspace/workspace.ts';

/** What reports tell about a rule. */
export interface RuleInfo {
  readonly id: string;
  readonly summary: string;
  readonly details: string;
  /** Its level where nobody configured it. */
  readonly severity: Severity;
  readonly stage: 'preview' | 'stable';
  readonly url: string;
}

/** A finding that a comment in the file answers for. */
export interface SuppressedEntry {
  readonly finding: Finding;
  readonly reason: string | undefined;
}

/** Everything that a report can show; formats decide nothing but how. */
export interface Report {
  /** By path and place. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedEntry[];
  /** How many findings the baseline holds back. */
  readonly baselined: number;
  /** How many findings were fixed on the way. */
  readonly mended: number;
  /** All files that were looked at, by path. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly skipped: readonly SkippedFile[];
  /** How many objects of each kind there are in `files`. */
  readonly objects: ReadonlyMap<string, number>;
  readonly rules: ReadonlyMap<string, RuleInfo>;
  /** The text of any file of the workspace: findings relate to files that were not asked for. */
  readonly text: (path: string) => string | undefined;
  /** Of rolloutlint. */
  readonly version: string;
}

export interface ReportOptions {
  /** The folder that paths are relative to, absolute and with `/`; formats that need absolute paths use it. */
  readonly cwd?: string;
  readonly colour?: boolean;
  /** Terminal links; only with colour. */
  readonly links?: boolean;
  /** Characters in a line of the terminal. */
  readonly width?: number;
  /** Shown in the summary of `pretty`. */
  readonly elapsedMs?: number;
}

export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
}

export function countLevels(findings: readonly Finding[]): Counts {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** `2 errors`. */
export const plural = (count: number, word: string, many = `${word}s`): string =>
  `${count} ${count === 1 ? word : many}`;

/** Findings by file, in the order of `files`; files without findings have an empty list. */
export function groupByFile(report: Report): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>(report.files.map(({ path }) => [path, []]));
  for (const finding of report.findings) {
    const group = groups.get(finding.at.file);
    if (group === undefined) groups.set(finding.at.file, [finding]);
    else group.push(finding);
  }
  return groups;
}
