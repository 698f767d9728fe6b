import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { PromqlEngine } from '../../../src/promql/engine/engine.ts';
import type { LabelSet } from '../../../src/promql/engine/labels.ts';
import type { SampleSeries, Storage } from '../../../src/promql/engine/storage.ts';
import { type Facts, inferPromql, parsePromql, preparePromql, presenceOf } from '../../../src/promql/index.ts';
import { load, MINUTE } from '../engine/support.ts';

const FEATURES = {
  experimentalFunctions: true,
  durationExpressions: true,
  extendedRangeSelectors: true,
  fillModifiers: true,
};
const ENGINE = new PromqlEngine({ features: FEATURES });
const RUNS = Number(process.env['SOUNDNESS_RUNS'] ?? 600);

let storage: Storage;
beforeAll(async () => {
  await preparePromql();
  // Counters are not negative, and `_bucket` is a classic histogram: what the inference takes for granted.
  storage = load(`load 30s
    c_total{job="a",code="200",pod="x"} 0+3x20 1+4x20
    c_total{job="a",code="500",pod="x"} 0+1x40
    c_total{job="a",code="500",pod="y"} 0x40
    c_total{job="b",code="200",pod="x"} 5 _ 7 9 3 2 1 0 _x10 4+4x20
    g{job="a"} 1 -1 2 -2 0 0.5 NaN 3 4 5x10 -0 -3x20
    g{job="b",pod="y"} 10-1x40
    g{job="c",le="1"} Inf 1 -Inf 2x20 Inf -Inf
    n 3x40
    b_bucket{job="a",le="0.1"} 0+1x40
    b_bucket{job="a",le="1"} 0+3x40
    b_bucket{job="a",le="+Inf"} 0+4x40
    b_bucket{job="b",le="1"} 0x40
    b_bucket{job="b",le="+Inf"} 0x40
    h{job="a"} {{schema:0 sum:1 count:3 buckets:[1 2]}}+{{schema:0 sum:2 count:3 buckets:[1 2]}}x40
    target_info{job="a",instance="i",version="1"} 1x40
    up{job="a",instance="i"} 1x40
    up{job="b",instance="i"} 1 0 1 stale 1x30
  `);
});

const label = fc.constantFrom('job', 'code', 'pod', 'le', 'none', '__name__');
const labels = fc.uniqueArray(label, { maxLength: 3 }).map((names) => names.join(', '));
const matcher = fc.constantFrom(
  'job="a"',
  'job!="a"',
  'job=~"a|b"',
  'job=~".*"',
  'job=~"a|"',
  'job!~"a|b"',
  'job!~".+"',
  'code="200"',
  'code=~"5.."',
  'code=""',
  'pod!=""',
  'pod=~"x"',
  'le="1"',
  'le=~".+"',
);
const matchers = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: matcher.map((one) => [one]) },
  { weight: 1, arbitrary: fc.array(matcher, { maxLength: 2 }) },
);
const counter = fc
  .tuple(fc.constantFrom('c_total', 'c_total', 'b_bucket', 'up'), matchers)
  .map(([name, all]) => (all.length === 0 ? name : `${name}{${all.join(',')}}`));
const selector = fc
  .tuple(
    fc.constantFrom(
      'c_total',
      'c_total',
      'g',
      'g',
      'n',
      'b_bucket',
      'up',
      'h',
      'missing',
      '{__name__=~"[gn]"',
      '{__name__=~"up|g"',
    ),
    matchers,
  )
  .map(([name, all]) => {
    if (name.startsWith('{')) return `${[name, ...all].join(',')}}`;
    return all.length === 0 ? name : `${name}{${all.join(',')}}`;
  });
const modifier = fc.constantFrom('', '', '', '', ' offset 1m', ' offset -1m', ' @ 300', ' @ end()');
const range = fc.constantFrom('[2m]', '[5m]', '[31s]', '[10s]');
const number = fc.constantFrom('0', '1', '2', '-1', '0.5', 'NaN', 'Inf', '-Inf', '1.5', '-0', '100');
const overRange = fc.constantFrom(
  ...(
    'delta idelta deriv changes resets sum_over_time avg_over_time min_over_time max_over_time count_over_time ' +
    'last_over_time first_over_time stddev_over_time stdvar_over_time present_over_time mad_over_time absent_over_time ' +
    'ts_of_max_over_time ts_of_min_over_time ts_of_first_over_time ts_of_last_over_time'
  ).split(' '),
);
const ofVector = fc.constantFrom(
  ...(
    'abs ceil floor exp sqrt ln log2 log10 sgn sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh deg rad ' +
    'timestamp day_of_month day_of_week day_of_year days_in_month hour minute month year sort sort_desc absent round ' +
    'histogram_count histogram_sum histogram_avg histogram_stddev histogram_stdvar'
  ).split(' '),
);
const aggregator = fc.constantFrom('sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar');
const withNumber = fc.constantFrom('topk', 'bottomk', 'limitk', 'quantile', 'limit_ratio');
const grouping = fc.oneof(
  fc.constant(''),
  fc.tuple(fc.constantFrom('by', 'without'), labels).map(([kind, names]) => `${kind} (${names})`),
);
const matching = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom('on', 'ignoring'), labels).map(([kind, names]) => `${kind} (${names})`),
  },
);
const side = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('group_left', 'group_right'), fc.constantFrom('', 'pod', 'none', 'version'))
      .map(([kind, name]) => `${kind} (${name})`),
  },
);
const replacement = fc.tuple(
  fc.constantFrom('job', 'new', 'pod', '__name__'),
  fc.constantFrom('x', '$1', '', 'x-$1', '$2'),
  fc.constantFrom('job', 'none', 'code', 'pod'),
  fc.constantFrom('(.*)', '.*', '(a)', '.+', 'a|()', '(.+)|x'),
);

const { scalar, vector } = fc.letrec<{ scalar: string; vector: string; matrix: string }>((tie) => ({
  scalar: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'query', withCrossShrink: true },
    number,
    fc.constantFrom('time()', 'pi()'),
    tie('vector').map((inner) => `scalar(${inner})`),
    fc
      .tuple(
        tie('scalar'),
        fc.constantFrom('+', '-', '*', '/', '%', '^', 'atan2', '> bool', '== bool', '<= bool'),
        tie('scalar'),
      )
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('scalar').map((inner) => `-(${inner})`),
  ),
  matrix: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'query', withCrossShrink: true },
    fc.tuple(selector, range, modifier).map(([inner, width, moved]) => `${inner}${width}${moved}`),
    fc
      .tuple(tie('vector'), fc.constantFrom('[3m:1m]', '[2m:30s]', '[20s:1m]'), modifier)
      .map(([inner, width, moved]) => `(${inner})${width}${moved}`),
  ),
  vector: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'query', withCrossShrink: true },
    fc.tuple(selector, modifier).map(([inner, moved]) => `${inner}${moved}`),
    fc
      .tuple(fc.constantFrom('rate', 'increase', 'irate'), counter, range)
      .map(([name, inner, width]) => `${name}(${inner}${width})`),
    fc.tuple(overRange, tie('matrix')).map(([name, inner]) => `${name}(${inner})`),
    fc.tuple(tie('matrix'), number).map(([inner, n]) => `quantile_over_time(${n}, ${inner})`),
    fc.tuple(tie('matrix'), number).map(([inner, n]) => `predict_linear(${inner}, ${n})`),
    fc.tuple(ofVector, tie('vector')).map(([name, inner]) => `${name}(${inner})`),
    fc.tuple(aggregator, grouping, tie('vector')).map(([name, by, inner]) => `${name} ${by} (${inner})`),
    fc
      .tuple(withNumber, grouping, number, tie('vector'))
      .map(([name, by, n, inner]) => `${name} ${by} (${n}, ${inner})`),
    fc
      .tuple(fc.constantFrom('v', 'job', 'code'), grouping, tie('vector'))
      .map(([name, by, inner]) => `count_values ${by} ("${name}", ${inner})`),
    tie('scalar').map((inner) => `vector(${inner})`),
    fc.constantFrom('hour()', 'minute()', 'year()', 'day_of_week()'),
    fc
      .tuple(fc.constantFrom('clamp_min', 'clamp_max'), tie('vector'), tie('scalar'))
      .map(([name, inner, n]) => `${name}(${inner}, ${n})`),
    fc.tuple(tie('vector'), number, number).map(([inner, a, b]) => `clamp(${inner}, ${a}, ${b})`),
    fc.tuple(tie('vector'), number).map(([inner, n]) => `round(${inner}, ${n})`),
    fc.tuple(number, tie('vector')).map(([n, inner]) => `histogram_quantile(${n}, ${inner})`),
    fc.tuple(number, number, tie('vector')).map(([a, b, inner]) => `histogram_fraction(${a}, ${b}, ${inner})`),
    fc
      .tuple(tie('vector'), replacement)
      .map(([inner, [dst, repl, src, re]]) => `label_replace(${inner}, "${dst}", "${repl}", "${src}", "${re}")`),
    fc
      .tuple(
        tie('vector'),
        fc.constantFrom('"new", "-", "job", "pod"', '"job", "", "none"', '"new", "", "job", "code"', '"pod", "-"'),
      )
      .map(([inner, rest]) => `label_join(${inner}, ${rest})`),
    fc.tuple(tie('vector')).map(([inner]) => `info(${inner})`),
    tie('vector').map((inner) => `-(${inner})`),
    fc
      .tuple(
        tie('vector'),
        fc.constantFrom('+', '-', '*', '/', '%', '^', '>', '<=', '==', '!=', '> bool', '!= bool', 'atan2'),
        tie('scalar'),
        fc.boolean(),
      )
      .map(([v, op, n, swapped]) => (swapped ? `(${n}) ${op} (${v})` : `(${v}) ${op} (${n})`)),
    fc
      .tuple(
        tie('vector'),
        fc.constantFrom('+', '-', '*', '/', '%', '>', '<=', '==', '!=', '> bool'),
        matching,
        side,
        tie('vector'),
      )
      .map(([a, op, on, many, b]) => `(${a}) ${op} ${on}${on === '' ? '' : ` ${many}`} (${b})`),
    fc
      .tuple(
        tie('vector'),
        fc.constantFrom('+', '/', '>', '*'),
        matching,
        fc.constantFrom('fill(0)', 'fill_left(1)', 'fill_right(NaN)'),
        tie('vector'),
      )
      .map(([a, op, on, fill, b]) => `(${a}) ${op} ${on} ${fill} (${b})`),
    fc
      .tuple(tie('vector'), fc.constantFrom('and', 'or', 'unless'), matching, tie('vector'))
      .map(([a, op, on, b]) => `(${a}) ${op} ${on} (${b})`),
  ),
}));

/** What the facts deny of an element; empty for none. */
function broken(facts: Facts, labelSet: LabelSet, value: number | undefined): string[] {
  const found: string[] = [];
  for (const [name, presence] of facts.labels.known) {
    const there = labelSet.get(name) !== '';
    if (presence === 'guaranteed' && !there) found.push(`${name} is guaranteed, but ${labelSet} has none`);
    if (presence === 'impossible' && there) found.push(`${name} is impossible, but ${labelSet} has it`);
  }
  for (const [index, name] of labelSet.names.entries()) {
    const text = labelSet.values[index] ?? '';
    if (presenceOf(facts.labels, name) === 'impossible') found.push(`${name} is impossible, but ${labelSet} has it`);
    const values = facts.labels.values.get(name);
    if (values !== undefined && !values.has(text)) found.push(`${name} is one of ${[...values]}, but ${labelSet}`);
  }
  return value === undefined ? found : [...found, ...brokenValue(facts, value)];
}

function brokenValue({ mayBeNaN, values }: Facts, value: number): string[] {
  if (Number.isNaN(value)) return mayBeNaN.length === 0 ? ['it is never NaN, but is'] : [];
  const { min, max, zero } = values;
  if (value < min || value > max) return [`it is within ${min} and ${max}, but is ${value}`];
  return value === 0 && !zero ? ['it is not zero, but is'] : [];
}

/** What the answer at a time has that the facts deny, or lacks that they promise; the facts may be those of another query. */
function contradictions(text: string, timeMs: number, from: Storage, claimed = text): string[] | undefined {
  const { expr, errors } = parsePromql(claimed, { features: FEATURES });
  if (expr === undefined || errors.length > 0) return undefined;
  const { value } = ENGINE.instant(from, text, timeMs);
  const facts = inferPromql(expr).root;
  if (value === undefined) return undefined;
  if (value.type === 'scalar') return brokenValue(facts, value.value);
  if (value.type !== 'vector') return undefined;
  const found = value.samples.flatMap((sample) =>
    broken(facts, sample.labels, sample.histogram === undefined ? sample.value : undefined),
  );
  const count = value.samples.length;
  const { min, max } = facts.count;
  if (count < min || count > max) found.push(`there are ${min} to ${max} elements, but ${count}`);
  if (count === 0 && facts.mayBeEmpty.length === 0) found.push('it is never empty, but is');
  if (count > 0 && facts.dead !== undefined) found.push(`it is always empty (${facts.dead.kind}), but is not`);
  if ((min === 1) !== (facts.mayBeEmpty.length === 0)) found.push('the count and the reasons to be empty differ');
  return found;
}

const TIMES = [0, MINUTE, 5 * MINUTE, 12 * MINUTE, 40 * MINUTE];

describe('what is inferred holds of the real answer:', () => {
  test('labels, values, how many elements, whether there is any, and NaN', () => {
    let judged = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 6, arbitrary: vector }, { weight: 1, arbitrary: scalar }), (text) => {
        for (const timeMs of TIMES) {
          const found = contradictions(text, timeMs, storage);
          if (found === undefined) continue;
          judged++;
          if (found.length > 0) throw new Error(`${text} at ${timeMs}: ${found.join('; ')}`);
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 20_000, unbiased: true },
    );
    // Most queries must have an answer, or nothing was tested.
    expect(judged).toBeGreaterThan(RUNS);
  });

  test.each([
    ['sum by (job) (c_total)', 'sum(c_total)', 'job is impossible'],
    ['sum(c_total)', 'sum by (job) (c_total{job="a"})', 'job is guaranteed'],
    ['up{job="a"}', 'up{job=~"b|c"}', 'job is one of b,c'],
    ['up', 'vector(1)', 'there are 1 to 1 elements, but 2'],
    ['up > 5', 'vector(1)', 'it is never empty'],
    ['vector(0 / 0)', 'vector(1)', 'it is never NaN'],
    ['vector(2)', 'vector(1)', 'it is within 1 and 1, but is 2'],
    ['vector(0)', 'up != 0', 'it is not zero'],
    ['up', 'up{job="a",job="b"}', 'it is always empty'],
  ])('(what is asked of %s sees that it is no %s)', (text, claimed, told) => {
    const found = contradictions(text, 12 * MINUTE, storage, claimed)?.some((one) => one.startsWith(told));
    expect(found, contradictions(text, 12 * MINUTE, storage, claimed)?.join('; ')).toBe(true);
  });

  test('no sample before its reach matters', () => {
    fc.assert(
      fc.property(vector, fc.constantFrom(...TIMES), (text, timeMs) => {
        const { expr, errors } = parsePromql(text, { features: FEATURES });
        if (expr === undefined || errors.length > 0) return;
        const { reach } = inferPromql(expr).root;
        if (reach.ms === undefined || reach.fixedTime) return;
        const clipped = since(storage, timeMs - reach.ms);
        const answer = (from: Storage) => JSON.stringify(ENGINE.instant(from, text, timeMs).value);
        expect(answer(clipped)).toBe(answer(storage));
      }),
      { numRuns: RUNS / 4 },
    );
  });
});

/** The same series without their samples before a time. */
const since = (from: Storage, firstMs: number): Storage => ({
  select: (matchers, minTimeMs, maxTimeMs) =>
    from.select(matchers, minTimeMs, maxTimeMs).flatMap((series): SampleSeries[] => {
      const start = series.timestampsMs.findIndex((time) => time >= firstMs);
      if (start === -1) return [];
      const { labels: of, timestampsMs, values, histograms } = series;
      return [
        {
          labels: of,
          timestampsMs: timestampsMs.slice(start),
          values: values.slice(start),
          histograms: histograms?.slice(start),
        },
      ];
    }),
});
