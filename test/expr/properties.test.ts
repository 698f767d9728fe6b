import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Node } from '../../src/expr/ast.ts';
import { completionsAt } from '../../src/expr/complete.ts';
import { checkCondition, evaluateExpression } from '../../src/expr/condition.ts';
import { featuresUsed } from '../../src/expr/features.ts';
import { parseCondition, prepareExpr } from '../../src/expr/prepare.ts';
import { printExpr } from '../../src/expr/print.ts';
import { FLOAT_SLICE } from '../../src/expr/types/go-type.ts';
import { floatSlice, fromJson } from '../../src/expr/values/value.ts';

beforeAll(prepareExpr);

const TOKENS = [
  ...[
    'result',
    'result[0]',
    '.a',
    '#',
    '#index',
    'all(',
    'map(',
    'len(',
    'sum(',
    'reduce(',
    'isNaN(',
    'trim(',
    'date(',
  ],
  ...['(', ')', '[', ']', '{', '}', ',', ';', ':', '?', '?.', '??', '.', '..', '|', '!', 'not ', ' in ', ' matches '],
  ...[
    '+',
    '-',
    '*',
    '/',
    '%',
    '**',
    '==',
    '!=',
    '<',
    '<=',
    '&&',
    ' or ',
    'let x = ',
    'x',
    'if ',
    ' else ',
    'true',
    'nil',
  ],
  ...[
    '0',
    '1',
    '2.5',
    '0x1F',
    '9223372036854775807',
    '"a"',
    "'é'",
    '`r`',
    'b"x"',
    '"\\u{1F600}"',
    ' ',
    '\n',
    '//',
    '@',
  ],
];

const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 25 }).map((tokens) => tokens.join(''));
const anyText = fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }));

const results = [floatSlice([0.5, 2]), fromJson({ a: [1, 'x', null] }), null, 1.5, 'text'];

/** Numbers, strings and bools whose types are known, so that what is typed bool yields one. */
const { bool: typedBool } = fc.letrec<{ number: string; bool: string; text: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('1', '0', '2.5', 'result[0]', 'len(result)', 'sum(result)', '7', 'last(result)'),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '**'), tie('number'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(tie('bool'), tie('number')).map(([c, a]) => `(${c} ? ${a} : ${a})`),
  ),
  text: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom('"a"', '"é"'),
    tie('number').map((a) => `string(${a})`),
  ),
  bool: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('true', 'false'),
    fc
      .tuple(tie('number'), fc.constantFrom('<', '>', '<=', '>=', '==', '!='), tie('number'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(tie('bool'), fc.constantFrom('&&', '||', 'and', 'or'), tie('bool')).map((parts) => `(${parts.join(' ')})`),
    tie('bool').map((a) => `!${a}`),
    tie('number').map((a) => `all(result, # < ${a})`),
    fc
      .tuple(tie('text'), fc.constantFrom('contains', 'startsWith', '=='), tie('text'))
      .map((parts) => `(${parts.join(' ')})`),
  ),
}));

describe('whatever the text', () => {
  it('nothing throws, and errors lie inside it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const condition = parseCondition(text);
        for (const { span } of condition.errors) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(text.length);
          expect(span.start).toBeLessThanOrEqual(span.end);
        }
        checkCondition(condition, 'unknown');
        featuresUsed(condition);
        for (const result of results) evaluateExpression(condition, result);
      }),
      { numRuns: 500 },
    );
  });

  it('completions come at every offset', () => {
    fc.assert(
      fc.property(soup, fc.nat(), (text, offset) => {
        const at = offset % (text.length + 1);
        const { replace } = completionsAt(text, at, FLOAT_SLICE);
        expect(replace.start).toBeLessThanOrEqual(at);
      }),
      { numRuns: 200 },
    );
  });

  it('what parses is printed so that it parses to the same', () => {
    fc.assert(
      fc.property(fc.oneof(soup, typedBool), (text) => {
        const { ast, errors } = parseCondition(text);
        if (errors.length > 0) return;
        const printed = printExpr(ast);
        const again = parseCondition(printed);
        expect(again.errors).toEqual([]);
        expect(shape(again.ast)).toEqual(shape(ast));
        expect(printExpr(again.ast)).toBe(printed);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('checker and evaluator', () => {
  it('agree: what the checker refuses does not run, what it types bool yields a bool', () => {
    fc.assert(
      fc.property(fc.oneof(soup, typedBool), (text) => {
        const condition = parseCondition(text);
        const { errors } = checkCondition(condition, FLOAT_SLICE);
        const evaluation = evaluateExpression(condition, floatSlice([0.5, 2]));
        if (errors.length > 0) {
          expect(evaluation).toEqual({ ok: false, stage: 'compile', error: errors[0] });
        } else if (!evaluation.ok) expect(evaluation.stage).toBe('run');
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(typedBool, (text) => {
        const evaluation = evaluateExpression(parseCondition(text), floatSlice([0.5, 2]));
        expect(evaluation).toMatchObject({ ok: true, value: expect.any(Boolean) });
      }),
      { numRuns: 500 },
    );
  });
});

/** A tree without places and spelling. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const skipped: readonly string[] = ['span', 'at', 'raw', 'chained'] satisfies (keyof Node | 'raw' | 'chained')[];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !skipped.includes(key))
      .map(([key, member]) => [key, shape(member)]),
  );
}
