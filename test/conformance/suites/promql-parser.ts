import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  children,
  type Expr,
  type ParseOptions,
  parsePromql,
  preparePromql,
  print,
  unparen,
} from '../../../src/promql/index.ts';
import type { Suite } from '../suite.ts';

type Failure = Awaited<ReturnType<Suite['run']>>['failures'][number];

/** The flags of upstream's own run of these vectors. */
const VECTORS: ParseOptions = {
  features: {
    experimentalFunctions: true,
    durationExpressions: true,
    extendedRangeSelectors: true,
    fillModifiers: false,
  },
};
const EVERYTHING: ParseOptions = { features: { ...VECTORS.features, fillModifiers: true } };

interface Vector {
  readonly input: string | null;
  readonly inputHex?: string;
  readonly build?: string;
  readonly node?: string | null;
  readonly output?: string;
  readonly grouped?: string;
  readonly not?: string;
  /** Null for entries that do not come from upstream's own tests. */
  readonly upstreamLine?: number | null;
  readonly errors?: readonly { readonly start: number; readonly end: number; readonly message: string }[];
}

const read = (dir: string, file: string): Vector[] =>
  JSON.parse(readFileSync(path.join(dir, 'promql-parser', file), 'utf8')) as Vector[];

/** Texts that only the syntax can bring about; what is said of syntax is ours to word. */
const SYNTAX =
  /^(?:unexpected|unclosed|unterminated|no expression|bad number|error parsing number|error unquoting|escape|unknown escape|illegal character|invalid UTF-8|trailing comma)/;

/** `'x' + 'y'.repeat(3)`: all that the long inputs are written with. */
function build(script: string): string {
  return script
    .split(' + ')
    .map((part) => {
      const match = /^'([^']*)'(?:\.repeat\((\d+)\))?$/.exec(part.trim());
      if (match === null) throw new Error(`cannot build ${part}`);
      return (match[1] ?? '').repeat(Number(match[2] ?? 1));
    })
    .join('');
}

function inputOf(vector: Vector): string {
  if (vector.inputHex !== undefined) return Buffer.from(vector.inputHex, 'hex').toString('utf8');
  return vector.input ?? build(vector.build ?? "''");
}

const shorten = (text: string): string => (text.length > 100 ? `${text.slice(0, 97)}...` : text);

async function runVectors(
  dir: string,
  file: string,
  check: (input: string, vector: Vector) => { readonly expected: string; readonly actual: string } | undefined,
): Promise<{ total: number; failures: Failure[] }> {
  await preparePromql();
  const vectors = read(dir, file);
  const failures: Failure[] = [];
  for (const vector of vectors) {
    const input = inputOf(vector);
    const failure = check(input, vector);
    if (failure !== undefined) failures.push({ id: shorten(input), ...failure });
  }
  return { total: vectors.length, failures };
}

/** A span in bytes, as upstream counts. */
function byteSpan(text: string, span: { readonly start: number; readonly end: number }): string {
  const bytes = (offset: number): number => Buffer.byteLength(text.slice(0, offset), 'utf8');
  return `${bytes(span.start)}-${bytes(span.end)}`;
}

function checkInvalid(input: string, vector: Vector): { expected: string; actual: string } | undefined {
  const { errors } = parsePromql(input, VECTORS);
  if (errors.length === 0) return { expected: vector.errors?.[0]?.message ?? 'an error', actual: 'accepted' };
  const wanted = (vector.errors ?? []).filter(({ message }) => !SYNTAX.test(message));
  if (wanted.length === 0 || wanted.length < (vector.errors?.length ?? 0)) return undefined;
  // Upstream stands in for a range that it refused with zero, and refuses that too.
  const first = wanted.filter(({ start, end }) => !(start === 0 && end === 0));
  // Entries without a line were not taken from a run of upstream, and it names other positions than they do.
  const withSpan = vector.upstreamLine !== null;
  const expected = first.map(({ start, end, message }) => (withSpan ? `${start}-${end} ${message}` : message));
  const actual = errors.map(({ span, upstreamSpan, upstream = '' }) =>
    withSpan ? `${byteSpan(input, upstreamSpan ?? span)} ${upstream}` : upstream,
  );
  if (vector.build !== undefined) {
    // Repetitions are counted in the vector, and the tree is deeper than ours may be: the first error decides.
    return expected[0] === actual[0] ? undefined : { expected: expected[0] ?? '', actual: actual[0] ?? '' };
  }
  const same = expected.join('\n') === actual.join('\n');
  return same ? undefined : { expected: expected.join('\n'), actual: actual.join('\n') };
}

/** The expression inside parentheses; a sign that only they kept apart from its number belongs to it. */
function fold(expr: Expr): Expr {
  const inner = unparen(expr);
  if (inner.kind !== 'UnaryExpr') return inner;
  const operand = fold(inner.expr);
  if (operand.kind !== 'NumberLiteral') return inner;
  return { ...operand, value: inner.op === '-' ? -operand.value : operand.value };
}

/** The tree without parentheses and positions. */
function shapeOf(outer: Expr): unknown {
  const expr = fold(outer);
  const own = Object.entries(expr).filter(([key]) => !['span', 'opSpan', 'lhs', 'rhs', 'expr', 'args'].includes(key));
  const shallow: unknown = JSON.parse(
    JSON.stringify(own, (key, value: unknown) => (/span$/i.test(key) ? undefined : value)),
  );
  return [expr.kind, shallow, children(expr).map(shapeOf)];
}

function shapeOfText(text: string): string {
  const { expr, errors } = parsePromql(text, EVERYTHING);
  return errors.length > 0 || expr === undefined ? `refused: ${errors[0]?.message}` : JSON.stringify(shapeOf(expr));
}

const parserSuites: Suite[] = [
  {
    name: 'promql-parser/valid.json',
    run: (dir) =>
      runVectors(dir, 'valid.json', (input, { node }) => {
        const { expr, errors } = parsePromql(input, VECTORS);
        if (errors[0] !== undefined) return { expected: 'accepted', actual: errors[0].message };
        if (node === null || node === undefined || expr?.kind === node) return undefined;
        return { expected: node, actual: expr?.kind ?? 'nothing' };
      }),
  },
  { name: 'promql-parser/invalid.json', run: (dir) => runVectors(dir, 'invalid.json', checkInvalid) },
  {
    name: 'promql-parser/print.json',
    run: (dir) =>
      runVectors(dir, 'print.json', (input, { output = '' }) => {
        const { expr, errors } = parsePromql(input, EVERYTHING);
        const actual = expr === undefined || errors[0] !== undefined ? `refused: ${errors[0]?.message}` : print(expr);
        return actual === output ? undefined : { expected: output, actual };
      }),
  },
  {
    name: 'promql-parser/precedence.json',
    run: (dir) =>
      runVectors(dir, 'precedence.json', (input, { grouped = '', not }) => {
        const actual = shapeOfText(input);
        const expected = shapeOfText(grouped);
        if (actual !== expected) return { expected, actual };
        return not === undefined || shapeOfText(not) !== actual ? undefined : { expected: `not ${not}`, actual };
      }),
  },
];

const EVAL =
  /^eval(?:_(?:fail|warn|ordered|info))?\s+(?:instant\s+(?:at\s+.+?\s+)?|range\s+from\s+.+\s+to\s+.+\s+step\s+.+?\s+)(.+)$/;

/** The expressions of the `eval` lines of a script, with their line numbers. */
function expressionsOf(script: string): { readonly line: number; readonly text: string }[] {
  const found: { line: number; text: string }[] = [];
  for (const [i, raw] of script.split('\n').entries()) {
    const text = EVAL.exec(raw.trim())?.[1];
    if (text !== undefined) found.push({ line: i + 1, text });
  }
  return found;
}

function scriptSuite(file: string): Suite {
  return {
    name: `promqltest-expressions/${file}`,
    async run(dir) {
      await preparePromql();
      const expressions = expressionsOf(readFileSync(path.join(dir, 'promqltest', file), 'utf8'));
      const failures: Failure[] = [];
      for (const { line, text } of expressions) {
        // What a script evaluates has to parse, even where it is expected to fail when it runs.
        const error = parsePromql(text, EVERYTHING).errors[0];
        if (error !== undefined) failures.push({ id: `${file}:${line}`, expected: 'accepted', actual: error.message });
      }
      return { total: expressions.length, failures };
    },
  };
}

/** Known from upstream 3.14; a newer directory may hold more, see `scriptSuitesIn`. */
const SCRIPTS = (
  'aggregators at_modifier collision duration_expression extended_vectors fill-modifier functions histograms info ' +
  'limit literals name_label_dropping native_histograms operators range_queries selectors staleness start_timestamps ' +
  'subquery trig_functions type_and_unit'
)
  .split(' ')
  .map((name) => `${name}.test`);

/** A suite for each script that is in the directory. */
export const scriptSuitesIn = (dir: string): Suite[] =>
  readdirSync(path.join(dir, 'promqltest'))
    .filter((file) => file.endsWith('.test'))
    .map(scriptSuite);

export const suites: Suite[] = [...parserSuites, ...SCRIPTS.map(scriptSuite)];
