import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordedEvaluator } from '../../src/evaluation/recorded.ts';
import { recordingRules } from '../../src/evaluation/recording-rules.ts';
import { readRuleFiles } from '../../src/evaluation/rules/read.ts';
import { preparePromql } from '../../src/promql/index.ts';
import { rawStorage, series } from '../evaluation/support.ts';
import { missingPrograms } from './server.ts';

const missing = missingPrograms();
if (missing !== undefined) console.log(`live oracle of recording rules: skipped, ${missing}`);

interface Input {
  readonly labels: Readonly<Record<string, string>>;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/**
 * Whole numbers: promtool wants the very same value. It evaluates every group at the same times, whatever its interval,
 * and its ranges have no sample at their beginning, which 2.x would count.
 */
const INPUT: readonly Input[] = [
  { labels: { __name__: 'requests', job: 'api', pod: 'a' }, start: 0, step: 15, count: 121 },
  { labels: { __name__: 'requests', job: 'api', pod: 'b' }, start: 100, step: 30, count: 121 },
  { labels: { __name__: 'requests', job: 'web', pod: 'c' }, start: 7, step: 1, count: 31 },
  { labels: { __name__: 'limits', job: 'api' }, start: 500, step: 0, count: 121 },
];

const RULES = `groups:
- name: first
  rules:
  - {record: early, expr: "late + 0"}
  - {record: job:requests:sum, expr: sum by (job) (requests)}
  - {record: late, expr: "job:requests:sum * 2"}
  - {record: constant, expr: "42", labels: {kind: number}}
  - {record: ticks, expr: "ticks + 1 or vector(1)"}
- name: second
  rules:
  - {record: renamed, expr: "requests{job='web'} > 10", labels: {job: shop, extra: "1", pod: ""}}
  - {record: one, expr: 'requests{pod="a"}', labels: {pod: "", job: shop}}
  - {record: copy, expr: 'requests{pod!="b"} < 200'}
  - {record: too:many, expr: requests}
- name: third
  rules:
  - {record: share, expr: "job:requests:sum / on (job) limits"}
  - {record: job:requests:max, expr: "max_over_time(job:requests:sum[4m30s])"}
  - {record: both, expr: 'requests{pod="a"}'}
  - {record: both, expr: 'requests{pod!="a"} * 10'}
`;

const QUERIES = [
  'early',
  'late',
  'job:requests:sum',
  'constant',
  'ticks',
  'renamed',
  'one',
  'copy',
  'count(copy)',
  'count_over_time(copy[9m30s])',
  'job:requests:max',
  'both',
  'timestamp(renamed)',
  'timestamp(one)',
  'timestamp(job:requests:sum)',
  'count_over_time(job:requests:sum[9m30s])',
  'count_over_time(too:many[9m30s])',
  'sum_over_time(late[4m30s])',
  'absent(early)',
  'count({__name__=~"job:.+"})',
];
const MINUTES = [0, 1, 2, 7, 8, 12, 13, 15, 20, 29];

describe.skipIf(missing !== undefined)('recording rules', () => {
  test('record what promtool records', async () => {
    await preparePromql();
    const raw = rawStorage(
      INPUT.map(({ labels, start, step, count }) =>
        series(
          labels,
          Array.from({ length: count }, (_, i) => start + step * i),
        ),
      ),
    );
    const evaluator = recordedEvaluator(
      recordingRules(raw, readRuleFiles([{ path: 'rules.yaml', text: RULES }]).groups),
    );
    const expected: { expr: string; eval_time: string; exp_samples: { labels: string; value: number }[] }[] = [];
    for (const expr of QUERIES) {
      for (const minute of MINUTES) {
        const { value, error } = await evaluator.instant(expr, minute * 60_000);
        if (value?.type !== 'vector') throw new Error(`${expr}: ${error?.message}`);
        const samples = value.samples.map(({ labels, value: sample }) => ({
          labels: labels.toString(),
          value: sample,
        }));
        expected.push({ expr, eval_time: `${minute}m`, exp_samples: samples });
      }
    }
    const shared = { rule_files: ['rules.yaml'], evaluation_interval: '1m' };
    const inputs = INPUT.map(({ labels: { __name__: name, ...labels }, start, step, count }) => {
      const inside = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      return { series: `${name}{${inside.join(',')}}`, values: `${start}+${step}x${count - 1}` };
    });
    const order = { group_eval_order: ['first', 'second', 'third'] };
    const tests = [{ interval: '15s', input_series: inputs, promql_expr_test: expected }];
    expect(promtool({ ...shared, ...order, tests })).toEqual({ status: 0, output: expect.stringContaining('SUCCESS') });
    expect(expected.filter(({ exp_samples: samples }) => samples.length > 0).length).toBeGreaterThan(150);
  });
});

function promtool(file: object): { readonly status: number | null; readonly output: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-rules-'));
  try {
    writeFileSync(path.join(folder, 'rules.yaml'), RULES);
    writeFileSync(path.join(folder, 'test.yaml'), JSON.stringify(file));
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'test.yaml'], { cwd: folder });
    return { status, output: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
