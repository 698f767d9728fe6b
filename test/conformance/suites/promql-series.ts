import { readFileSync } from 'node:fs';
import path from 'node:path';
import { preparePromql } from '../../../src/promql/index.ts';
import { parseSeries, type SequenceValue } from '../../../src/promql/series/notation.ts';
import type { Failure, Suite } from '../suite.ts';

interface Vector {
  readonly input: string;
  readonly fail?: boolean;
  /** Null for a gap. */
  readonly values?: readonly (number | null)[];
}

const shown = (value: SequenceValue): number | string | null => {
  if (value.kind === 'gap') return null;
  return value.kind === 'float' ? value.value : value.kind;
};

export const suites: Suite[] = [
  {
    name: 'promql-parser/series.json',
    async run(dir) {
      await preparePromql();
      const vectors = JSON.parse(readFileSync(path.join(dir, 'promql-parser', 'series.json'), 'utf8')) as Vector[];
      const failures: Failure[] = [];
      for (const { input, fail = false, values } of vectors) {
        const series = parseSeries(input);
        const actual = series.ok ? JSON.stringify(series.values.map(shown)) : `refused: ${series.error}`;
        const expected = fail ? 'refused' : values === undefined ? 'accepted' : JSON.stringify(values);
        const agrees = fail ? !series.ok : values === undefined ? series.ok : actual === expected;
        if (!agrees) failures.push({ id: input, expected, actual });
      }
      return { total: vectors.length, failures };
    },
  },
];
