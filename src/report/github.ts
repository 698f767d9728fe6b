import { Places } from './places.ts';
import { oneLine } from './plain.ts';
import type { Report } from './report.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow commands that GitHub Actions turns into annotations. */
export function github(report: Report): string {
  const places = new Places(report);
  return report.findings
    .map((finding) => {
      const { start, end } = places.of(finding.at);
      const properties = [
        `file=${property(finding.at.file)}`,
        `line=${start.line}`,
        `endLine=${end.line}`,
        // Columns are only meant within one line; a range over several lines is shown by its lines.
        ...(start.line === end.line ? [`col=${start.column}`, `endColumn=${end.column}`] : []),
        `title=${property(finding.rule)}`,
      ];
      const text = [finding.message, finding.why, finding.help]
        .flatMap((part) => (part ? [oneLine(part)] : []))
        .join('\n');
      return `::${COMMANDS[finding.severity]} ${properties.join(',')}::${data(text)}\n`;
    })
    .join('');
}

// actions/toolkit packages/core/src/command.ts escapeData and escapeProperty
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
