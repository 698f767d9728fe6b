import eslintFormatterPretty from 'eslint-formatter-pretty';
import type { Finding } from '../../text/finding.ts';
import type { Position } from '../../text/line-index.ts';
import { oneLine } from '../plain.ts';
import type { Paint } from './paint.ts';
import { withoutEscapes } from './width.ts';

// The formatter takes quotes and backticks for markup and eats them; they travel through it as private characters.
const BACKTICK = '\uE000';
const QUOTE = '\uE001';

/** The line of eslint-formatter-pretty for one finding: place, level, message, rule (a link where terminals have them). */
export function formatRow(finding: Finding, at: Position, url: string | undefined, paint: Paint): string {
  const id = finding.rule;
  const message = {
    ruleId: id,
    severity: finding.severity === 'error' ? (2 as const) : (1 as const),
    message: oneLine(finding.message).replaceAll('`', BACKTICK).replaceAll("'", QUOTE),
    line: at.line,
    column: at.column,
  };
  const file = {
    filePath: finding.at.file,
    messages: [message],
    suppressedMessages: [],
    errorCount: message.severity === 2 ? 1 : 0,
    warningCount: message.severity === 1 ? 1 : 0,
    fatalErrorCount: 0,
    fixableErrorCount: 0,
    fixableWarningCount: 0,
    usedDeprecatedRules: [],
  };
  // Without a page of its own the formatter would look the rule up among those of ESLint's plugins.
  const rulesMeta = { [id]: { docs: { url: url ?? 'about:blank' } } };
  const output = eslintFormatterPretty([file], { cwd: '', rulesMeta });
  const line = output.split('\n').find((candidate) => withoutEscapes(candidate).includes(`  ${id}`)) ?? '';
  const styled = paint.colour ? line : withoutEscapes(line);
  const row = styled.replace(/^ {2}\S+ {2}(\S+) {2}/, (_, place: string) => `  ${place}  ${level(finding, paint)}  `);
  const bold = (_: string, code: string): string => paint.bold(code);
  return paint.colour
    ? row
        .replaceAll(/\uE000([^\uE000]*)\uE000/g, bold)
        .replaceAll(BACKTICK, '`')
        .replaceAll(QUOTE, "'")
    : row.replaceAll(BACKTICK, '`').replaceAll(QUOTE, "'");
}

/** The level as a word, padded to the longest; symbols say less and do not survive every terminal. */
function level({ severity }: Finding, paint: Paint): string {
  const word = severity.padEnd('warning'.length);
  return severity === 'error' ? paint.red(word) : severity === 'warning' ? paint.yellow(word) : paint.blue(word);
}
