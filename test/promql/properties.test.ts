import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  children,
  type Expr,
  findHoles,
  inferPromql,
  type ParseOptions,
  parsePromql,
  preparePromql,
  print,
  walk,
} from '../../src/promql/index.ts';

beforeAll(preparePromql);

const ALL: ParseOptions = {
  features: { experimentalFunctions: true, extendedRangeSelectors: true, fillModifiers: true },
};

/** Queries of all shapes, most of them valid. */
const query: fc.Arbitrary<string> = fc.letrec<{ expr: string; vector: string }>((tie) => ({
  vector: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('up', 'x{a="b"}', '{c=~"d|e"}', 'up offset 5m', 'y{f!="g"} @ 10', 'sum', 'offset', '{"u.v",w=""}'),
    fc
      .tuple(
        tie('vector'),
        fc.constantFrom('+', '-', '/', '^', '==', '> bool', 'and', 'or', 'unless on (a)', '* on (a) group_left (b)'),
        tie('vector'),
      )
      .map(([a, op, b]) => `${a} ${op} ${b}`),
    tie('vector').map((a) => `(${a})`),
    tie('vector').map((a) => `-${a}`),
    fc
      .tuple(fc.constantFrom('sum', 'avg by (a)', 'max without (b, c)', 'group by ("d.e")'), tie('vector'))
      .map(([op, a]) => `${op} (${a})`),
    fc
      .tuple(
        fc.constantFrom('rate', 'last_over_time', 'absent_over_time'),
        fc.constantFrom('up[5m]', '(up)[1h:5m]', 'up[5m] offset -1m'),
      )
      .map(([f, a]) => `${f}(${a})`),
    fc.tuple(tie('vector'), fc.constantFrom('{{args.n}}', '5', '1h', '-2.5', 'time()')).map(([a, n]) => `${a} > ${n}`),
  ),
  expr: fc.oneof(tie('vector'), fc.constantFrom('1', '"text"', 'up[5m]', 'pi() ^ 2')),
})).expr;

/** Pieces of queries in any order. */
const rubble = fc
  .array(
    fc.constantFrom(
      ...'( ) { } [ ] , : = == =~ != !~ + - * / ^ @ " \' ` \\ # \n . $ & | ; up sum rate by on offset bool and or 5m 1 0x 1e "a" {{args.x}} {{ a="b" [5m] [1h:5m] group_left fill( start() é \ud800 \ufffd'.split(
        ' ',
      ),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(' '));

function checkTree(text: string, root: Expr): void {
  walk(root, (node, parent) => {
    expect(node.span.start).toBeGreaterThanOrEqual(0);
    expect(node.span.start).toBeLessThanOrEqual(node.span.end);
    expect(node.span.end).toBeLessThanOrEqual(text.length);
    // A selector's own span ends before the range that it is given.
    if (parent !== undefined && parent.kind !== 'InvalidExpr') {
      expect(node.span.start).toBeGreaterThanOrEqual(parent.span.start);
      expect(node.span.end).toBeLessThanOrEqual(parent.span.end);
    }
    const spans = children(node).map(({ span }) => span);
    if (node.kind === 'BinaryExpr') expect(spans[0]?.end).toBeLessThanOrEqual(spans[1]?.start ?? 0);
  });
}

test('any text gives a tree or a reason, with spans that nest', () => {
  fc.assert(
    fc.property(fc.oneof(rubble, query, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
      const { expr, errors } = parsePromql(text, { ...ALL, holes: findHoles(text) });
      expect(expr !== undefined || errors.length > 0).toBe(true);
      for (const { span } of errors) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }
      if (expr !== undefined) {
        checkTree(text, expr);
        inferPromql(expr);
      }
    }),
    { numRuns: 500 },
  );
});

test('printing is stable', () => {
  fc.assert(
    fc.property(fc.oneof(query, rubble), (text) => {
      const first = parsePromql(text, { ...ALL, holes: findHoles(text) });
      fc.pre(first.errors.length === 0);
      const once = first.expr === undefined ? '' : print(first.expr);
      const second = parsePromql(once, { ...ALL, holes: findHoles(once) });
      expect(second.errors).toEqual([]);
      expect(second.expr && print(second.expr)).toBe(once);
    }),
    { numRuns: 300 },
  );
});

test('cutting a query anywhere gives a message, not a crash', () => {
  const text =
    'sum by (a) (rate(x{b=~"c|{{args.d}}"}[5m] offset 1h)) / on (a) group_left (e) y @ start() > bool 1.5 # end';
  for (let end = 0; end <= text.length; end++) {
    const part = text.slice(0, end);
    const { expr, errors } = parsePromql(part, { ...ALL, holes: findHoles(part) });
    expect(expr !== undefined || errors.length > 0).toBe(true);
    if (expr !== undefined) checkTree(part, expr);
  }
});
