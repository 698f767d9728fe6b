import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver';
import { ruleUrl } from '../lint/rule-url.ts';
import type { Finding, Related, Severity } from '../text/finding.ts';
import type { Location } from '../text/span.ts';
import type { TextRanges } from './text-ranges.ts';

/** The texts that findings speak of, by their path as findings name it. */
export interface Texts {
  /** The protocol's address of a path. */
  uri(path: string): string;
  ranges(path: string): TextRanges | undefined;
}

export const SOURCE = 'rolloutlint';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** A finding as an editor shows it: what is wrong, then why and what to write, each on a line of its own. */
export function diagnosticOf(finding: Finding, texts: Texts): Diagnostic {
  const lines = [finding.message];
  if (finding.why !== undefined) lines.push(`why: ${finding.why}`);
  if (finding.help !== undefined) lines.push(`help: ${finding.help}`);
  const places = [...(finding.related ?? []), ...(finding.usedBy ?? []).map(asUser)];
  const hasPage = !finding.rule.startsWith('internal/');
  return {
    range: rangeOf(finding.at, texts),
    severity: SEVERITIES[finding.severity],
    source: SOURCE,
    code: finding.rule,
    message: lines.join('\n'),
    ...(hasPage ? { codeDescription: { href: ruleUrl(finding.rule) } } : {}),
    ...(places.length === 0
      ? {}
      : {
          relatedInformation: places.map(({ at, label }) => ({
            location: { uri: texts.uri(at.file), range: rangeOf(at, texts) },
            message: label,
          })),
        }),
  };
}

const asUser = ({ at, label }: Related): Related => ({ at, label: `used by ${label}` });

const rangeOf = ({ file, span }: Location, texts: Texts): Range => texts.ranges(file)?.rangeOf(span) ?? FILE_START;

const FILE_START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
