import { labelsAt } from '../../../promql/answer/labels.ts';
import { floatPointsAt, histogramPointsAt } from '../../../promql/answer/points.ts';
import { fieldOf, isObject, type JsonObject, ShapeProblem } from '../../../promql/answer/shape.ts';
import { storedHints } from '../../../promql/engine/histogram/stored.ts';
import { RecordingError } from '../../error.ts';
import type { SeriesSink } from '../../sink.ts';
import type { ElementSink } from './elements.ts';

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
      if (!(error instanceof ShapeProblem)) throw error;
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
        throw new ShapeProblem(
          `a ${String(value)} has no series: save the answer of a query that gives a vector or a matrix`,
        );
      }
    } else this.#sink.note(`${this.#path}: the server said: ${String(value)}`);
  }

  #series(value: unknown): void {
    if (!isObject(value)) {
      throw new ShapeProblem(
        'a scalar or a string has no series: save the answer of a query that gives a vector or a matrix',
      );
    }
    const labels = labelsAt(fieldOf(value, 'metric'), 'metric');
    const { timestampsMs, values } = floatPointsAt(...pointsOf(value, 'value'));
    this.#sink.addColumns(labels, timestampsMs, values);
    const { timestampsMs: times, histograms } = histogramPointsAt(...pointsOf(value, 'histogram'));
    if (histograms.length === 0) return;
    const hinted = storedHints(histograms).map((one) => (one === 'stale' ? undefined : one));
    this.#sink.addColumns(labels, times, new Float64Array(times.length).fill(NaN), { histograms: hinted });
    this.#sink.note(
      `${this.#path}: the API does not show the schema, the empty buckets and the counter resets of native histograms: they were worked out from the buckets it shows`,
    );
  }
}

/** The points of an element of a vector, which has one, or of a matrix. */
function pointsOf(element: JsonObject, kind: 'value' | 'histogram'): [points: unknown, place: string] {
  const single = fieldOf(element, kind);
  return single === undefined ? [fieldOf(element, `${kind}s`), `${kind}s`] : [[single], kind];
}
