import { RecordingError, shown } from '../../error.ts';
import type { SeriesSink } from '../../sink.ts';
import type { LineReader } from '../lines.ts';
import { endOfSeries, isBlank, SeriesNameError, SeriesNames, skipBlanks } from './labels.ts';
import { numberIn, scanNumber, scannedTo } from './number.ts';
import { SeriesTable } from './series-table.ts';

const NEWLINE = 0x0a;
const BLANK = 0x20;
const HASH = 0x23;

/** The last time that the calendar reaches, either way from the epoch. */
const LAST_MS = 8.64e15;
/** Milliseconds before March 1973: a text with earlier ones has seconds in it. */
const SECONDS_BELOW = 1e11;

const EOF_LINE = '# EOF';

/** A sink that can be told at the end what its times mean. */
export interface TextSink extends SeriesSink {
  mapTimes(from: number, change: (time: number) => number): void;
}

/**
 * Reads OpenMetrics text and the Prometheus text format, each line with a time. Which of the two it is its end says:
 * OpenMetrics ends with `# EOF` and has seconds; a text that does not is Prometheus's, with milliseconds, unless its
 * times can only be seconds: then it is an OpenMetrics text that was cut off. Seconds become milliseconds as upstream's parser
 * does it, without rounding. Metadata and exemplars are read past; `_created` lines are series like others, and `le` and
 * `quantile` stay as they are written, as `promtool tsdb create-blocks-from openmetrics` has it.
 */
export class TextReader implements LineReader {
  readonly maxLineBytes = 64e6;
  readonly #path: string;
  readonly #sink: TextSink;
  readonly #table = new SeriesTable();
  readonly #names = new SeriesNames();
  /** By number in the table: two texts may name one series. */
  readonly #seriesOf: number[] = [];
  readonly #firstSample: number;
  #eofLine = 0;
  /** The first line with a time that is too large for seconds. */
  #tooLateForSeconds = 0;
  /** The first line with a time that is no whole number. */
  #fraction = 0;
  #latest = -Infinity;
  /** By how much the number of a line is larger than the count of the samples before it, as the sink was told. */
  #linesAhead = NaN;
  #samples = 0;

  constructor(path: string, sink: TextSink) {
    this.#path = path;
    this.#sink = sink;
    this.#firstSample = sink.sampleCount;
  }

  /** Nearly all lines are `name{labels} value time` with the series that is expected and numbers of a plain form. */
  quickLine(bytes: Uint8Array, view: DataView, from: number, number: number): number {
    const series = this.#table.expected(view, from);
    if (series < 0 || this.#eofLine > 0) return -1;
    const to = bytes.length;
    const at = from + this.#table.lengthOf(series);
    if (at >= to || bytes[at] !== BLANK) return -1;
    const value = scanNumber(bytes, at + 1, to);
    const valueTo = scannedTo();
    if (valueTo < 0 || valueTo >= to || bytes[valueTo] !== BLANK) return -1;
    const time = scanNumber(bytes, valueTo + 1, to);
    const timeTo = scannedTo();
    if (timeTo < 0 || timeTo >= to || bytes[timeTo] !== NEWLINE || !(Math.abs(time) <= LAST_MS)) return -1;
    this.#table.goOn(series);
    this.#add(series, time, value, number);
    return timeTo + 1;
  }

  line(bytes: Uint8Array, from: number, to: number, number: number): void {
    if (this.#eofLine > 0) throw this.#error('unexpected data after # EOF', bytes, from, from, number);
    const start = skipBlanks(bytes, from, to);
    if (start === to) return;
    if (bytes[start] === HASH) {
      this.#comment(bytes, start, to, number);
      return;
    }
    try {
      const end = endOfSeries(bytes, start, to);
      const known = this.#table.count;
      const series = this.#table.numberOf(bytes, start, end);
      if (series === known) this.#seriesOf[series] = this.#sink.seriesOf(this.#names.read(bytes, start, end));
      this.#sample(series, bytes, from, end, to, number);
    } catch (error) {
      if (!(error instanceof SeriesNameError)) throw error;
      throw this.#error(error.message, bytes, from, error.at, number);
    }
  }

  end(lines: number): void {
    if (this.#eofLine === 0) {
      const truncated = (why: string, line: number): RecordingError =>
        new RecordingError(this.#path, `the text does not end with \`# EOF\`, but ${why}: it was cut off`, { line });
      if (this.#fraction > 0) throw truncated('its times are seconds, as in OpenMetrics', this.#fraction);
      if (this.#latest !== -Infinity && this.#latest < SECONDS_BELOW) {
        throw truncated('its times can only be seconds, as in OpenMetrics', lines);
      }
      return;
    }
    if (this.#tooLateForSeconds > 0) {
      throw new RecordingError(this.#path, 'the time is out of range: OpenMetrics has seconds', {
        line: this.#tooLateForSeconds,
      });
    }
    // textparse int64(ts * 1000)
    this.#sink.mapTimes(this.#firstSample, (seconds) => Math.trunc(seconds * 1000));
  }

  #sample(series: number, bytes: Uint8Array, from: number, end: number, to: number, number: number): void {
    const valueFrom = skipBlanks(bytes, end, to);
    const valueTo = endOfWord(bytes, valueFrom, to);
    const value = numberIn(bytes, valueFrom, valueTo);
    if (value === undefined || valueFrom === end) {
      const what = valueFrom === valueTo ? 'expected a value' : `${textOf(bytes, valueFrom, valueTo)} is not a number`;
      throw this.#error(what, bytes, from, valueFrom, number);
    }
    const timeFrom = skipBlanks(bytes, valueTo, to);
    if (timeFrom === to || bytes[timeFrom] === HASH) {
      const what =
        'the sample has no time: save the metrics with their times, with `rolloutlint record` or `promtool tsdb dump-openmetrics`';
      throw this.#error(what, bytes, from, valueTo, number);
    }
    const timeTo = endOfWord(bytes, timeFrom, to);
    const time = numberIn(bytes, timeFrom, timeTo);
    if (time === undefined || !(Math.abs(time) <= LAST_MS)) {
      const what = time === undefined ? 'is not a time' : 'is out of range for a time';
      throw this.#error(`${textOf(bytes, timeFrom, timeTo)} ${what}`, bytes, from, timeFrom, number);
    }
    const rest = skipBlanks(bytes, timeTo, to);
    if (rest < to && bytes[rest] !== HASH) {
      throw this.#error(`unexpected ${textOf(bytes, rest, to)} after the time`, bytes, from, rest, number);
    }
    this.#add(series, time, value, number);
  }

  /** @param series By number in the table. */
  #add(series: number, time: number, value: number, number: number): void {
    if (this.#tooLateForSeconds === 0 && Math.abs(time) * 1000 > LAST_MS) this.#tooLateForSeconds = number;
    if (this.#fraction === 0 && !Number.isInteger(time)) this.#fraction = number;
    if (time > this.#latest) this.#latest = time;
    if (number - this.#samples !== this.#linesAhead) {
      this.#linesAhead = number - this.#samples;
      this.#sink.standsAt(number, 1);
    }
    this.#samples++;
    this.#sink.add(this.#seriesOf[series] ?? 0, time, value);
  }

  #comment(bytes: Uint8Array, from: number, to: number, number: number): void {
    if (to - from >= EOF_LINE.length && textOfBytes(bytes, from, from + EOF_LINE.length) === EOF_LINE) {
      if (skipBlanks(bytes, from + EOF_LINE.length, to) === to) this.#eofLine = number;
    }
  }

  #error(what: string, bytes: Uint8Array, from: number, at: number, line: number): RecordingError {
    return new RecordingError(this.#path, what, { line, column: textOfBytes(bytes, from, at).length + 1 });
  }
}

function endOfWord(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && !isBlank(bytes[at])) at++;
  return at;
}

const decoder = new TextDecoder();
const textOfBytes = (bytes: Uint8Array, from: number, to: number): string => decoder.decode(bytes.subarray(from, to));
const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  shown(textOfBytes(bytes, from, Math.min(to, from + 400)));
