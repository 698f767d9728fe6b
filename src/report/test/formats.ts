import { json } from './json.ts';
import { junit } from './junit.ts';
import { pretty } from './pretty.ts';
import type { TestReport, TestReportOptions } from './report.ts';

const FORMATS = { pretty, json, junit } satisfies Record<
  string,
  (report: TestReport, options: TestReportOptions) => string
>;

export type TestFormat = keyof typeof FORMATS;

export const TEST_FORMATS: readonly string[] = Object.keys(FORMATS);

export const isTestFormat = (name: string): name is TestFormat => Object.hasOwn(FORMATS, name);

/** The tests as text in the format of that name. Needs `prepareExpr`, which a replay has awaited. */
export const formatTests = (name: TestFormat, report: TestReport, options: TestReportOptions = {}): string =>
  FORMATS[name](report, options);
