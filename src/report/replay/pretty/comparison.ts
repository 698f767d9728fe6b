import type { Difference } from '../../../analysis/from-run.ts';
import type { Replay, ReplayedRun } from '../../../replay/model.ts';
import type { RecordedReplay } from '../../../replay/recorded-run.ts';
import type { Paint } from '../../pretty/paint.ts';
import { displayWidth } from '../../pretty/width.ts';
import { plural } from '../../report.ts';
import { elapsed } from './events.ts';
import type { Lines } from './lines.ts';

/** Whether a recorded run comes to the controller's verdict again, and what other settings make of it. */
export function comparison(recorded: RecordedReplay, lines: Lines, paint: Paint): void {
  for (const gap of recorded.gaps) lines.below(`note: ${gap}`, 0);
  agreement(recorded, lines, paint);
  const { settings, before, replay } = recorded;
  if (settings.length === 0) return;
  lines.blank();
  const heads = ['', 'as it was', settings.join(', ')];
  const rows = [
    ['verdict', verdictText(before), verdictText(replay)],
    ...metricNames(before, replay).map((name) => [name, resultText(before, name), resultText(replay, name)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...[heads, ...rows].map((row) => displayWidth(row[column] ?? ''))));
  for (const [index, row] of [heads, ...rows].entries()) {
    const text = row
      .map((cell, column) => (column < 2 ? cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell)) : cell))
      .join('   ');
    lines.row(index === 0 ? paint.dim(text) : text);
  }
  lines.blank();
}

function agreement({ differences, recorded, settings }: RecordedReplay, lines: Lines, paint: Paint): void {
  const asItWas = settings.length === 0 ? '' : 'as it was, ';
  const [first] = differences;
  if (first === undefined) {
    lines.below(paint.green(`${asItWas}the controller decided the same: ${recorded.verdict}`), 0);
    return;
  }
  const more = differences.length > 1 ? ` (and ${plural(differences.length - 1, 'more difference')})` : '';
  lines.below(paint.red(`${asItWas}the controller decided otherwise: ${differenceText(first)}${more}`), 0);
}

function differenceText({ metric, measurement, field, recorded, replayed }: Difference): string {
  const place = metric === undefined ? 'the run' : `metric ${metric}`;
  const which = measurement === undefined ? '' : `, measurement ${measurement}`;
  return `${place}${which}: ${field} ${JSON.stringify(recorded)}, here ${JSON.stringify(replayed)}`;
}

const verdictText = (replay: Replay): string =>
  replay.verdict === 'Running' || replay.verdict === 'Pending'
    ? `${replay.verdict}: would have gone on after ${elapsed(replay)}`
    : `${replay.verdict} after ${elapsed(replay)}`;

const metricNames = (...replays: readonly Replay[]): readonly string[] => [
  ...new Set(replays.flatMap(({ runs }) => runs.flatMap((run) => run.metrics.map(({ name }) => name)))),
];

function resultText({ runs }: Replay, name: string): string {
  const metric = runs.flatMap((run: ReplayedRun) => run.metrics).find((each) => each.name === name);
  if (metric === undefined) return 'not measured';
  const { phase, successful, failed, inconclusive, error } = metric.result;
  const counts = [
    [successful, 'successful'],
    [failed, 'failed'],
    [inconclusive, 'inconclusive'],
    [error, 'error'],
  ] as const;
  const told = counts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : []));
  return `${phase}${told.length === 0 ? '' : ` (${told.join(', ')})`}`;
}
