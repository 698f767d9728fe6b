import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver';
import type { Finding, Severity } from '../text/finding.ts';
import { LineIndex } from '../text/line-index.ts';
import type { Span } from '../text/span.ts';

/** Turns spans of one text into ranges of the protocol (both count UTF-16 units; the protocol counts lines from 0). */
export class RangeMaker {
  readonly #lines: LineIndex;

  constructor(text: string) {
    this.#lines = new LineIndex(text);
  }

  rangeOf(span: Span): Range {
    const start = this.#lines.positionAt(span.start);
    const end = this.#lines.positionAt(span.end);
    return {
      start: { line: start.line - 1, character: start.column - 1 },
      end: { line: end.line - 1, character: end.column - 1 },
    };
  }

  offsetOf(position: { readonly line: number; readonly character: number }): number {
    return this.#lines.offsetAt({ line: position.line + 1, column: position.character + 1 });
  }
}

/** Where texts of other files come from, for the places that belong to a finding. */
export interface Texts {
  /** The protocol's address of a path as findings name it. */
  uri(path: string): string;
  ranges(path: string): RangeMaker | undefined;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** A finding as an editor shows it: the message first, then why and what to write, each on a line of its own. */
export function diagnosticOf(finding: Finding, texts: Texts, ruleUrl: (id: string) => string | undefined): Diagnostic {
  const ranges = texts.ranges(finding.at.file);
  const url = ruleUrl(finding.rule);
  const lines = [finding.message];
  if (finding.why !== undefined) lines.push(`why: ${finding.why}`);
  if (finding.help !== undefined) lines.push(`write: ${finding.help}`);
  const places = [...(finding.related ?? []), ...(finding.usedBy ?? [])];
  return {
    range: ranges?.rangeOf(finding.at.span) ?? EMPTY_RANGE,
    severity: SEVERITIES[finding.severity],
    source: 'rolloutlint',
    code: finding.rule,
    message: lines.join('\n'),
    ...(url === undefined ? {} : { codeDescription: { href: url } }),
    ...(places.length === 0
      ? {}
      : {
          relatedInformation: places.map(({ at, label }) => ({
            location: { uri: texts.uri(at.file), range: texts.ranges(at.file)?.rangeOf(at.span) ?? EMPTY_RANGE },
            message: label,
          })),
        }),
  };
}

const EMPTY_RANGE: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
