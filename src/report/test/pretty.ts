import type { ReplayedMeasurement, ReplayedMetric } from '../../replay/measurement/log.ts';
import type { Replay, ReplayNote } from '../../replay/model.ts';
import type { Mismatch } from '../../replay/test/compare/mismatch.ts';
import { inTestWords } from '../../replay/test/run.ts';
import { timeText } from '../../replay/test/time.ts';
import { oneLine } from '../plain.ts';
import { type Paint, paintFor } from '../pretty/paint.ts';
import { displayWidth } from '../pretty/width.ts';
import { noteText } from '../replay/notes.ts';
import { type AnalysisStyle, introduceMetric, measurementLines } from '../replay/pretty/analysis.ts';
import { clock, day, Lines, span } from '../replay/pretty/lines.ts';
import { plural } from '../report.ts';
import { advice } from './advice.ts';
import {
  countStatuses,
  measurementCount,
  statusOf,
  type TestedCase,
  type TestedFile,
  type TestReport,
  type TestReportOptions,
} from './report.ts';

const WIDEST = 120;
const NAME_INDENT = 2;
const DETAIL_INDENT = 6;

/** For people: a line for each test, and for one that failed what was expected and what came instead, side by side. */
export function pretty(report: TestReport, options: TestReportOptions): string {
  const writer = new Writer(options);
  for (const file of report.files) writer.file(file);
  writer.summary(report);
  return writer.toString();
}

class Writer {
  readonly #paint: Paint;
  readonly #width: number;
  readonly #options: TestReportOptions;
  readonly #lines: string[] = [];

  constructor(options: TestReportOptions) {
    this.#options = options;
    this.#paint = paintFor(options.colour ?? false, false);
    this.#width = Math.min(WIDEST, Math.max(60, options.width ?? 100));
  }

  file(file: TestedFile): void {
    this.#lines.push(this.#paint.bold(file.path));
    for (const one of file.cases) this.#case(file, one);
    this.#lines.push('');
  }

  #case(file: TestedFile, one: TestedCase): void {
    const { test, result } = one;
    const status = statusOf(one);
    const { line, column } = file.lines.positionAt(
      (result.kind === 'refused' ? result.problem.span : test.nameSpan).start,
    );
    const place = `${file.path}:${line}:${column}`;
    if (result.kind === 'refused') {
      this.#head(this.#paint.red('!'), test.name, place);
      this.#wrapped(`cannot be played: ${result.problem.text}`);
      return;
    }
    const { replay, mismatches, notes } = result;
    const took = `${plural(measurementCount(result), 'measurement')}, ${span(replay.endMs - replay.startMs)}`;
    if (status === 'passed') {
      this.#head(this.#paint.green('✓'), test.name, took);
      return;
    }
    if (status === 'updated') {
      this.#head(this.#paint.yellow('✎'), test.name, took);
      if (mismatches.length === 0) this.#wrapped('nothing was expected: what happened is written into the file');
      else this.#table(replay, mismatches, ['was', 'is now']);
      return;
    }
    this.#head(this.#paint.red('✗'), test.name, place);
    this.#table(replay, mismatches, ['expected', 'got']);
    for (const mismatch of mismatches) {
      if (mismatch.hint !== undefined) this.#wrapped(`${labelOf(mismatch, replay)}: ${mismatch.hint}`);
    }
    this.#happened(replay, mismatches);
    for (const note of notes) this.#wrapped(`note: ${note}`);
  }

  /** `✓ name                    5 measurements, 2m`. */
  #head(sign: string, name: string, right: string): void {
    const text = oneLine(name);
    const gap = this.#width - NAME_INDENT - 2 - displayWidth(text) - displayWidth(right);
    const left = `${' '.repeat(NAME_INDENT)}${sign} ${text}`;
    this.#lines.push(`${left}${' '.repeat(Math.max(2, gap))}${this.#paint.dim(right)}`);
  }

  #wrapped(text: string): void {
    const lines = new Lines(this.#width, '', this.#paint.dim);
    lines.below(text, DETAIL_INDENT);
    this.#lines.push(...split(lines));
  }

  /** What was expected beside what is; values that fill more than their column stand below each other. */
  #table(replay: Replay, mismatches: readonly Mismatch[], heads: readonly [string, string]): void {
    const rows = mismatches.map((mismatch) => [
      labelOf(mismatch, replay),
      oneLine(mismatch.expected),
      oneLine(mismatch.got ?? '-'),
    ]);
    const isShort = (row: readonly string[]): boolean => row.every((cell) => displayWidth(cell) <= this.#width / 3);
    const all = [...(rows.some(isShort) ? [['', ...heads]] : []), ...rows];
    const short = all.filter(isShort);
    const widths = [0, 1].map((column) => Math.max(...short.map((row) => displayWidth(row[column] ?? ''))));
    for (const row of all) {
      const [label = '', expected = '', got = ''] = row;
      const indent = ' '.repeat(DETAIL_INDENT);
      const isHead = row[0] === '';
      if (short.includes(row)) {
        const cells = [pad(label, widths[0]), pad(expected, widths[1])];
        const [first, second] = isHead ? cells : [cells[0], this.#paint.green(cells[1] ?? '')];
        const text = `${indent}${first}   ${second}   ${isHead ? got : this.#paint.red(got)}`.trimEnd();
        this.#lines.push(isHead ? this.#paint.dim(text) : text);
        continue;
      }
      this.#lines.push(`${indent}${label}`);
      const lines = new Lines(this.#width, '', this.#paint.dim);
      lines.told(heads[0], expected, DETAIL_INDENT + 2, 10);
      lines.told(heads[1], got, DETAIL_INDENT + 2, 10);
      this.#lines.push(...split(lines));
    }
  }

  /** The measurements of what is not as expected, with their times, and what would change an empty answer. */
  #happened(replay: Replay, mismatches: readonly Mismatch[]): void {
    const lines = new Lines(this.#width - DETAIL_INDENT + 2, day(replay.startMs), this.#paint.dim);
    const style: AnalysisStyle = {
      paint: this.#paint,
      verbose: this.#options.verbose ?? false,
      consequence: replay.subject.kind === 'rollout' ? 'aborts' : 'fails',
    };
    for (const metric of concerned(replay, mismatches)) {
      introduceMetric(metric, lines, style);
      measurementLines(metric, 0, metric.measurements.length, lines, style);
      for (const text of advice(metric)) lines.told(this.#paint.yellow('try'), text, 4, 5);
    }
    if (replay.message !== '' && mismatches.some(({ path }) => path === 'verdict')) lines.below(replay.message, 2);
    for (const note of replay.notes) {
      if (isReason(note)) lines.below(`note: ${inTestWords(noteText(note))}`, 2);
    }
    const decided = `${replay.verdict} at ${timeText(replay.endMs, replay.startMs)} (${clock(replay.endMs)})`;
    if (mismatches.some(({ path }) => path === 'verdict' || path === 'at')) lines.below(decided, 2);
    for (const line of split(lines)) this.#lines.push(`${' '.repeat(DETAIL_INDENT - 2)}${line}`.trimEnd());
  }

  summary(report: TestReport): void {
    const { passed, failed, refused, updated } = countStatuses(report);
    const parts = [
      ...(failed > 0 ? [this.#paint.red(`${failed} failed`)] : []),
      ...(refused > 0 ? [this.#paint.red(`${refused} cannot be played`)] : []),
      ...(updated > 0 ? [this.#paint.yellow(`${updated} updated`)] : []),
      ...(passed > 0 || failed + refused + updated === 0 ? [this.#paint.green(`${passed} passed`)] : []),
    ];
    const left = report.filtered > 0 ? ` · ${report.filtered} not asked for` : '';
    const { elapsedMs } = this.#options;
    const took = elapsedMs === undefined ? '' : ` in ${Math.round(elapsedMs)} ms`;
    this.#lines.push(`${parts.join(', ')}${took}${left}`);
  }

  toString(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }
}

/** `success-rate +1m value` for `metrics.success-rate.measurements[1].value`. */
function labelOf({ path, concern }: Mismatch, { runs, startMs }: Replay): string {
  if (concern === undefined) return path.replace(/^metrics\./, '');
  const { run, metric, index } = concern;
  const measured = runs.find(({ name }) => name === run)?.metrics.find(({ name }) => name === metric);
  const one = index === undefined ? undefined : measured?.measurements[index];
  const time = one?.measurement.startedAtMs === undefined ? '' : ` ${timeText(one.measurement.startedAtMs, startMs)}`;
  return `${metric}${time} ${/\.(\w+)$/.exec(path)?.[1] ?? ''}`.trimEnd();
}

/** What may be the reason of a surprise. */
const isReason = (note: ReplayNote): boolean =>
  note.kind === 'hash-invented' ? note.label !== undefined : note.kind === 'cut' || note.kind === 'secret-unknown';

const pad = (text: string, width = 0): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)));

const split = (lines: Lines): readonly string[] => lines.toString().split('\n').slice(0, -1);

/** The metrics that mismatches are about; where they are about the whole, those that did not succeed, or all. */
function concerned({ runs }: Replay, mismatches: readonly Mismatch[]): readonly ReplayedMetric[] {
  const all = runs.flatMap((run) => run.metrics.map((metric) => ({ run: run.name, metric })));
  const named = all.filter(({ run, metric }) =>
    mismatches.some(({ concern }) => concern?.run === run && concern.metric === metric.name),
  );
  if (named.length > 0) return named.map(({ metric }) => metric);
  if (!mismatches.some(({ path }) => path === 'verdict' || path === 'at')) return [];
  const bad = all.filter(({ metric }) => metric.result.phase !== 'Successful' || !metric.measurements.every(isGood));
  return (bad.length > 0 ? bad : all).map(({ metric }) => metric);
}

const isGood = ({ measurement }: ReplayedMeasurement): boolean => measurement.phase === 'Successful';
