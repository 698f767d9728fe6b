import { rules } from '../../rules/index.ts';
import { DEFAULT_CONFIG } from '../../src/lint/config/config.ts';
import { lintWorkspace } from '../../src/lint/linter.ts';
import type { LintResult } from '../../src/lint/result.ts';
import type { Finding } from '../../src/text/finding.ts';
import { LineIndex } from '../../src/text/line-index.ts';
import { createWorkspace } from '../../src/workspace/create.ts';

export const RULE_IDS: ReadonlySet<string> = new Set(rules.map(({ id }) => id));

export interface LintTextsOptions {
  /** True if there are no other files: what is not among them is absent. */
  readonly complete?: boolean;
  /** `1.9`; the newest known where absent. */
  readonly argoRollouts?: string;
  /** Files that are there but not linted: a chart's Chart.yaml. */
  readonly beside?: readonly { readonly path: string; readonly text: string }[];
}

/** Lints texts as one workspace with the settings of a user who configured nothing. */
export function lintTexts(
  files: readonly { readonly path: string; readonly text: string }[],
  options: LintTextsOptions = {},
): Promise<LintResult> {
  const { settings } = DEFAULT_CONFIG;
  const target = { ...settings.target, argoRollouts: options.argoRollouts ?? settings.target.argoRollouts };
  const sources = [
    ...files.map(({ path, text }) => ({ path, text, asked: true })),
    ...(options.beside ?? []).map(({ path, text }) => ({ path, text, asked: false })),
  ];
  return lintWorkspace(
    createWorkspace(sources, { complete: options.complete ?? false }),
    rules,
    { ...DEFAULT_CONFIG, settings: { ...settings, target } },
    { today: '2026-01-01' },
  );
}

/** The lines, from 1, on which a finding stands: that of its first character. */
export function lineOf(finding: Finding, text: string): number {
  return new LineIndex(text).positionAt(finding.at.span.start).line;
}
