import { quote } from '../../go/quote.ts';
import { histogramText } from '../../promql/engine/histogram/text.ts';
import type { LabelSet } from '../../promql/engine/labels.ts';
import type { MatrixSeries, QueryValue, VectorSample } from '../../promql/engine/result.ts';
import type { Paint } from '../../report/pretty/paint.ts';
import { characterWidth, displayWidth } from '../../report/pretty/width.ts';
import { formatTime } from '../times.ts';

export interface TableOptions {
  readonly paint: Paint;
  /** The columns of a terminal: lines of values are drawn, and labels are cut to fit. Undefined where there is none. */
  readonly width: number | undefined;
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
      return `${shownText(value.value)}\n`;
    case 'vector':
      return vectorTable(value.samples, `${when}${about}`, options);
    case 'matrix':
      return matrixTable(value.series, times, `${when}${about}`, options);
  }
}

function vectorTable(samples: readonly VectorSample[], when: string, options: TableOptions): string {
  const { common, names } = labelsOf(samples.map(({ labels }) => labels));
  const rows = samples.map((sample) => [
    ...names.map((name) => shownText(sample.labels.get(name))),
    sample.histogram === undefined ? formatValue(sample.value) : histogramText(sample.histogram),
  ]);
  const isNumeric = samples.every(({ histogram }) => histogram === undefined);
  const head = [...names.map(headOf), 'value'];
  return (
    heading(samples.length, common, when, options.paint) +
    grid([head, ...rows], { cut: names.length, right: isNumeric ? 1 : 0 }, options)
  );
}

function matrixTable(series: readonly MatrixSeries[], times: Times, when: string, options: TableOptions): string {
  const { paint, width, steps } = options;
  const { common, names } = labelsOf(series.map(({ labels }) => labels));
  const plots = width !== undefined && width >= MIN_PLOT_WIDTH && series.some(({ values }) => values.length > 1);
  const axis = axisOf(series, steps, times);
  const rows = series.map((one) => {
    const { labels, values, histograms } = one;
    const points = values.length + histograms.length;
    const finite = values.filter((value) => !Number.isNaN(value));
    return [
      ...names.map((name) => shownText(labels.get(name))),
      ...(plots ? [sparklineOf(one, axis)] : []),
      steps === undefined ? String(points) : `${points}/${steps}`,
      ...[values[0], values.at(-1), least(finite), most(finite)].map((value) =>
        value === undefined ? '-' : formatValue(value),
      ),
    ];
  });
  const head = [...names.map(headOf), ...(plots ? [''] : []), 'points', 'first', 'last', 'min', 'max'];
  return heading(series.length, common, when, paint) + grid([head, ...rows], { cut: names.length, right: 5 }, options);
}

type Numbers = Iterable<number> & { readonly length: number };

// One number at a time: there may be more than a call takes arguments.
const least = (values: Numbers): number | undefined => {
  let result = Infinity;
  for (const value of values) result = Math.min(result, value);
  return values.length === 0 ? undefined : result;
};
const most = (values: Numbers): number | undefined => {
  let result = -Infinity;
  for (const value of values) result = Math.max(result, value);
  return values.length === 0 ? undefined : result;
};

const headOf = (name: string): string => (name === '__name__' ? 'metric' : shownText(name));

const STEERING = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What would steer a terminal, or change the order of what it shows, is escaped, and the text in quotes then. */
const shownText = (text: string): string => (STEERING.test(text) ? quote(text) : text);

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

/** How many columns, from the left, may be cut; how many, from the right, are aligned to the right. */
interface Columns {
  readonly cut: number;
  readonly right: number;
}

const GAP = '  ';

function grid(rows: readonly (readonly string[])[], columns: Columns, { paint, width }: TableOptions): string {
  const [head = []] = rows;
  // One element without labels of its own, in one column, needs no title.
  const shown = head.length === 1 ? rows.slice(1) : rows;
  const needed = head.map((_, column) => most(shown.map((row) => displayWidth(row[column] ?? ''))) ?? 0);
  const widths = width === undefined ? needed : fitted(needed, columns.cut, width);
  const lines = shown.map((row, i) => {
    const cells = row.map((whole, column) => {
      const room = widths[column] ?? 0;
      const cell = cutTo(whole, room);
      const blank = ' '.repeat(room - displayWidth(cell));
      return column >= row.length - columns.right ? blank + cell : cell + blank;
    });
    const line = `${GAP}${cells.join(GAP)}`.trimEnd();
    return `${i === 0 && shown === rows ? paint.dim(line) : line}\n`;
  });
  return lines.join('');
}

/** Less than this of a label tells nothing. */
const MIN_CUT = 8;
/** A line of values and its numbers do not fit into less. */
const MIN_PLOT_WIDTH = 72;

/** The widest of the first `count` columns gives way until all fit into `width`, or none can be narrower. */
function fitted(needed: readonly number[], count: number, width: number): readonly number[] {
  const widths = [...needed];
  let excess = widths.reduce((sum, one) => sum + one + GAP.length, 0) - width;
  for (; excess > 0; excess--) {
    const widest = most(widths.slice(0, count)) ?? 0;
    if (widest <= MIN_CUT) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  let used = 1;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    cut += character;
  }
  return `${cut}…`;
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
  const longest = most(series.map(({ values }) => values.length)) ?? 0;
  const parts = Math.max(1, Math.min(SPARKS, steps ?? longest));
  if (steps !== undefined) return { ...times, parts };
  const startMs = least(series.map(({ timestampsMs }) => timestampsMs[0] ?? Infinity)) ?? 0;
  const endMs = most(series.map(({ timestampsMs }) => timestampsMs.at(-1) ?? -Infinity)) ?? 0;
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
