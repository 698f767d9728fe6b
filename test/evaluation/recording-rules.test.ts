import { beforeAll, describe, expect, test } from 'vitest';
import { recordedEvaluator } from '../../src/evaluation/recorded.ts';
import { type RawStorage, type RuledStorage, recordingRules } from '../../src/evaluation/recording-rules.ts';
import { readRuleFiles } from '../../src/evaluation/rules/read.ts';
import { preparePromql } from '../../src/promql/index.ts';
import { rawStorage, series, shown } from './support.ts';

beforeAll(preparePromql);

const MINUTE = 60_000;

interface Options {
  readonly group?: string;
  readonly evaluationIntervalMs?: number;
}

const file = (rules: string, group = ''): string =>
  `groups:\n- name: g\n${group === '' ? '' : `  ${group}\n`}  rules:\n${rules.replaceAll(/^/gm, '  ')}`;

function ruled(raw: RawStorage, text: string, options: Options = {}): RuledStorage {
  const { groups, problems } = readRuleFiles([{ path: 'rules.yaml', text: file(text, options.group) }]);
  expect(problems).toEqual([]);
  const { evaluationIntervalMs } = options;
  return recordingRules(raw, groups, evaluationIntervalMs === undefined ? {} : { evaluationIntervalMs });
}

const at = async (storage: RuledStorage, query: string, timeMs: number): Promise<readonly string[]> =>
  shown(await recordedEvaluator(storage).instant(query, timeMs));

const steady = (count: number, value = (i: number): number => i): number[] =>
  Array.from({ length: count }, (_, i) => value(i));

describe('recording rules', () => {
  const requests = rawStorage([
    series({ __name__: 'requests_total', job: 'api', pod: 'a' }, steady(60)),
    series(
      { __name__: 'requests_total', job: 'api', pod: 'b' },
      steady(60, (i) => 2 * i),
    ),
  ]);

  test('are evaluated at multiples of the interval, from the first sample on', async () => {
    const storage = ruled(requests, '- record: job:requests:sum\n  expr: sum by (job) (requests_total)');
    expect(await at(storage, 'job:requests:sum[3m]', 3 * MINUTE)).toEqual([
      '{__name__="job:requests:sum", job="api"} 12@60 24@120 36@180',
    ]);
    expect(await at(storage, 'timestamp(job:requests:sum)', 200_000)).toEqual(['{job="api"} 180']);
  });

  test('have the interval of their group, or that of the server', async () => {
    const rule = '- record: n\n  expr: count(requests_total)';
    const count = (options: Options): Promise<readonly string[]> =>
      at(ruled(requests, rule, options), 'count_over_time(n[5m])', 10 * MINUTE);
    expect(await count({})).toEqual(['{} 5']);
    expect(await count({ evaluationIntervalMs: 30_000 })).toEqual(['{} 10']);
    expect(await count({ group: 'interval: 15s', evaluationIntervalMs: 30_000 })).toEqual(['{} 20']);
  });

  test('record under the time that the query offset leads to', async () => {
    const storage = ruled(requests, '- record: n\n  expr: count(requests_total)', { group: 'query_offset: 10s' });
    expect(await at(storage, 'timestamp(n)', 3 * MINUTE)).toEqual(['{} 170']);
  });

  test('add, replace and take away labels, the labels of the rule over those of its group', async () => {
    const storage = ruled(
      requests,
      '- record: m\n  expr: max by (job, pod) (requests_total)\n  labels: {job: shop, pod: "", team: x}',
      { group: 'labels: {team: y, tier: "1"}\n  limit: 5' },
    );
    const both = await at(storage, 'm', MINUTE);
    expect(both).toEqual([]);
    expect(storage.notes()[0]).toMatch(/^rules\.yaml:\d+: .*labelset after applying rule labels/);
    const one = ruled(requests, '- record: m\n  expr: max by (job) (requests_total)\n  labels: {job: "", team: x}', {
      group: 'labels: {team: y, tier: "1"}',
    });
    expect(await at(one, 'm', MINUTE)).toEqual(['{__name__="m", team="x", tier="1"} 8']);
  });

  test('turn a scalar into a series without labels of its own', async () => {
    const storage = ruled(requests, '- record: answer\n  expr: "42"');
    expect(await at(storage, 'answer', MINUTE)).toEqual(['{__name__="answer"} 42']);
  });

  test('record nothing where there are more series than the limit', async () => {
    const rule = '- record: copy\n  expr: requests_total';
    expect(await at(ruled(requests, rule, { group: 'limit: 2' }), 'count(copy)', MINUTE)).toEqual(['{} 2']);
    const storage = ruled(requests, rule, { group: 'limit: 1' });
    expect(await at(storage, 'count(copy)', MINUTE)).toEqual([]);
    expect(storage.notes()[0]).toContain('exceeded limit of 1 with 2 series');
  });

  test('see what rules before them have just recorded, and what rules after them recorded the time before', async () => {
    const storage = ruled(
      requests,
      `- {record: before, expr: middle}
- {record: middle, expr: 'sum(requests_total)'}
- {record: after, expr: middle}`,
    );
    expect(await at(storage, 'middle', 5 * MINUTE)).toEqual(['{__name__="middle"} 60']);
    expect(await at(storage, 'after', 5 * MINUTE)).toEqual(['{__name__="after"} 60']);
    expect(await at(storage, 'before', 5 * MINUTE)).toEqual(['{__name__="before"} 48']);
  });

  test('may read themselves', async () => {
    const storage = ruled(requests, '- {record: ticks, expr: "ticks + 1 or vector(1)"}');
    expect(await at(storage, 'ticks', 5 * MINUTE)).toEqual(['{__name__="ticks"} 6']);
    expect(await at(storage, 'ticks', 3 * MINUTE)).toEqual(['{__name__="ticks"} 4']);
  });

  test('read what other groups record, in whatever order the groups stand', async () => {
    const { groups } = readRuleFiles([
      { path: 'a.yaml', text: file('- {record: top, expr: "2 * base"}') },
      { path: 'b.yaml', text: file('- {record: base, expr: "sum(requests_total)"}') },
    ]);
    expect(await at(recordingRules(requests, groups), 'top', 5 * MINUTE)).toEqual(['{__name__="top"} 120']);
  });

  test('end a series at the evaluation that no longer has it', async () => {
    const raw = rawStorage([
      series({ __name__: 'load', pod: 'a' }, steady(80)),
      series({ __name__: 'load', pod: 'b' }, steady(8)),
    ]);
    const storage = ruled(raw, '- record: copy\n  expr: load > 0', { group: 'interval: 30s' });
    // The look-back of the rule ends at 405 s; the one of the query, without a marker, would end at 690 s.
    expect(await at(storage, 'count(copy)', 404_000)).toEqual(['{} 2']);
    expect(await at(storage, 'count(copy)', 420_000)).toEqual(['{} 1']);
    expect(await at(storage, 'copy{pod="b"}[10m]', 600_000)).toHaveLength(1);
  });

  test('end a series where an earlier stretch was evaluated for another question', async () => {
    const steps = 240 * 4;
    const raw = rawStorage([
      series({ __name__: 'load', pod: 'a' }, steady(steps + 60)),
      // Ends so that the first evaluation of the second stretch is the first without it.
      series({ __name__: 'load', pod: 'b' }, steady(steps - 20)),
    ]);
    const storage = ruled(raw, '- record: copy\n  expr: load');
    expect(await at(storage, 'count(copy)', 239 * MINUTE)).toEqual(['{} 2']);
    expect(await at(storage, 'count(copy)', 240 * MINUTE)).toEqual(['{} 1']);
  });

  test('are not evaluated where the recording has series of that name', async () => {
    const raw = rawStorage([
      series({ __name__: 'requests_total' }, steady(20)),
      series(
        { __name__: 'sum:requests' },
        steady(20, () => 7),
      ),
    ]);
    const storage = ruled(raw, '- record: sum:requests\n  expr: sum(requests_total)');
    expect(await at(storage, 'sum:requests', MINUTE)).toEqual(['{__name__="sum:requests"} 7']);
    expect(storage.notes()).toEqual([
      'rules.yaml:4: the recording has series sum:requests of its own; the rule is not evaluated',
    ]);
  });

  test('two under one name record together; of one series the first counts', async () => {
    const storage = ruled(
      requests,
      `- {record: copy, expr: 'requests_total{pod="a"}'}
- {record: copy, expr: 'requests_total * 10'}`,
    );
    expect(await at(storage, 'sort(copy)', MINUTE)).toEqual([
      '{__name__="copy", job="api", pod="a"} 4',
      '{__name__="copy", job="api", pod="b"} 80',
    ]);
  });

  test('are found by regular expressions and by labels that they set, but not without a name', async () => {
    const storage = ruled(requests, '- {record: "job:n", expr: count(requests_total), labels: {job: api}}');
    expect(await at(storage, 'count({__name__=~"job:.+"})', MINUTE)).toEqual(['{} 1']);
    expect(await at(storage, '{__name__=~"job:.+", job="shop"}', MINUTE)).toEqual([]);
    expect(await at(storage, 'count({job="api"})', MINUTE)).toEqual(['{} 2']);
  });

  test('that fail at some times record at the others', async () => {
    const raw = rawStorage([
      series(
        { __name__: 'x', pod: 'a' },
        steady(40, () => 1),
      ),
      series({ __name__: 'x', pod: 'b' }, [...steady(20, () => 1)]),
      series(
        { __name__: 'y' },
        steady(40, () => 1),
      ),
    ]);
    const storage = ruled(raw, '- {record: r, expr: "y + on () x"}');
    expect(await at(storage, 'r', 5 * MINUTE)).toEqual([]);
    expect(await at(storage, 'r', 10 * MINUTE)).toEqual(['{__name__="r"} 2']);
    expect(storage.notes()[0]).toMatch(/many-to-many|found duplicate series/);
  });

  test('that ask for the range of the query get that of a single time', async () => {
    const storage = ruled(requests, '- {record: r, expr: "sum(requests_total @ end())"}');
    expect(await at(storage, 'r', 2 * MINUTE)).toEqual(['{__name__="r"} 24']);
  });

  test('are evaluated when they are asked for, over the time that is asked for, once', async () => {
    const steps = 4 * 60 * 24;
    const load = series({ __name__: 'load' }, steady(steps));
    const raw = rawStorage([load]);
    const asked: [minHours: number, maxHours: number][] = [];
    const spy: RawStorage = {
      firstMs: raw.firstMs,
      lastMs: raw.lastMs,
      select: (matchers, minMs, maxMs) => {
        const isInput = matchers.some(({ value }) => value === 'load') && Number.isFinite(minMs);
        if (isInput) asked.push([minMs / 3_600_000, maxMs / 3_600_000]);
        return raw.select(matchers, minMs, maxMs);
      },
    };
    const storage = ruled(spy, '- {record: used, expr: load * 2}\n- {record: unused, expr: load * 3}');
    const noon = 12 * 60 * MINUTE;
    expect(await at(storage, 'used', noon)).toEqual(['{__name__="used"} 5760']);
    // Two stretches of four hours: the look-back of noon reaches into the one before.
    expect(asked).toHaveLength(2);
    for (const [minHours, maxHours] of asked) {
      expect(minHours).toBeGreaterThan(7.8);
      expect(maxHours).toBeLessThan(16);
    }
    await at(storage, 'used', noon + 5 * MINUTE);
    await at(storage, 'max_over_time(used[1h])', noon + 9 * MINUTE);
    expect(asked).toHaveLength(2);
  });

  test('give nothing of an empty recording', async () => {
    expect(await at(ruled(rawStorage([]), '- {record: r, expr: vector(1)}'), 'r', MINUTE)).toEqual([]);
  });
});

describe('rule files', () => {
  const problems = (text: string): readonly string[] =>
    readRuleFiles([{ path: 'rules.yaml', text }]).problems.map(({ place, message }) => `${place}: ${message}`);

  test('are read from PrometheusRule objects, too', () => {
    const { groups } = readRuleFiles([
      {
        path: 'rule.yaml',
        text: `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
spec:
  groups:
  - name: g
    interval: 30s
    rules:
    - {alert: A, expr: up == 0}
    - {record: a:b, expr: up}
`,
      },
    ]);
    expect(groups).toMatchObject([{ name: 'g', intervalMs: 30_000, rules: [{ name: 'a:b', place: 'rule.yaml:9' }] }]);
  });

  test('say where a query is wrong, at the character', () => {
    expect(problems(file('- record: r\n  expr: |\n    sum(\n      rate(x[5m]'))).toEqual([
      expect.stringMatching(/^rules\.yaml:\d+:\d+: r: /),
    ]);
  });

  test('name what a server would refuse', () => {
    expect(problems('groups:\n- rules: [{expr: up}]')).toEqual([
      'rules.yaml:2:3: a group needs a name',
      expect.stringContaining('a rule needs `record` or `alert`'),
    ]);
    expect(problems(file('- {record: r, expr: up}', 'interval: often'))[0]).toContain('often is no duration');
    expect(problems(file('- {record: "r{a=1}", expr: up}'))[0]).toContain('no metric name');
    expect(problems('groups: [')).toHaveLength(1);
  });
});
