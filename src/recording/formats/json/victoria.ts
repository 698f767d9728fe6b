import { labelsAt } from '../../../promql/answer/labels.ts';
import { numberAt, timeAt } from '../../../promql/answer/numbers.ts';
import { fieldOf, itemsAt, objectAt, ShapeProblem } from '../../../promql/answer/shape.ts';
import { markStale } from '../../../promql/engine/storage.ts';
import { RecordingError } from '../../error.ts';
import type { SeriesSink } from '../../sink.ts';
import type { LineReader } from '../lines.ts';

/**
 * Reads what VictoriaMetrics exports (`/api/v1/export`): one JSON object a line, times in milliseconds. A `null` among the values
 * is the staleness marker: it keeps no other NaN.
 */
export class VictoriaLines implements LineReader {
  readonly maxLineBytes = 256e6;
  readonly #path: string;
  readonly #sink: SeriesSink;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(path: string, sink: SeriesSink) {
    this.#path = path;
    this.#sink = sink;
  }

  line(bytes: Uint8Array, from: number, to: number, number: number): void {
    try {
      const text = this.#decoder.decode(bytes.subarray(from, to));
      if (text.trim() === '') return;
      this.#sink.standsAt(number, 0);
      this.#series(JSON.parse(text));
    } catch (error) {
      if (error instanceof RecordingError) throw error;
      const line = { line: number };
      if (error instanceof ShapeProblem) throw new RecordingError(this.#path, error.message, line);
      if (error instanceof SyntaxError) throw new RecordingError(this.#path, `invalid JSON: ${error.message}`, line);
      if (error instanceof TypeError) throw new RecordingError(this.#path, 'the line is not UTF-8', line);
      throw error;
    }
  }

  end(): void {}

  #series(json: unknown): void {
    const object = objectAt(json, 'the line');
    const labels = labelsAt(fieldOf(object, 'metric'), 'metric');
    const values = itemsAt(fieldOf(object, 'values'), 'values');
    const times = itemsAt(fieldOf(object, 'timestamps'), 'timestamps');
    if (values.length !== times.length) {
      throw new ShapeProblem(`${values.length} values, but ${times.length} timestamps`);
    }
    const column = new Float64Array(values.length);
    for (const [i, value] of values.entries()) {
      if (value === null) markStale(column, i);
      else column[i] = typeof value === 'number' ? value : numberAt(value, `values[${i}]`);
    }
    this.#sink.addColumns(
      labels,
      Float64Array.from(times, (time, i) => timeAt(time, `timestamps[${i}]`, 1)),
      column,
    );
  }
}
