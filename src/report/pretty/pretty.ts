import type { Finding, Related } from '../../text/finding.ts';
import type { Position } from '../../text/line-index.ts';
import { Places } from '../places.ts';
import { absolutePath, oneLine } from '../plain.ts';
import { groupByFile, type Report, type ReportOptions } from '../report.ts';
import { type Mark, renderFrame } from './frame.ts';
import { type Paint, paintFor } from './paint.ts';
import { summaryLines } from './summary.ts';
import { wrap } from './wrap.ts';

export type RowFormatter = (finding: Finding, at: Position, url: string | undefined, paint: Paint) => string;

const INDENT = '    ';
const NARROWEST = 60;
const WIDEST = 120;
/** More users than this are counted, not named. */
const MAX_USERS = 3;

/** For people: per finding a row, the places that make the mistake, what it does, what to write, who runs into it. */
export function pretty(report: Report, options: ReportOptions, row: RowFormatter | undefined): string {
  const paint = paintFor(options.colour ?? false, options.links ?? false);
  const places = new Places(report);
  const width = Math.min(WIDEST, Math.max(NARROWEST, options.width ?? 100));
  let output = '';
  for (const [file, findings] of groupByFile(report)) {
    if (findings.length === 0 || row === undefined) continue;
    const name = paint.underline(oneLine(file));
    const absolute = absolutePath(file, options.cwd);
    output += `\n${absolute.startsWith('/') ? paint.link(name, `file://${encodeURI(absolute)}`) : name}\n`;
    for (const [index, finding] of findings.entries()) {
      if (index > 0) output += '\n';
      const { start } = places.of(finding.at);
      output += `${row(finding, start, report.rules.get(finding.rule)?.url, paint)}\n`;
      output += frames(finding, report, places, paint, width);
      output += advice(finding, places, paint, width);
    }
  }
  const summary = summaryLines(report, options, paint);
  return `${output}\n${summary.map((line) => `  ${line}\n`).join('')}`;
}

/** The finding's own file first, then the other files that have something to do with it. */
function frames(finding: Finding, report: Report, places: Places, paint: Paint, width: number): string {
  const accent = finding.severity === 'error' ? paint.red : finding.severity === 'warning' ? paint.yellow : paint.blue;
  const files = new Map<string, Mark[]>([[finding.at.file, [{ span: finding.at.span, primary: true }]]]);
  for (const { at, label } of finding.related ?? []) {
    const marks = files.get(at.file) ?? [];
    marks.push({ span: at.span, label: oneLine(label), primary: false });
    files.set(at.file, marks);
  }
  let output = '\n';
  for (const [file, marks] of files) {
    const text = report.text(file);
    if (text === undefined) continue;
    if (file !== finding.at.file)
      output += `${INDENT}${paint.underline(`${oneLine(file)}:${place(marks[0], file, places)}`)}\n`;
    const lines = renderFrame(text, marks, { paint, accent, width, indent: INDENT });
    output += lines.map((line) => `${line}\n`).join('');
  }
  return output;
}

function place(mark: Mark | undefined, file: string, places: Places): string {
  if (mark === undefined) return '1';
  const { start } = places.of({ file, span: mark.span });
  return `${start.line}:${start.column}`;
}

function advice(finding: Finding, places: Places, paint: Paint, width: number): string {
  let output = '';
  const tell = (word: string, text: string): void => {
    const head = `${INDENT}${word.padEnd(7)}`;
    const lines = wrap(oneLine(text), width - head.length);
    output += lines
      .map(
        (line, index) => `${index === 0 ? `${INDENT}${paint.dim(word.padEnd(7))}` : ' '.repeat(head.length)}${line}\n`,
      )
      .join('');
  };
  if (finding.why !== undefined) tell('why', finding.why);
  const flag = finding.fix?.kind === 'unsafe' ? '--fix-unsafe' : '--fix';
  if (finding.help !== undefined) tell('help', `${finding.help}${finding.fix ? ` (${flag} does it)` : ''}`);
  else if (finding.fix !== undefined) tell('fix', `${finding.fix.title} (${flag} does it)`);
  const users = finding.usedBy ?? [];
  if (users.length > 0) {
    const more = users.length > MAX_USERS ? `, ${users.length - MAX_USERS} more` : '';
    tell(
      'used',
      users
        .slice(0, MAX_USERS)
        .map((user) => userText(user, places))
        .join(', ') + more,
    );
  }
  return output;
}

function userText({ at, label }: Related, places: Places): string {
  return `${label} (${at.file}:${places.of(at).start.line})`;
}
