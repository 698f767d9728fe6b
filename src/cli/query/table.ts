import { histogramText } from '../../promql/engine/histogram/text.ts';
import type { LabelSet } from '../../promql/engine/labels.ts';
import type { MatrixSeries, QueryValue, VectorSample } from '../../promql/engine/result.ts';
import type { Paint } from '../../report/pretty/paint.ts';
import { displayWidth } from '../../report/pretty/width.ts';
import { formatTime } from '../times.ts';

export interface TableOptions {
  readonly paint: Paint;
  /** Draws lines of values; for terminals. */
  readonly sparkline: boolean;
  /** Behind the time: ` (the end of the recording)`. */
  readonly about: string;
  /** The steps that were asked for, of a range query. */
  readonly steps: number | undefined;
}

interface Times {
  readonly startMs: number;
  readonly endMs: number;
}

/** The answer for people: what is common to all elements once, then one line an element. */
export function tableOf(value: QueryValue, times: Times, options: TableOptions): string {
  const { paint, about } = options;
  const when =
    times.startMs === times.endMs
      ? formatTime(times.startMs)
      : `${formatTime(times.startMs)} to ${formatTime(times.endMs)}`;
  switch (value.type) {
    case 'scalar':
      return `${formatValue(value.value)}  ${paint.dim(`at ${when}${about}`)}\n`;
    case 'string':
      return `${value.value}\n`;
    case 'vector':
      return vectorTable(value.samples, `${when}${about}`, options);
    case 'matrix':
      return matrixTable(value.series, times, `${when}${about}`, options);
  }
}

function vectorTable(samples: readonly VectorSample[], when: string, { paint }: TableOptions): string {
  const { common, names } = labelsOf(samples.map(({ labels }) => labels));
  const rows = samples.map((sample) => [
    ...names.map((name) => sample.labels.get(name)),
    sample.histogram === undefined ? formatValue(sample.value) : histogramText(sample.histogram),
  ]);
  const isNumeric = samples.every(({ histogram }) => histogram === undefined);
  const head = [...names.map(headOf), 'value'];
  return heading(samples.length, common, when, paint) + grid([head, ...rows], isNumeric ? 1 : 0, paint);
}

function matrixTable(series: readonly MatrixSeries[], times: Times, when: string, options: TableOptions): string {
  const { paint, sparkline, steps } = options;
  const { common, names } = labelsOf(series.map(({ labels }) => labels));
  const plots = sparkline && series.some(({ values }) => values.length > 1);
  const axis = axisOf(series, steps, times);
  const rows = series.map((one) => {
    const { labels, values, histograms } = one;
    const points = values.length + histograms.length;
    const finite = values.filter((value) => !Number.isNaN(value));
    return [
      ...names.map((name) => labels.get(name)),
      ...(plots ? [sparklineOf(one, axis)] : []),
      steps === undefined ? String(points) : `${points}/${steps}`,
      ...[values[0], values.at(-1), least(finite), most(finite)].map((value) =>
        value === undefined ? '-' : formatValue(value),
      ),
    ];
  });
  const head = [...names.map(headOf), ...(plots ? [''] : []), 'points', 'first', 'last', 'min', 'max'];
  return heading(series.length, common, when, paint) + grid([head, ...rows], 5, paint);
}

const least = (values: Float64Array): number | undefined =>
  values.length === 0 ? undefined : values.reduce((a, b) => Math.min(a, b));
const most = (values: Float64Array): number | undefined =>
  values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));

const headOf = (name: string): string => (name === '__name__' ? 'metric' : name);

function heading(count: number, common: LabelSet | undefined, when: string, paint: Paint): string {
  const elements = count === 1 ? '1 element' : `${count} elements`;
  const shared = common === undefined || common.names.length === 0 ? '' : `  ${paint.bold(seriesName(common))}`;
  return `${paint.dim(when)}  ${elements}${shared}\n`;
}

/** `up{job="api"}`. */
function seriesName(labels: LabelSet): string {
  const rest = labels.filter((name) => name !== '__name__');
  return `${labels.metricName}${rest.names.length === 0 ? '' : rest}`;
}

/** What all have in common, and the names of the labels that differ. */
function labelsOf(all: readonly LabelSet[]): {
  readonly common: LabelSet | undefined;
  readonly names: readonly string[];
} {
  const [first] = all;
  const isCommon = (name: string): boolean => all.every((labels) => labels.get(name) === first?.get(name));
  const names = [...new Set(all.flatMap((labels) => labels.names))].sort();
  return { common: first?.filter(isCommon), names: names.filter((name) => !isCommon(name)) };
}

function grid(rows: readonly (readonly string[])[], rightColumns: number, paint: Paint): string {
  const [head = []] = rows;
  // One element without labels of its own, in one column, needs no title.
  const shown = head.length === 1 ? rows.slice(1) : rows;
  const widths = head.map((_, column) => Math.max(...shown.map((row) => displayWidth(row[column] ?? ''))));
  const lines = shown.map((row, i) => {
    const cells = row.map((cell, column) => {
      const blank = ' '.repeat((widths[column] ?? 0) - displayWidth(cell));
      return column >= row.length - rightColumns ? blank + cell : cell + blank;
    });
    const line = `  ${cells.join('  ')}`.trimEnd();
    return `${i === 0 && shown === rows ? paint.dim(line) : line}\n`;
  });
  return lines.join('');
}

/** Nine digits are more than anybody compares; --format json has all of them. */
function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(Number(value.toPrecision(9)));
}

const BARS = '▁▂▃▄▅▆▇█';
const SPARKS = 24;

interface Axis {
  readonly startMs: number;
  readonly endMs: number;
  readonly parts: number;
}

/** One for all series, so that they can be compared. */
function axisOf(series: readonly MatrixSeries[], steps: number | undefined, times: Times): Axis {
  const longest = Math.max(...series.map(({ values }) => values.length));
  const parts = Math.max(1, Math.min(SPARKS, steps ?? longest));
  if (steps !== undefined) return { ...times, parts };
  const startMs = Math.min(...series.map(({ timestampsMs }) => timestampsMs[0] ?? Infinity));
  const endMs = Math.max(...series.map(({ timestampsMs }) => timestampsMs.at(-1) ?? -Infinity));
  return { startMs, endMs, parts };
}

/** The mean of each part of the time; a blank where there is no value. */
function sparklineOf({ timestampsMs, values }: MatrixSeries, { startMs, endMs, parts }: Axis): string {
  const sums = new Float64Array(parts);
  const counts = new Uint32Array(parts);
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    const along = ((timestampsMs[i] ?? 0) - startMs) / (endMs - startMs || 1);
    const part = Math.min(parts - 1, Math.floor(along * parts));
    sums[part] = (sums[part] ?? 0) + value;
    counts[part] = (counts[part] ?? 0) + 1;
  }
  const means = Array.from(sums, (sum, i) => ((counts[i] ?? 0) > 0 ? sum / (counts[i] ?? 1) : NaN));
  const known = means.filter((mean) => !Number.isNaN(mean));
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  return means
    .map((mean) => (Number.isNaN(mean) ? ' ' : (BARS[span > 0 ? Math.round(((mean - low) / span) * 7) : 3] ?? ' ')))
    .join('');
}
