import { parsePromDuration } from '../../../promql/parse/lexical/literals.ts';
import { RecordingError, shown } from '../../error.ts';
import type { SeriesSink } from '../../sink.ts';
import { addNotation } from './samples.ts';

/**
 * Reads the `load 30s` blocks of upstream's PromQL scripts: indented series follow, up to an empty line. Time 0 of the
 * script is `startMs`.
 */
export function readLoadScript(path: string, text: string, startMs: number, sink: SeriesSink): void {
  let intervalMs: number | undefined;
  for (const [i, whole] of text.split('\n').entries()) {
    const fail = (what: string): never => {
      throw new RecordingError(path, what, { line: i + 1, column: whole.length - whole.trimStart().length + 1 });
    };
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) {
      intervalMs = undefined;
      continue;
    }
    if (intervalMs === undefined) {
      const gap = /^load\s+(\S+)$/.exec(line)?.[1];
      intervalMs = gap === undefined ? fail(`expected \`load DURATION\`, got ${shown(line)}`) : parsePromDuration(gap);
      if (intervalMs === undefined || intervalMs <= 0) fail(`${shown(gap ?? '')} is not a duration`);
      continue;
    }
    const problem = addNotation(line, { startMs, intervalMs }, sink);
    if (problem !== undefined) fail(problem);
  }
}
