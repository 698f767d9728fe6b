import { compact } from './compact.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { pretty } from './pretty/pretty.ts';
import type { Report, ReportOptions } from './report.ts';
import { sarif } from './sarif.ts';

type Format = (report: Report, options: ReportOptions) => string | Promise<string>;

const FORMATS = {
  pretty: async (report, options) => {
    // The row formatter costs more to load than a clean run takes.
    const row = report.findings.length === 0 ? undefined : (await import('./pretty/row.ts')).formatRow;
    return pretty(report, options, row);
  },
  compact,
  json,
  sarif,
  github,
  gitlab,
  junit,
} satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

export const isFormatName = (name: string): name is FormatName => Object.hasOwn(FORMATS, name);

/** The report as text in the format of that name. */
export const formatReport = async (name: FormatName, report: Report, options: ReportOptions): Promise<string> =>
  FORMATS[name](report, options);
