import { applyEdits } from '../lint/fixes.ts';
import type { Edit, Finding, Fix } from '../text/finding.ts';
import { Places } from './places.ts';
import { absolutePath } from './plain.ts';
import { countLevels, groupByFile, type Report, type ReportOptions } from './report.ts';

/** Grows when a reader of the old shape would break. */
const JSON_SCHEMA_VERSION = 1;

/**
 * ESLint's result array, with more: `schemaVersion` in each result; `level`, `why`, `help`, `related` and `usedBy` in
 * each message (`level` tells `info` from `warning`, both of severity 1). A file that was not looked at is a result
 * without messages and with `skipped`, the reason.
 */
export function json(report: Report, options: ReportOptions): string {
  const places = new Places(report);
  const texts = new Map(report.files.map(({ path, text }) => [path, text]));
  const results = [...groupByFile(report)].map(([path, findings]) => {
    const counts = countLevels(findings);
    const text = texts.get(path) ?? report.text(path) ?? '';
    const messages = findings.map((finding) => message(finding, places, text, options));
    return {
      filePath: absolutePath(path, options.cwd),
      messages,
      suppressedMessages: report.suppressed
        .filter(({ finding }) => finding.at.file === path)
        .map(({ finding, reason }) => ({
          ...message(finding, places, text, options),
          suppressions: [{ kind: 'directive', justification: reason ?? '' }],
        })),
      errorCount: counts.error,
      fatalErrorCount: 0,
      warningCount: counts.warning + counts.info,
      fixableErrorCount: messages.filter(({ fix, severity }) => fix !== undefined && severity === 2).length,
      fixableWarningCount: messages.filter(({ fix, severity }) => fix !== undefined && severity === 1).length,
      ...(findings.length > 0 ? { source: text } : {}),
      usedDeprecatedRules: [],
      schemaVersion: JSON_SCHEMA_VERSION,
    };
  });
  const skipped = report.skipped.map(({ path, reason }) => ({
    filePath: absolutePath(path, options.cwd),
    messages: [],
    suppressedMessages: [],
    errorCount: 0,
    fatalErrorCount: 0,
    warningCount: 0,
    fixableErrorCount: 0,
    fixableWarningCount: 0,
    usedDeprecatedRules: [],
    schemaVersion: JSON_SCHEMA_VERSION,
    skipped: reason,
  }));
  return `${JSON.stringify([...results, ...skipped], null, 2)}\n`;
}

function message(finding: Finding, places: Places, text: string, options: ReportOptions) {
  const { start, end } = places.of(finding.at);
  const fix = finding.fix === undefined ? undefined : eslintFix(finding.fix, finding.at.file, text);
  const elsewhere = (at: Finding['at'], label: string) => {
    const place = places.of(at);
    return {
      filePath: absolutePath(at.file, options.cwd),
      line: place.start.line,
      column: place.start.column,
      endLine: place.end.line,
      endColumn: place.end.column,
      message: label,
    };
  };
  return {
    ruleId: finding.rule,
    severity: finding.severity === 'error' ? 2 : 1,
    level: finding.severity,
    message: finding.message,
    messageId: finding.messageId,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    why: finding.why,
    help: finding.help,
    fix: finding.fix?.kind === 'safe' ? fix : undefined,
    suggestions: finding.fix?.kind === 'unsafe' && fix !== undefined ? [{ desc: finding.fix.title, fix }] : undefined,
    related: finding.related?.map(({ at, label }) => elsewhere(at, label)),
    usedBy: finding.usedBy?.map(({ at, label }) => elsewhere(at, label)),
  };
}

/** ESLint's fix is one range of one file, counted without a byte order mark; several edits become one. */
function eslintFix(fix: Fix, file: string, text: string): { range: [number, number]; text: string } | undefined {
  const edits = [...fix.edits].sort((a, b) => a.span.start - b.span.start);
  const first = edits[0];
  if (first === undefined || edits.some((edit) => edit.file !== file)) return undefined;
  const start = first.span.start;
  const end = Math.max(...edits.map((edit) => edit.span.end));
  const shifted = edits.map(
    (edit): Edit => ({
      ...edit,
      span: { start: edit.span.start - start, end: edit.span.end - start },
    }),
  );
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  return { range: [start - bom, end - bom], text: applyEdits(text.slice(start, end), shifted) };
}
