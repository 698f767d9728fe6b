import { compact, type FloatHistogram, sameBounds } from '../../../src/promql/engine/histogram/histogram.ts';
import { histogramText } from '../../../src/promql/engine/index.ts';
import { compareLabels } from '../../../src/promql/engine/labels.ts';
import { almostEqual } from '../../../src/promql/engine/numbers.ts';
import type { MatrixSeries, QueryResult, QueryValue, VectorSample } from '../../../src/promql/engine/result.ts';
import type { SequenceValue } from '../../../src/promql/series/notation.ts';
import type { EvalCommand, ExpectKind } from './script.ts';

const EPSILON = 1e-6;

/** What is wrong with an answer, or undefined. */
export function compareValue(command: EvalCommand, value: QueryValue): string | undefined {
  switch (value.type) {
    case 'scalar':
      if (command.scalar === undefined) return `expected vector or matrix result, but got scalar ${value.value}`;
      return almostEqual(command.scalar, value.value, EPSILON)
        ? undefined
        : `expected ${command.scalar}, got ${value.value}`;
    case 'string':
      return command.string === value.value ? undefined : `expected "${command.string}", got "${value.value}"`;
    case 'vector':
      return compareVector(command, value.samples);
    case 'matrix':
      return compareMatrix(command, value.series);
  }
}

export function compareVector(command: EvalCommand, samples: readonly VectorSample[]): string | undefined {
  if (command.scalar !== undefined) return `expected scalar result, but got a vector of ${samples.length}`;
  const ordered = command.expectations.some(({ kind }) => kind === 'ordered');
  const seen = new Set<string>();
  for (const [i, { labels, value, histogram }] of samples.entries()) {
    const position = command.series.findIndex((series) => series.labels.key === labels.key);
    const expected = command.series[position]?.values[0];
    if (expected === undefined) return `unexpected metric ${labels} in result, has value ${show(value, histogram)}`;
    if (ordered && position !== i) return `expected ${labels} at position ${position} but was at ${i}`;
    const problem = compareSample(expected, value, histogram);
    if (problem !== undefined) return `${labels}: ${problem}`;
    seen.add(labels.key);
  }
  const missing = command.series.find((series) => !seen.has(series.labels.key));
  return missing && `expected metric ${missing.labels} not found`;
}

const show = (value: number, histogram: FloatHistogram | undefined): string =>
  histogram === undefined ? String(value) : `${histogramText(histogram)} ${histogram.hint} schema ${histogram.schema}`;

function compareSample(
  expected: SequenceValue,
  value: number,
  histogram: FloatHistogram | undefined,
): string | undefined {
  const got = show(value, histogram);
  if (expected.kind === 'histogram') {
    if (histogram !== undefined && sameHistogram(expected.histogram, histogram, expected.hintGiven)) return undefined;
    return `expected ${show(0, expected.histogram)}, got ${got}`;
  }
  if (expected.kind === 'float' && histogram === undefined && almostEqual(expected.value, value, EPSILON))
    return undefined;
  return `expected ${expected.kind === 'float' ? expected.value : expected.kind}, got ${got}`;
}

function compareMatrix(command: EvalCommand, series: readonly MatrixSeries[]): string | undefined {
  if (command.scalar !== undefined) return 'expected scalar result, but got a matrix';
  const times = command.points ?? command.range;
  if (times === undefined) return 'got a matrix, but there are no times to compare it at';
  const seen = new Set<string>();
  for (const [i, one] of series.entries()) {
    const next = series[i + 1];
    if (next !== undefined && compareLabels(one.labels, next.labels) > 0) return 'the matrix is not sorted by labels';
    const expected = command.series.find(({ labels }) => labels.key === one.labels.key);
    if (expected === undefined) return `unexpected metric ${one.labels} in result, has ${points(one)}`;
    seen.add(one.labels.key);
    const problem = comparePoints(expected.values, one, times);
    if (problem !== undefined) return `${one.labels}: ${problem} (has ${points(one)})`;
  }
  const missing = command.series.find(({ labels }) => !seen.has(labels.key));
  return missing && `expected metric ${missing.labels} not found`;
}

const points = (series: MatrixSeries): string =>
  [
    ...Array.from(series.timestampsMs, (time, i) => `${series.values[i]}@${time}`),
    ...series.histograms.map(({ timestampMs, histogram }) => `${show(0, histogram)}@${timestampMs}`),
  ].join(' ');

function comparePoints(
  expected: readonly SequenceValue[],
  actual: MatrixSeries,
  { startMs, endMs, stepMs }: NonNullable<EvalCommand['points']>,
): string | undefined {
  let float = 0;
  let histogram = 0;
  for (const [i, value] of expected.entries()) {
    const time = startMs + i * stepMs;
    if (time > endMs) return 'more points are expected than there are steps';
    if (value.kind === 'gap') continue;
    const isHistogram = value.kind === 'histogram';
    const point = isHistogram ? actual.histograms[histogram] : undefined;
    const at = isHistogram ? point?.timestampMs : actual.timestampsMs[float];
    if (at !== time) return `expected a point at ${time}, got one at ${at}`;
    const problem = compareSample(value, isHistogram ? 0 : (actual.values[float] ?? NaN), point?.histogram);
    if (problem !== undefined) return `at ${time}: ${problem}`;
    if (isHistogram) histogram++;
    else float++;
  }
  const more = actual.timestampsMs.length - float + actual.histograms.length - histogram;
  return more === 0 ? undefined : `${more} points more than expected`;
}

function sameHistogram(a: FloatHistogram, b: FloatHistogram, withHint: boolean): boolean {
  const [left, right] = [compact(a), compact(b)];
  const equal = (x: number, y: number): boolean => almostEqual(x, y, EPSILON);
  const sameSide = (side: 'positive' | 'negative'): boolean =>
    left[side].indexes.length === right[side].indexes.length &&
    left[side].indexes.every((index, i) => index === right[side].indexes[i]) &&
    left[side].counts.every((count, i) => equal(count, right[side].counts[i] ?? NaN));
  return (
    left.schema === right.schema &&
    equal(left.count, right.count) &&
    equal(left.sum, right.sum) &&
    sameBounds(left.customValues, right.customValues) &&
    left.zeroThreshold === right.zeroThreshold &&
    equal(left.zeroCount, right.zeroCount) &&
    sameSide('negative') &&
    sameSide('positive') &&
    (!withHint || left.hint === right.hint)
  );
}

/** What is wrong with warnings and infos, or undefined. */
export function compareRemarks(command: EvalCommand, { warnings, infos }: QueryResult): string | undefined {
  return compareKind(command, 'warn', 'no_warn', warnings) ?? compareKind(command, 'info', 'no_info', infos);
}

function compareKind(
  { expectations }: EvalCommand,
  wantedKind: ExpectKind,
  refusedKind: ExpectKind,
  actual: readonly string[],
): string | undefined {
  const wanted = expectations.filter(({ kind }) => kind === wantedKind);
  for (const expectation of wanted) {
    if (!actual.some((text) => expectation.matches(text))) {
      return `expected ${wantedKind} ${expectation.text}, got ${actual.join(' | ') || 'none'}`;
    }
  }
  const unexpected = actual.find((text) => !wanted.some((expectation) => expectation.matches(text)));
  const refused = expectations.some(({ kind }) => kind === refusedKind);
  return unexpected !== undefined && (wanted.length > 0 || refused)
    ? `unexpected ${wantedKind}: ${unexpected}`
    : undefined;
}
