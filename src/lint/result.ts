import type { Finding } from '../text/finding.ts';
import type { SkippedFile } from '../workspace/workspace.ts';
import type { SuppressedFinding } from './suppression/apply.ts';

/** A rule that threw: a bug of the rule, not of the file. */
export interface Crash {
  readonly rule: string;
  readonly file: string;
  readonly stack: string;
}

export interface LintResult {
  /** What the user should see, by path and place. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** The asked files, by path, with their texts. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Asked files that were not looked at: unreadable ones, templates that need rendering first. */
  readonly skipped: readonly SkippedFile[];
  /** How many objects of each kind the asked files hold. */
  readonly objects: ReadonlyMap<string, number>;
  readonly crashes: readonly Crash[];
  /** Milliseconds spent in each rule, where a clock was given. */
  readonly timings: ReadonlyMap<string, number>;
}
