import type { Mismatch } from '../../replay/test/compare/mismatch.ts';
import { xml } from '../junit.ts';
import { statusOf, type TestedCase, type TestedFile, type TestReport } from './report.ts';

/** One suite a file, one case a test; what cannot be played is an error. */
export function junit({ files }: TestReport): string {
  const suites = files.map((file) => {
    const statuses = file.cases.map(statusOf);
    const failures = statuses.filter((status) => status === 'failed').length;
    const errors = statuses.filter((status) => status === 'refused').length;
    const counts = `tests="${statuses.length}" failures="${failures}" errors="${errors}" skipped="0"`;
    const cases = file.cases.map((one) => caseXml(file, one));
    return `  <testsuite name="${xml(file.path)}" ${counts}>\n${cases.join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="rolloutlint">\n${suites.join('')}</testsuites>\n`;
}

function caseXml(file: TestedFile, one: TestedCase): string {
  const { test, result } = one;
  const head = `    <testcase name="${xml(test.name)}" classname="${xml(file.path)}"`;
  if (result.kind === 'refused') {
    const { span, text } = result.problem;
    return `${head}>\n      <error message="${xml(text)}">${xml(placeOf(file, span.start))}</error>\n    </testcase>\n`;
  }
  const [first, ...more] = result.mismatches;
  if (first === undefined || one.isUpdated) return `${head}/>\n`;
  const details = [first, ...more].map((each) => `${placeOf(file, each.span.start)}: ${mismatchText(each)}`).join('\n');
  const message = `${mismatchText(first)}${more.length > 0 ? ` (and ${more.length} more)` : ''}`;
  return `${head}>\n      <failure message="${xml(message)}">${xml(details)}</failure>\n    </testcase>\n`;
}

function placeOf({ path, lines }: TestedFile, offset: number): string {
  const { line, column } = lines.positionAt(offset);
  return `${path}:${line}:${column}`;
}

const mismatchText = ({ path, expected, got, hint }: Mismatch): string =>
  `${path}: expected ${expected}, got ${got ?? 'nothing'}${hint === undefined ? '' : `; ${hint}`}`;
