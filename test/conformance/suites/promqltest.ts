import { readFileSync } from 'node:fs';
import path from 'node:path';
import { preparePromql } from '../../../src/promql/index.ts';
import { runScript } from '../promqltest/run.ts';
import type { Suite } from '../suite.ts';

/** Upstream's scripts as of 3.14; those that a directory lacks are skipped. */
const SCRIPTS = (
  'aggregators at_modifier collision duration_expression extended_vectors fill-modifier functions histograms info ' +
  'limit literals name_label_dropping native_histograms operators range_queries selectors staleness start_timestamps ' +
  'subquery trig_functions type_and_unit'
)
  .split(' ')
  .map((name) => `${name}.test`);

export const suites: Suite[] = SCRIPTS.map((file) => ({
  name: `promqltest/${file}`,
  async run(dir) {
    await preparePromql();
    const { evaluations, failures } = runScript(readFileSync(path.join(dir, 'promqltest', file), 'utf8'));
    return {
      total: evaluations,
      failures: failures.map(({ line, expr, problem }) => ({
        id: `${file}:${line}`,
        expected: expr,
        actual: problem,
      })),
    };
  },
}));
