import type { Replay } from '../../replay/model.ts';
import type { RecordedReplay } from '../../replay/recorded-run.ts';
import type { Severity } from '../../text/finding.ts';

/** What lint says about an object that is played. */
export interface ReplayFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Everything that a report of a replay can show. */
export interface ReplayReport {
  readonly replay: Replay;
  /** The verdict that was asked for; undefined where any is welcome. */
  readonly expected: string | undefined;
  readonly isAsExpected: boolean;
  /** Errors only, by place. */
  readonly findings: readonly ReplayFinding[];
  /** Of a run that was played on its own recorded values. */
  readonly recorded?: RecordedReplay | undefined;
}

export interface ReplayReportOptions {
  readonly colour?: boolean;
  /** Characters in a line of the terminal. */
  readonly width?: number;
  /** Every measurement in `pretty`, also those that are like the one before. */
  readonly verbose?: boolean;
}
