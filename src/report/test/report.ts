import type { TestCase } from '../../replay/test/case.ts';
import type { TestResult } from '../../replay/test/run.ts';
import type { LineIndex } from '../../text/line-index.ts';

export interface TestedCase {
  readonly test: TestCase;
  readonly result: TestResult;
  /** True if the file was written to have what happened. */
  readonly isUpdated: boolean;
}

export interface TestedFile {
  /** As reports show it. */
  readonly path: string;
  /** Of the text that was read. */
  readonly lines: LineIndex;
  readonly cases: readonly TestedCase[];
}

export interface TestReport {
  readonly files: readonly TestedFile[];
  /** Tests that `--filter` leaves out. */
  readonly filtered: number;
}

export interface TestReportOptions {
  readonly colour?: boolean;
  /** Characters in a line of the terminal. */
  readonly width?: number;
  /** Shown at the end of `pretty`. */
  readonly elapsedMs?: number;
  /** Every measurement of what failed, also those that are like the one before. */
  readonly verbose?: boolean;
}

export type TestStatus = 'passed' | 'failed' | 'refused' | 'updated';

export function statusOf({ result, isUpdated }: TestedCase): TestStatus {
  if (result.kind === 'refused') return 'refused';
  if (isUpdated) return 'updated';
  return result.mismatches.length === 0 ? 'passed' : 'failed';
}

export function countStatuses({ files }: TestReport): Readonly<Record<TestStatus, number>> {
  const counts = { passed: 0, failed: 0, refused: 0, updated: 0 };
  for (const { cases } of files) for (const one of cases) counts[statusOf(one)]++;
  return counts;
}

/** How many measurements a replay made. */
export function measurementCount(result: TestResult): number {
  if (result.kind === 'refused') return 0;
  const metrics = result.replay.runs.flatMap((run) => run.metrics);
  return metrics.reduce((sum, { measurements }) => sum + measurements.length, 0);
}
