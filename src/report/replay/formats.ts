import { analysisrun } from './analysisrun.ts';
import { json } from './json.ts';
import { pretty } from './pretty/pretty.ts';
import type { ReplayReport, ReplayReportOptions } from './report.ts';

const FORMATS = { pretty, json, analysisrun } satisfies Record<
  string,
  (report: ReplayReport, options: ReplayReportOptions) => string
>;

export type ReplayFormat = keyof typeof FORMATS;

export const REPLAY_FORMATS: readonly string[] = Object.keys(FORMATS);

export const isReplayFormat = (name: string): name is ReplayFormat => Object.hasOwn(FORMATS, name);

/** A replay as text in the format of that name. Needs `prepareExpr`, which a replay has awaited. */
export const formatReplay = (name: ReplayFormat, report: ReplayReport, options: ReplayReportOptions = {}): string =>
  FORMATS[name](report, options);
