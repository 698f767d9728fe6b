import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PromqlEngine } from '../../../src/promql/engine/engine.ts';
import { preparePromql } from '../../../src/promql/index.ts';
import { readRecordings } from '../../../src/recording/read.node.ts';
import { type Answer, answerOf, compareAnswers, type Tolerance } from '../prometheus/answers.ts';
import type { Failure, Suite } from '../suite.ts';

/** A query and what a real Prometheus 2.42 answered at some times, or over a range. */
interface Line extends Tolerance {
  readonly id: string;
  readonly q: string;
  /** How 3.x spells it. */
  readonly q3?: string;
  readonly kind: 'instant' | 'range';
  readonly at?: readonly number[];
  readonly range?: readonly [start: number, end: number, step: number];
  readonly res: readonly Answer[];
  readonly tags?: readonly string[];
}

const read = (dir: string, file: string): string =>
  gunzipSync(readFileSync(path.join(dir, 'promql-prometheus', file))).toString('utf8');

export const suites: Suite[] = [
  {
    name: 'promql-prometheus',
    async run(dir) {
      await preparePromql();
      const storage = await readRecordings([path.join(dir, 'promql-prometheus', 'data.om.gz')]);
      const stable = new PromqlEngine();
      // What 2.x had and 3.x calls experimental.
      const experimental = new PromqlEngine({ features: { experimentalFunctions: true } });
      const failures: Failure[] = [];
      let total = 0;
      for (const text of read(dir, 'queries.jsonl.gz').trim().split('\n')) {
        const line = JSON.parse(text) as Line;
        if (line.tags?.includes('v2-only') === true) continue;
        const query = line.q3 ?? line.q;
        const engine = line.q3 === undefined ? stable : experimental;
        for (const [i, expected] of line.res.entries()) {
          total++;
          const [startMs = 0, endMs = 0, stepMs = 0] = line.range?.map((seconds) => seconds * 1000) ?? [];
          const result =
            line.kind === 'range'
              ? engine.range(storage, query, { startMs, endMs, stepMs })
              : engine.instant(storage, query, (line.at?.[i] ?? 0) * 1000);
          const problem = compareAnswers(expected, answerOf(result), line);
          if (problem !== undefined) failures.push({ id: `${line.id}[${i}]`, expected: query, actual: problem });
        }
      }
      return { total, failures };
    },
  },
];
