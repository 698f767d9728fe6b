import { compareStrings, isValidUtf8 } from '../go/utf8.ts';
import type { LabelSet } from '../promql/engine/labels.ts';
import { bitsOf, isStale, type SampleSeries } from '../promql/engine/storage.ts';
import type { Recording } from './recording.ts';

const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** As much text as a piece has, about. */
const PIECE = 1 << 16;

/**
 * A recording as OpenMetrics text 1.0, piece by piece; the same recording gives the same text. It returns what text
 * cannot say and is left out, one sentence each. All families are of the type `unknown`: for histograms Prometheus 3 would
 * rewrite the `le` labels, and then they are other series.
 */
export function* openMetricsText(recording: Pick<Recording, 'series'>): Generator<string, readonly string[]> {
  const losses = new Losses();
  const families = new Map<string, SampleSeries[]>();
  for (const one of recording.series) {
    if (!losses.canWrite(one.labels)) continue;
    const name = one.labels.metricName;
    const family = families.get(name);
    if (family === undefined) families.set(name, [one]);
    else family.push(one);
  }
  let text = '';
  for (const name of [...families.keys()].sort(compareStrings)) {
    text += `# TYPE ${PLAIN_METRIC.test(name) ? name : quoted(name)} unknown\n`;
    for (const { labels, timestampsMs, values, histograms, startTimestampsMs } of families.get(name) ?? []) {
      const series = seriesText(labels);
      const bits = bitsOf(values);
      if (startTimestampsMs?.some((start) => start !== 0) === true) losses.startTimes++;
      for (let i = 0; i < timestampsMs.length; i++) {
        if (histograms?.[i] !== undefined) losses.histograms++;
        else if (isStale(bits, i)) losses.markers++;
        else {
          text += `${series} ${valueText(values[i] ?? NaN)} ${secondsText(timestampsMs[i] ?? NaN)}\n`;
          if (text.length >= PIECE) {
            yield text;
            text = '';
          }
        }
      }
    }
  }
  yield `${text}# EOF\n`;
  return losses.notes();
}

/** What cannot be written, counted. */
class Losses {
  histograms = 0;
  markers = 0;
  startTimes = 0;
  #nameless = 0;
  #notUnicode = 0;

  canWrite(labels: LabelSet): boolean {
    if (labels.metricName === '') {
      this.#nameless++;
      return false;
    }
    if (!labels.names.every(isValidUtf8) || !labels.values.every(isValidUtf8)) {
      this.#notUnicode++;
      return false;
    }
    return true;
  }

  notes(): readonly string[] {
    const sentences: readonly (readonly [count: number, sentence: string])[] = [
      [this.histograms, 'native histograms were left out: OpenMetrics text has none'],
      [this.markers, 'staleness markers were left out: series end five minutes after their last sample instead'],
      [this.startTimes, 'series lost the times at which their counting began: OpenMetrics text has no place for them'],
      [this.#nameless, 'series were left out: they have no metric name'],
      [this.#notUnicode, 'series were left out: their labels are not valid Unicode'],
    ];
    return sentences.filter(([count]) => count > 0).map(([count, sentence]) => `${count} ${sentence}`);
  }
}

function seriesText(labels: LabelSet): string {
  const name = labels.metricName;
  const parts = labels.names.flatMap((label, i) => {
    if (label === '__name__') return [];
    return [`${PLAIN_LABEL.test(label) ? label : quoted(label)}=${quoted(labels.values[i] ?? '')}`];
  });
  if (!PLAIN_METRIC.test(name)) return `{${[quoted(name), ...parts].join(',')}}`;
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
}

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}"`;

function valueText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** Seconds which come out as the same milliseconds where they are multiplied and cut off, as upstream does. */
function secondsText(timestampMs: number): string {
  const seconds = timestampMs / 1000;
  if (Math.trunc(seconds * 1000) === timestampMs) return String(seconds);
  return String(seconds * (1 + Number.EPSILON));
}
