import { storedHints } from '../../../promql/engine/histogram/stored.ts';
import { RecordingError } from '../../error.ts';
import type { SeriesSink } from '../../sink.ts';
import type { ElementSink } from './elements.ts';
import { histogramsIn } from './histogram.ts';
import { fieldOf, labelsIn, listIn, numberIn, objectIn, ShapeError, timeIn } from './shape.ts';

const RESULTS = ['data.result.*', 'result.*', '*'];
const SAYINGS = ['status', 'error', 'data.resultType', 'resultType', 'warnings.*', 'infos.*', 'isPartial'];

/**
 * Reads answers of the Prometheus HTTP API, `{"status":"success","data":{"resultType":"matrix","result":[…]}}`, or what
 * stands under `data` or `result` in one; several may follow each other.
 */
export class Answers implements ElementSink {
  readonly #path: string;
  readonly #sink: SeriesSink;
  #error: string | undefined;
  #failed = false;

  constructor(path: string, sink: SeriesSink) {
    this.#path = path;
    this.#sink = sink;
  }

  wants(path: readonly string[]): boolean {
    const place = path.join('.');
    return RESULTS.includes(place) || SAYINGS.includes(place);
  }

  element(path: readonly string[], value: unknown, start: { readonly line: number; readonly column: number }): void {
    const place = path.join('.');
    try {
      if (RESULTS.includes(place)) {
        this.#sink.standsAt(start.line, 0);
        this.#series(value);
      } else this.#said(place, value);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      throw new RecordingError(this.#path, error.message, start);
    }
  }

  endOfDocument(): void {
    if (this.#failed)
      throw new RecordingError(this.#path, `the answer is an error: ${this.#error ?? 'it says no more'}`);
    this.#error = undefined;
  }

  #said(place: string, value: unknown): void {
    if (place === 'status') this.#failed = value !== 'success';
    else if (place === 'error') this.#error = String(value);
    else if (place === 'isPartial') {
      if (value === true) this.#sink.note(`${this.#path}: the answer is partial`);
    } else if (place.endsWith('resultType')) {
      if (value !== 'vector' && value !== 'matrix') {
        throw new ShapeError(
          `a ${String(value)} has no series: save the answer of a query that gives a vector or a matrix`,
        );
      }
    } else this.#sink.note(`${this.#path}: the server said: ${String(value)}`);
  }

  #series(value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ShapeError(
        'a scalar or a string has no series: save the answer of a query that gives a vector or a matrix',
      );
    }
    const element = objectIn(value, 'an element');
    const labels = labelsIn(fieldOf(element, 'metric'));
    const points = pointsOf(element, 'value', 'values');
    const times = new Float64Array(points.length);
    const values = new Float64Array(points.length);
    for (const [i, point] of points.entries()) {
      const [time, number] = listIn(point, 'a sample');
      times[i] = timeIn(time, 'the time of a sample', 1000);
      values[i] = numberIn(number, 'the value of a sample');
    }
    this.#sink.addColumns(labels, times, values);
    const histograms = pointsOf(element, 'histogram', 'histograms').map((point) => listIn(point, 'a sample'));
    if (histograms.length === 0) return;
    const decoded = storedHints(histogramsIn(histograms.map(([, histogram]) => histogram)));
    const histogramTimes = Float64Array.from(histograms, ([time]) => timeIn(time, 'the time of a sample', 1000));
    this.#sink.addColumns(labels, histogramTimes, new Float64Array(histograms.length).fill(NaN), {
      histograms: decoded.map((one) => (one === 'stale' ? undefined : one)),
    });
    this.#sink.note(
      `${this.#path}: the API does not show the schema, the empty buckets and the counter resets of native histograms: they were worked out from the buckets it shows`,
    );
  }
}

function pointsOf(element: Readonly<Record<string, unknown>>, one: string, many: string): readonly unknown[] {
  const single = fieldOf(element, one);
  if (single !== undefined) return [single];
  const list = fieldOf(element, many);
  return list === undefined || list === null ? [] : listIn(list, `\`${many}\``);
}
