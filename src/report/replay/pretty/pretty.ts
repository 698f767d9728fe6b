import type { RolloutEvent } from '../../../analysis/rollout/timeline.ts';
import type { Replay, ReplayedRun } from '../../../replay/model.ts';
import { type Paint, paintFor } from '../../pretty/paint.ts';
import { noteText } from '../notes.ts';
import type { ReplayReport, ReplayReportOptions } from '../report.ts';
import { type AnalysisStyle, introduceMetric, measurementLines, phaseColour, runTitle } from './analysis.ts';
import { comparison } from './comparison.ts';
import { elapsed, eventText } from './events.ts';
import { harmless } from './harmless.ts';
import { header } from './header.ts';
import { day, Lines } from './lines.ts';

/** For people: what happened when, what each measurement was and what it meant, and what came of it. */
export function pretty(written: ReplayReport, options: ReplayReportOptions): string {
  const report = harmless(written);
  const paint = paintFor(options.colour ?? false, false);
  const { replay } = report;
  const lines = new Lines(options.width, day(replay.startMs), paint.dim);
  header(report, lines, paint);
  const style: AnalysisStyle = {
    paint,
    verbose: options.verbose ?? false,
    consequence: replay.subject.kind === 'rollout' ? 'aborts' : 'fails',
  };
  new Timeline(replay, lines, style).write();
  lines.blank();
  if (report.recorded !== undefined) comparison(report.recorded, lines, paint);
  ending(report, lines, paint);
  return lines.toString();
}

/** Writes events in order; measurements between two of them are written together, metric by metric. */
class Timeline {
  readonly #replay: Replay;
  readonly #lines: Lines;
  readonly #style: AnalysisStyle;
  readonly #runs: ReadonlyMap<string, ReplayedRun>;
  readonly #introduced = new Set<string>();
  /** How many measurements of a metric are written, and how many have happened. */
  readonly #written = new Map<string, number>();
  readonly #happened = new Map<string, number>();

  constructor(replay: Replay, lines: Lines, style: AnalysisStyle) {
    this.#replay = replay;
    this.#lines = lines;
    this.#style = style;
    this.#runs = new Map(replay.runs.map((run) => [run.name, run]));
  }

  write(): void {
    for (const event of this.#replay.events) this.#event(event);
    // What is still in flight is worth a line.
    for (const run of this.#replay.runs) {
      for (const { name, measurements } of run.metrics) this.#happened.set(keyOf(run.name, name), measurements.length);
    }
    this.#flush();
  }

  #event(event: RolloutEvent): void {
    if (event.kind === 'measurement') {
      // One in flight is an event each time it is looked at; it counts when it has come to its end.
      if (event.measurement.finishedAtMs === undefined) return;
      const key = keyOf(event.run, event.metric);
      this.#happened.set(key, (this.#happened.get(key) ?? 0) + 1);
      return;
    }
    const text = eventText(event, this.#replay, this.#runs, this.#style);
    if (text === undefined) return;
    this.#flush();
    this.#lines.at(event.atMs, text);
  }

  #flush(): void {
    for (const run of this.#runs.values()) {
      const due = run.metrics.filter(
        ({ name }) => this.#count(this.#happened, run, name) > this.#count(this.#written, run, name),
      );
      for (const metric of due) {
        const key = keyOf(run.name, metric.name);
        if (this.#introduced.has(key)) this.#again(run, metric.name);
        else introduceMetric(metric, this.#lines, this.#style);
        this.#introduced.add(key);
        const until = this.#happened.get(key) ?? 0;
        measurementLines(metric, this.#written.get(key) ?? 0, until, this.#lines, this.#style);
        this.#written.set(key, until);
      }
    }
  }

  /** A metric whose measurements go on after something else happened. */
  #again(run: ReplayedRun, metric: string): void {
    const of = run.kind === 'background' ? ` (${runTitle(run)})` : '';
    this.#lines.below(`${this.#style.paint.bold(metric)}${of}, going on`, 2);
  }

  #count(counts: ReadonlyMap<string, number>, run: ReplayedRun, metric: string): number {
    return counts.get(keyOf(run.name, metric)) ?? 0;
  }
}

const keyOf = (run: string, metric: string): string => `${run}\0${metric}`;

function ending({ replay, expected, isAsExpected, recorded }: ReplayReport, lines: Lines, paint: Paint): void {
  for (const note of replay.notes) {
    // The header has told the hashes, and the reader of the recording what it left out.
    if (note.kind === 'cut' || note.kind === 'secret-unknown') lines.below(`note: ${noteText(note)}`, 0);
  }
  if (replay.end?.waitsForPerson === true && replay.verdict === 'paused') {
    lines.below('it waits for somebody: --promote-after DURATION promotes', 0);
  } else if (replay.subject.kind === 'rollout' && replay.message !== '') lines.below(replay.message, 0);
  const verdict = phaseColour(replay.verdict, paint)(paint.bold(replay.verdict));
  const differs = recorded !== undefined && recorded.recorded.verdict === expected;
  const otherwise = differs ? 'the controller decided otherwise' : `expected ${expected}`;
  const asked = isAsExpected ? 'as expected' : `exit 1 (${otherwise})`;
  lines.below(`${verdict} after ${elapsed(replay)}${expected === undefined ? '' : ` · ${asked}`}`, 0);
}
