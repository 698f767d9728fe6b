import { parsePromDuration } from '../../../promql/parse/lexical/literals.ts';
import { LineIndex } from '../../../text/line-index.ts';
import { parseYaml } from '../../../yaml/parse.ts';
import type { YamlNode } from '../../../yaml/tree.ts';
import { RecordingError, shown } from '../../error.ts';
import type { SeriesSink } from '../../sink.ts';
import { addNotation } from './samples.ts';

/** cmd/promtool unittest.go: the evaluation interval that holds where a file names none. */
const DEFAULT_INTERVAL = '1m';

/**
 * Reads the `input_series` of a file of promtool unit tests. Each test is a world of its own: the first one that has
 * series is read, which is noted. Its time 0 is `startMs`.
 */
export function readUnitTests(path: string, text: string, startMs: number, sink: SeriesSink): void {
  const lines = new LineIndex(text);
  const errorAt = (offset: number, what: string): RecordingError =>
    new RecordingError(path, what, lines.positionAt(offset));
  const [document] = parseYaml(text);
  const [problem] = document?.problems ?? [];
  if (problem !== undefined) throw errorAt(problem.span.start, problem.message);
  const root = document?.root;
  const tests = root?.kind === 'map' ? itemsOf(root.get('tests')) : [];
  const withSeries = tests.filter((test) => test.kind === 'map' && itemsOf(test.get('input_series')).length > 0);
  const [test] = withSeries;
  if (root?.kind !== 'map' || test?.kind !== 'map') {
    throw errorAt(root?.span.start ?? 0, 'no test has `input_series`: it holds no samples');
  }
  if (withSeries.length > 1) {
    const name = textOf(test.get('name'));
    const which = name === undefined ? 'the first' : shown(name);
    sink.note(`${path}: of its ${withSeries.length} tests only ${which} was read, each has series of its own`);
  }
  const interval = test.get('interval') ?? root.get('evaluation_interval');
  const intervalText = textOf(interval) ?? DEFAULT_INTERVAL;
  const intervalMs = parsePromDuration(intervalText);
  if (intervalMs === undefined || intervalMs <= 0) {
    throw errorAt(interval?.span.start ?? 0, `${shown(intervalText)} is not a duration`);
  }
  for (const item of itemsOf(test.get('input_series'))) {
    const [series, values] = item.kind === 'map' ? [item.get('series'), item.get('values')] : [];
    const [seriesText, valuesText] = [textOf(series), textOf(values)];
    if (seriesText === undefined || valuesText === undefined) {
      throw errorAt(item.span.start, 'expected `series` and `values`');
    }
    const wrong = addNotation(`${seriesText} ${valuesText}`, { startMs, intervalMs }, sink);
    if (wrong !== undefined) throw errorAt(series?.span.start ?? 0, wrong);
  }
}

const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] => (node?.kind === 'sequence' ? node.items : []);
const textOf = (node: YamlNode | undefined): string | undefined => (node?.kind === 'scalar' ? node.text : undefined);
