import { beforeAll, describe, expect, it } from 'vitest';
import { type Node, walk } from '../../src/expr/ast.ts';
import { ConditionGrammar } from '../../src/expr/parse/grammar.ts';
import { parseCondition, prepareExpr } from '../../src/expr/prepare.ts';
import { printExpr } from '../../src/expr/print.ts';

const MAP_KEY = 'a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses';

beforeAll(prepareExpr);

const messages = (text: string): readonly string[] => parseCondition(text).errors.map(({ message }) => message);

describe('the grammar', () => {
  it('passes the checks that production skips', () => {
    expect(() => new ConditionGrammar({ validate: true })).not.toThrow();
  });

  it.each([
    ['1 + 2 * 3 ** 2 ** 2', '1 + 2 * 3 ** 2 ** 2'],
    ['-2 ** 2', '-2 ** 2'],
    ['(-2) ** 2', '(-2) ** 2'],
    ['not a + b', 'not a + b'],
    ['!a in b', '!a in b'],
    ['a not in [1]', 'not (a in [1])'],
    ['1 + nil ?? 2', '1 + (nil ?? 2)'],
    ['0 < result[0] <= 1', '0 < result[0] <= 1'],
    ['true == 1 < 2', '(true == 1) < 2'],
    ['a ? b : c ? d : e', 'a ? b : (c ? d : e)'],
    ['a ?: b', 'a ?: b'],
    ['-1 | abs()', 'abs(-1)'],
    ['[1, 2] | len() + 1', 'len([1, 2]) + 1'],
    ['map(r, {{a: #}})', 'map(r, {{a: #}})'],
    ['(r?.x).y', 'r?.x.y'],
    ['r?.x["y"]', 'r?.x["y"]'],
    ['let x = 1; x > 0; true', 'let x = 1; x > 0; true'],
    ['if a { 1 } else if b { 2 } else { 3 }', 'if a { 1 } else if b { 2 } else { 3 }'],
    ['::len(result)', 'len(result)'],
    ['all(result, .ok && #.n > 1.0)', 'all(result, .ok && .n > 1.0)'],
    ['`a``b` + "\\x41\\u{e9}"', '"a`b" + "Aé"'],
  ])('reads %s', (text, printed) => {
    expect(messages(text)).toEqual([]);
    expect(printExpr(parseCondition(text).ast)).toBe(printed);
  });

  it('gives every node the text that it was made of', () => {
    const text = 'len(result) > 0 && (result[0] + 1) * 2 < 0.05';
    const spans = new Map<string, Node['kind']>();
    walk(parseCondition(text).ast, (node) => {
      spans.set(text.slice(node.span.start, node.span.end), node.kind);
      return true;
    });
    expect(Object.fromEntries(spans)).toMatchObject({
      [text]: 'binary',
      'len(result)': 'builtin',
      '(result[0] + 1) * 2': 'binary',
      'result[0]': 'member',
      '0.05': 'float',
    });
  });
});

describe('syntax errors', () => {
  it.each([
    ['', 'unexpected token EOF'],
    ['result >', 'unexpected token EOF'],
    ['result => 1', 'unexpected token Operator("=")'],
    ['result[0] > 1 OR true', 'unexpected token Identifier("OR")'],
    ['result.', 'unexpected end of expression'],
    ['result.(1)', 'expected name'],
    ['all(result)', 'expected at least 2 arguments'],
    ['result ?? 0 > 5', 'Operator (>) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.'],
    ['{in: 1}', `${MAP_KEY} (unexpected token Operator("in"))`],
    ['any(result, # > 1; true)', 'wrap predicate with brackets { and }'],
    ['5m', 'bad number syntax: "5m"'],
    ['result < 5%', 'unexpected token EOF'],
    ['@', "unrecognized character: U+0040 '@'"],
    ['"abc', 'literal not terminated'],
    ['"\\d"', 'invalid char escape'],
    ['1e400', 'invalid float literal: strconv.ParseFloat: parsing "1e400": value out of range'],
    ['f(1)(2)', 'unexpected token Bracket("(")'],
    ['{{args.x}}', `${MAP_KEY} (unexpected token Bracket("{"))`],
    // A lexer error overwrites the parse error when upstream's parser gets to it.
    ['all(result) @', "unrecognized character: U+0040 '@'"],
    ['(1 2) @', 'unexpected token Number("2")'],
  ])('%j is refused in the words of expr-lang', (text, message) => {
    expect(messages(text)[0]).toBe(message);
  });

  it('reports every mistake and goes on behind it', () => {
    const { errors, ast } = parseCondition('all(result, # >) && isNaN(result[0]) > 1 ]');
    expect(errors.map(({ span }) => span.start)).toEqual([15, 41]);
    const names = new Set<string>();
    walk(ast, (node) => {
      if (node.kind === 'call' && node.callee.kind === 'identifier') names.add(node.callee.name);
      return true;
    });
    expect(names).toContain('isNaN');
  });

  it('points at the offending text', () => {
    expect(parseCondition('len(result) > > 1').errors).toEqual([
      { message: 'unexpected token Operator(">")', span: { start: 14, end: 15 } },
    ]);
  });
});

describe('huge and nested conditions', () => {
  it.each([
    ['parentheses', `${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
    ['signs', `${'!'.repeat(100_000)}true`],
    ['brackets', '['.repeat(1_000_000)],
    ['a megabyte of sums', `${'1+'.repeat(500_000)}1`],
    ['a megabyte of letters', 'a'.repeat(1_000_000)],
    ['a megabyte of quotes', '"'.repeat(1_000_000)],
    ['backquotes', '`'.repeat(1_000_001)],
    ['powers', `${'2**'.repeat(5_000)}1`],
    ['members', `a${'.b'.repeat(50_000)}`],
    ['alternatives', `${'a || '.repeat(4_000)}a`],
  ])('end quickly with an answer: %s', (_what, text) => {
    const start = performance.now();
    const { errors } = parseCondition(text);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(errors.length).toBeLessThan(1_000_002);
  });

  it('names the limit', () => {
    expect(messages('1+'.repeat(10_000))).toContain('compilation failed: expression exceeds maximum allowed nodes');
    expect(messages('('.repeat(10_000))[0]).toBe('expression is nested too deeply (more than 250 levels)');
    expect(messages(`${'('.repeat(100)}1${')'.repeat(100)}`)).toEqual([]);
  });
});
