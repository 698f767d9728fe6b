import { beforeAll, describe, expect, test } from 'vitest';
import { type Expr, findHoles, type ParseOptions, parsePromql, preparePromql, print } from '../../src/promql/index.ts';

beforeAll(preparePromql);

const ALL: ParseOptions = {
  features: { experimentalFunctions: true, extendedRangeSelectors: true, fillModifiers: true },
};

function parse(text: string, options: ParseOptions = ALL): Expr {
  const { expr, errors } = parsePromql(text, { holes: findHoles(text), ...options });
  expect(errors).toEqual([]);
  if (expr === undefined) throw new Error('no tree');
  return expr;
}

/** The tree with every operator and modifier in brackets. */
function nested(expr: Expr): string {
  switch (expr.kind) {
    case 'BinaryExpr':
      return `(${nested(expr.lhs)} ${expr.op} ${nested(expr.rhs)})`;
    case 'UnaryExpr':
      return `(${expr.op}${nested(expr.expr)})`;
    case 'ParenExpr':
      return nested(expr.expr);
    default:
      return print(expr);
  }
}

describe('how expressions nest', () => {
  test.each([
    ['-1 ^ 2', '(-(1 ^ 2))'],
    ['2 ^ -1 ^ 2', '(2 ^ (-(1 ^ 2)))'],
    ['2 ^ 3 ^ 2', '(2 ^ (3 ^ 2))'],
    ['-2 * 3', '(-2 * 3)'],
    ['a + b offset 5m', '(a + b offset 5m)'],
    ['-a @ 100', '(-a @ 100.000)'],
    ['2 * a offset 1m ^ 2', '(2 * (a offset 1m ^ 2))'],
    ['a or b and c unless d', '(a or ((b and c) unless d))'],
    ['a + b[5m:1m]', '(a + b[5m:1m])'],
    ['a % b ^ c atan2 d', '((a % (b ^ c)) atan2 d)'],
    ['a >= bool b == c', '((a >= b) == c)'],
  ])('%s is %s', (text, expected) => {
    const { expr } = parsePromql(text, ALL);
    expect(expr && nested(expr)).toBe(expected);
  });

  test('after a bracket an offset goes on as arithmetic, after a number it does not', () => {
    expect(parse('foo offset (5m) * 2').kind).toBe('VectorSelector');
    expect(parse('foo offset 5m * 2').kind).toBe('BinaryExpr');
    expect(parse('foo offset -(5m) * 2').kind).toBe('BinaryExpr');
  });
});

describe('what a node knows', () => {
  test('a selector has its name, its matchers and their places', () => {
    const text = ' up{job=~"a|b", "x.y"!=\'\\x41\'} offset 5m @ 1.5';
    const expr = parse(text);
    if (expr.kind !== 'VectorSelector') throw new Error(expr.kind);
    expect(text.slice(expr.span.start, expr.span.end)).toBe(text.trim());
    expect(expr.name?.text).toBe('up');
    expect(expr.matchers.map(({ label, op, value }) => [label.text, op, value.text])).toEqual([
      ['job', '=~', 'a|b'],
      ['x.y', '!=', 'A'],
    ]);
    const [first] = expr.matchers;
    expect(first && text.slice(first.span.start, first.span.end)).toBe('job=~"a|b"');
    expect(expr.offset?.ms).toBe(300_000);
    expect(expr.at?.ms).toBe(1_500);
  });

  test('numbers and durations have the value that the server reads', () => {
    const value = (text: string): number => {
      const expr = parse(text);
      return expr.kind === 'NumberLiteral' ? expr.value : Number.NaN;
    };
    expect(value('0755')).toBe(493);
    expect(value('0x1F')).toBe(31);
    expect(value('5.')).toBe(5);
    expect(value('1_000')).toBe(1000);
    expect(value('-Inf')).toBe(Number.NEGATIVE_INFINITY);
    expect(value('1h30m')).toBe(5400);
    expect(value('- -5')).toBe(5);
  });

  test('matching, grouping and filling are read in their order', () => {
    const expr = parse('a * on (x, "y.z") group_left (w) fill_left(-1) fill_right(2) b');
    if (expr.kind !== 'BinaryExpr') throw new Error(expr.kind);
    const { card, on, labels, include, fillLeft, fillRight } = expr.matching;
    expect({ card, on, labels: labels.map(({ text }) => text), include: include.map(({ text }) => text) }).toEqual({
      card: 'many-to-one',
      on: true,
      labels: ['x', 'y.z'],
      include: ['w'],
    });
    expect([fillLeft?.value, fillRight?.value]).toEqual([-1, 2]);
  });

  test('keywords name metrics and labels where nothing else can stand', () => {
    expect(print(parse('offset{step="1s"}[5m]'))).toBe('offset{step="1s"}[5m]');
    expect(print(parse('sum by (by, on, bool) (and)'))).toBe('sum by (by, on, bool) (and)');
    expect(print(parse('fill + fill'))).toBe('fill + fill');
  });

  test('comments are kept', () => {
    const text = 'up # first\n+ # second\n1';
    const { comments } = parsePromql(text);
    expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual(['# first', '# second']);
  });
});

describe('placeholders', () => {
  test('are found where Argo Rollouts fills them in', () => {
    const text = 'a{b="{{args.x}}"}[{{ args.w-1 }}] {{ inputs.y }}';
    expect(findHoles(text)).toEqual([
      { tag: 'args.x', name: 'x', span: { start: 5, end: 15 } },
      { tag: 'args.w-1', name: 'w-1', span: { start: 18, end: 32 } },
    ]);
  });

  test.each([
    'rate(http_{{args.kind}}_total{service="{{args.service}}"}[{{args.window}}])',
    'sum by ({{args.label}}) (up{{{args.label}}="x"})',
    'up > {{args.threshold}}',
    'up > 0.{{args.threshold}}',
    '{{args.query}}',
    '{{args.query}} / {{args.other}} > 1',
    'max_over_time({{args.metric}}[{{args.n}}m])',
    'up offset {{args.offset}}',
    'max_over_time((up)[{{args.range}}:{{args.step}}])',
    'up{ {{args.matchers}} }',
    'up{job={{args.job}}}',
    'histogram_quantile({{args.q}}, sum by (le) (rate(x_bucket[5m])))',
    '{{args.function}}(up[5m])',
    'label_replace(up, "{{args.dst}}", "$1", "a", "({{args.re}})")',
    'up {{args.operator}} 5',
    'up {{args.suffix}}',
    'up @ {{args.time}}',
    'up offset {{args.n}}m',
  ])('%s parses', (text) => {
    const { errors, expr } = parsePromql(text, { holes: findHoles(text) });
    expect(errors).toEqual([]);
    expect(expr).toBeDefined();
  });

  test('inside a text they keep their place', () => {
    const expr = parse('up{a="\\tx{{args.y}}z"}');
    if (expr.kind !== 'VectorSelector') throw new Error(expr.kind);
    const value = expr.matchers[0]?.value;
    expect(value?.text).toBe('\tx{{args.y}}z');
    expect(value?.holes.map(({ hole, start, end }) => [hole.name, start, end])).toEqual([['y', 2, 12]]);
  });

  test('a pattern with one is not compiled', () => {
    expect(parse('up{a=~"({{args.x}}"}').kind).toBe('VectorSelector');
  });

  test('one that nothing fills in is explained', () => {
    const { errors } = parsePromql('up{job="a"} > {{ .Values.limit }}');
    expect(errors[0]).toMatchObject({ code: 'foreign-placeholder', span: { start: 14, end: 33 } });
    expect(errors[0]?.message).toContain('Helm');
  });
});

describe('mistakes', () => {
  const first = (text: string) => {
    const error = parsePromql(text, ALL).errors[0];
    return (
      error && {
        at: text.slice(error.span.start, error.span.end),
        code: error.code,
        message: error.message,
        help: error.help,
      }
    );
  };

  test.each([
    ['let x = 5', 'not-a-query', 'PromQL has no variables'],
    ['{"a": "up"}', 'not-a-query', 'this is a JSON object'],
    ['a = b', 'foreign-operator', 'a single `=` compares labels'],
    ['a =~ "b"', 'foreign-operator', '`=~` compares labels'],
    ['a && b', 'foreign-operator', 'PromQL has no `&&`'],
    ['up{job=api}', 'bad-matcher', 'needs quotes'],
    ['up{job=="api"}', 'bad-matcher', 'one `=`'],
    ['up{job="api",,a="b"}', 'bad-matcher', 'two commas'],
    ['up{job}', 'bad-matcher', 'after label `job`'],
    ['sum(rate(up[5m])', 'unclosed-bracket', 'never closed'],
    ['sum(up))', 'unopened-bracket', 'closes nothing'],
    ['up{job="api"', 'unclosed-bracket', 'never closed'],
    ['up[5min]', 'bad-duration', '`min` is no unit'],
    ['up[1.5h]', 'bad-duration', 'no decimal point'],
    ['up[]', 'bad-range', 'needs a duration'],
    ['rate(up[$__interval])', 'foreign-placeholder', 'dashboard variable'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a dashboard variable, not a template
    ['up{job="a"} + ${limit}', 'foreign-placeholder', 'dashboard variable'],
    ['http.requests', 'unexpected-character', 'a dot cannot stand in a plain name'],
    ['up{job="api}', 'unterminated-string', 'no closing "'],
    ['up{job="\\d"}', 'bad-escape', '`\\d` is not an escape'],
    ['rate(up[5m]) by (job)', 'missing-operator', '`by` follows an aggregation'],
    ['sum(up){job="a"}', 'missing-operator', 'follow the name of a metric'],
    ['up up', 'missing-operator', 'expected an operator'],
    ['up +', 'missing-operand', 'ends where an expression is due'],
    ['a + group_left(b) c', 'bad-modifier', 'follows `on (…)`'],
    ['up offset', 'bad-modifier', '`offset` needs a duration'],
    ['nofunc(up)', 'unknown-function', 'unknown function with name "nofunc"'],
    ['RATE(up[5m])', 'unknown-function', 'unknown function with name "RATE"'],
    ['rate(up[5m],)', 'trailing-comma', 'trailing commas not allowed'],
    ['up{a=~"("}', 'bad-regexp', 'error parsing regexp: missing closing ): `(`'],
    ['', 'empty', 'the query is empty'],
    ['# nothing', 'empty', 'nothing here but comments'],
  ])('%s: %s', (text, code, message) => {
    const error = first(text);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(message);
  });

  test('the place is the one to mend', () => {
    expect(first('up{job="api",,a="b"}')?.at).toBe(',');
    expect(first('sum(rate(up[5m])')?.at).toBe('(');
    expect(first('rate(up[5min])')?.at).toBe('5min');
    expect(first('up{job=api}')?.at).toBe('api');
  });

  test('a slip gives one message', () => {
    for (const text of [
      'a && b',
      'up{job=api}',
      'sum(',
      'sum(rate(',
      'a - on(b) ignoring(c) d',
      'up{job=="api"}',
      'x[5m',
      'a = b',
      'http.requests.total + 1',
      'rate(up[$__interval])',
      'up + $limit',
      'up{a="$b"} > $c',
    ]) {
      expect(parsePromql(text, ALL).errors, text).toHaveLength(1);
    }
  });

  test('a misspelt name is put right', () => {
    expect(first('histogram_quantil(0.9, up)')?.help).toBe('did you mean `histogram_quantile`?');
    expect(first('RATE(up[5m])')?.help).toBe('did you mean `rate`?');
  });

  test('what is right around a mistake is still in the tree', () => {
    const { expr } = parsePromql('sum(rate(up[5m])) / sum(rate(errors{a=b}[5m])');
    expect(expr && print(expr)).toContain('sum(rate(up[5m])) / sum(rate(errors');
  });
});

describe('limits', () => {
  test.each([
    ['nested brackets', `${'('.repeat(20_000)}up${')'.repeat(20_000)}`],
    ['a long chain', `up${' + up'.repeat(200_000)}`],
    ['signs', `${'-'.repeat(100_000)}1`],
    ['ranges', `up${'[5m]'.repeat(50_000)}`],
    ['brackets in a duration', `up[${'('.repeat(50_000)}`],
  ])('%s end in a message', (_, text) => {
    expect(parsePromql(text).errors.at(-1)?.code).toMatch(/too-deep|unclosed/);
  });

  test('a thousand operands are nothing special', () => {
    expect(parse(`up${' + up'.repeat(900)}`).kind).toBe('BinaryExpr');
  });
});
