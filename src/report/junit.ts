import { Places } from './places.ts';
import { groupByFile, type Report } from './report.ts';

/** One suite a file, one failed case a finding; a clean file is one passed case, since some readers refuse empty suites. */
export function junit(report: Report): string {
  const places = new Places(report);
  const suites = [...groupByFile(report)].map(([file, findings]) => {
    const cases = findings.map((finding) => {
      const { start } = places.of(finding.at);
      const details = [`${file}:${start.line}:${start.column}`, finding.why, finding.help].filter(Boolean).join('\n');
      return [
        `    <testcase name="${xml(`${finding.rule} ${start.line}:${start.column}`)}" classname="${xml(file)}">`,
        `      <failure message="${xml(finding.message)}" type="${finding.severity}">${xml(details)}</failure>`,
        '    </testcase>',
      ].join('\n');
    });
    if (cases.length === 0) cases.push(`    <testcase name="no findings" classname="${xml(file)}"/>`);
    const head = `name="${xml(file)}" tests="${cases.length}" failures="${findings.length}" errors="0" skipped="0"`;
    return `  <testsuite ${head}>\n${cases.join('\n')}\n  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="rolloutlint">\n${suites.join('')}</testsuites>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** Escaped, without the characters that XML 1.0 cannot hold. */
export function xml(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\uFFFD')
    .replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
    .replaceAll(/[&<>"\n]/g, (character) => ENTITIES[character] ?? character);
}
