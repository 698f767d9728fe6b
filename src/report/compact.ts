import { Places } from './places.ts';
import { oneLine } from './plain.ts';
import type { Report } from './report.ts';

/** `file:line:column: level: message [rule]`, one line a finding. */
export function compact(report: Report): string {
  const places = new Places(report);
  return report.findings
    .map((finding) => {
      const { start } = places.of(finding.at);
      const where = `${oneLine(finding.at.file)}:${start.line}:${start.column}`;
      return `${where}: ${finding.severity}: ${oneLine(finding.message)} [${finding.rule}]\n`;
    })
    .join('');
}
