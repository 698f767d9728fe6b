import type { Report, ReportOptions } from './report.ts';

type Format = (report: Report, options: ReportOptions) => Promise<string>;

/** Each format is loaded when it is asked for. */
const FORMATS = {
  pretty: async (report, options) => {
    // The row formatter costs more to load than a clean run takes.
    const row = report.findings.length === 0 ? undefined : (await import('./pretty/row.ts')).formatRow;
    return (await import('./pretty/pretty.ts')).pretty(report, options, row);
  },
  compact: async (report) => (await import('./compact.ts')).compact(report),
  json: async (report, options) => (await import('./json.ts')).json(report, options),
  sarif: async (report, options) => (await import('./sarif.ts')).sarif(report, options),
  github: async (report) => (await import('./github.ts')).github(report),
  gitlab: async (report) => (await import('./gitlab.ts')).gitlab(report),
  junit: async (report) => (await import('./junit.ts')).junit(report),
} satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

export const isFormatName = (name: string): name is FormatName => Object.hasOwn(FORMATS, name);

/** The report as text in the format of that name. */
export const formatReport = (name: FormatName, report: Report, options: ReportOptions): Promise<string> =>
  FORMATS[name](report, options);
