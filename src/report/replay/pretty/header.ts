import type { Replay } from '../../../replay/model.ts';
import type { Paint } from '../../pretty/paint.ts';
import { plural } from '../../report.ts';
import { noteText } from '../notes.ts';
import type { ReplayReport } from '../report.ts';
import { clock, day, type Lines, span } from './lines.ts';

/** What is played, on what, and what lint says about it. */
export function header({ replay, findings }: ReplayReport, lines: Lines, paint: Paint): void {
  lines.below(subjectLine(replay, paint), 0);
  lines.below(`${day(replay.startMs)}, times in UTC${recordingText(replay)}`, 0);
  for (const note of replay.notes) {
    // A hash that nobody asks for makes no difference.
    const isAsked = note.kind === 'hash-deduced' || (note.kind === 'hash-invented' && note.label !== undefined);
    if (isAsked) lines.below(noteText(note), 0);
  }
  if (findings.length > 0) {
    lines.blank();
    lines.below(paint.red(`lint finds ${plural(findings.length, 'error')} in what is played:`), 0);
    for (const { file, line, column, message, rule } of findings) {
      lines.below(`${file}:${line}:${column}  ${message}  ${paint.dim(rule)}`, 2);
    }
  }
  lines.blank();
}

function subjectLine({ subject, runs }: Replay, paint: Paint): string {
  const { manifestKind, name, namespace, strategy, steps, file } = subject;
  const title = `${manifestKind} ${paint.bold(namespace === undefined ? name : `${namespace}/${name}`)}`;
  if (strategy === 'canary') return `${title}, canary, ${plural(steps.length, 'step')} (${file})`;
  if (strategy === 'blueGreen') return `${title}, blue-green (${file})`;
  const args = Object.entries(runs[0]?.args ?? {}).map(([key, value]) => `${key}=${value ?? '(a secret)'}`);
  return `${title}${args.length === 0 ? '' : `, ${args.join(', ')}`} (${file})`;
}

function recordingText({ recording, startMs }: Replay): string {
  if (recording?.firstMs === undefined || recording.lastMs === undefined) {
    return recording === undefined ? '' : ' · the recording is empty';
  }
  const { firstMs, lastMs, seriesCount, scrapeMs } = recording;
  const moment = (ms: number): string => (day(ms) === day(startMs) ? clock(ms) : `${day(ms)} ${clock(ms)}`);
  const every = scrapeMs === undefined ? '' : `, every ${span(scrapeMs)}`;
  return ` · recording ${moment(firstMs)} to ${moment(lastMs)}, ${seriesCount} series${every}`;
}
