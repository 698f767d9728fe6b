import { fingerprints, hash } from '../lint/fingerprint.ts';
import { Places } from './places.ts';
import type { Report } from './report.ts';

const SEVERITIES = { error: 'major', warning: 'minor', info: 'info' } as const;

/** GitLab's Code Quality report. */
export function gitlab(report: Report): string {
  const places = new Places(report);
  const names = fingerprints(report.findings, report.text);
  const issues = report.findings.map((finding, index) => {
    const { start, end } = places.of(finding.at);
    return {
      description: finding.message,
      check_name: finding.rule,
      fingerprint: hash(`${finding.at.file}\n${names[index]}`),
      severity: SEVERITIES[finding.severity],
      location: { path: finding.at.file.replace(/^\.\//, ''), lines: { begin: start.line, end: end.line } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
