import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { evalTime, evaluateCondition, evaluateExpression } from '../../../src/expr/condition.ts';
import { evaluateResult } from '../../../src/expr/phase.ts';
import { parseCondition, prepareExpr } from '../../../src/expr/prepare.ts';
import { FLOAT64, pointerTo, STRING_SLICE } from '../../../src/expr/types/go-type.ts';
import { floatSlice, fromJson, type GoValue, nilSlice } from '../../../src/expr/values/value.ts';
import { canonical, readFloat, readTyped, type TypedValue, writeTyped } from '../go-values.ts';
import type { Failure, Suite, SuiteResult } from '../suite.ts';

interface ExpressionVector {
  readonly id: string;
  readonly result: TypedValue;
  readonly expr: string;
  readonly outcome: 'value' | 'compile-error' | 'runtime-error';
  readonly value?: TypedValue;
  readonly conditionError?: string;
  readonly message?: string;
  readonly messagePrefix?: string;
  readonly archDependent?: boolean;
}

interface PhaseVector {
  readonly id: string;
  readonly result: TypedValue;
  readonly successCondition: string;
  readonly failureCondition: string;
  readonly phase: string;
  readonly error?: string;
}

interface ArgoVector {
  readonly id: string;
  readonly function: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expect: Readonly<Record<string, unknown>>;
}

const EXPRESSION_FILES = [
  ...['literals', 'lexer', 'precedence', 'if', 'compare', 'arith', 'numbers', 'optimizer', 'member', 'index'],
  ...['inference', 'dynamic', 'edge', 'builtins', 'predicates', 'strings', 'regex', 'math', 'time', 'format'],
  ...['cloudwatch', 'newrelic', 'realworld', 'typos', 'generated'],
];

/** A day in 2024: vectors only ask that `now()` is later than some day of the past. */
const NOW = (): number => 1_718_000_000_000;

async function readVectors<T>(dir: string, file: string): Promise<readonly T[]> {
  const text = await readFile(path.join(dir, file), 'utf8');
  return (JSON.parse(text) as { readonly vectors: readonly T[] }).vectors;
}

function suite<T extends { readonly id: string }>(
  name: string,
  compare: (vector: T) => { readonly expected: string; readonly actual: string },
): Suite {
  return {
    name,
    async run(dir): Promise<SuiteResult> {
      await prepareExpr();
      const vectors = await readVectors<T>(dir, name);
      const failures: Failure[] = [];
      for (const vector of vectors) {
        const { expected, actual } = compare(vector);
        if (expected !== actual) failures.push({ id: vector.id, expected, actual });
      }
      return { total: vectors.length, failures };
    },
  };
}

function compareExpression(vector: ExpressionVector): { readonly expected: string; readonly actual: string } {
  const condition = parseCondition(vector.expr);
  const result = readTyped(vector.result);
  const evaluation = evaluateExpression(condition, result, { now: NOW });
  const verdict = evaluateCondition(condition, result, { now: NOW });
  const verdictText = verdict.ok ? '' : verdict.error.message;
  if (vector.outcome === 'value') {
    const expected = `value ${canonical(vector.value)} ${vector.conditionError ?? ''}`;
    if (evaluation.ok) return { expected, actual: `value ${writeTyped(evaluation.value)} ${verdictText}` };
    return { expected, actual: `${evaluation.stage} ${evaluation.error.message}` };
  }
  const stage = vector.outcome === 'compile-error' ? 'compile' : 'run';
  const expected = `${stage} ${vector.messagePrefix ?? vector.message ?? ''}`;
  if (evaluation.ok) return { expected, actual: `value ${writeTyped(evaluation.value)}` };
  const actual = `${evaluation.stage} ${evaluation.error.message}`;
  return { expected, actual: vector.messagePrefix === undefined ? actual : actual.slice(0, expected.length) };
}

function comparePhase(vector: PhaseVector): { readonly expected: string; readonly actual: string } {
  const { successCondition, failureCondition } = vector;
  const actual = evaluateResult(readTyped(vector.result), successCondition, failureCondition, { now: NOW });
  return { expected: `${vector.phase} ${vector.error ?? ''}`, actual: `${actual.phase} ${actual.error ?? ''}` };
}

/** The results of these vectors are plain JSON; `goType` says what the controller is given. */
function readArgoResult(goType: unknown, result: unknown): GoValue {
  switch (goType) {
    case 'nil*float64':
    case '*float64':
      return { kind: 'pointer', type: pointerTo(FLOAT64), target: result === null ? null : readFloat(result) };
    case 'nil[]string':
      return nilSlice(STRING_SLICE);
    case '[]float64':
      return floatSlice(Array.isArray(result) ? result.map(readFloat) : []);
    case 'float64':
      return readFloat(result);
    case 'int':
      return BigInt(String(result));
    default:
      return fromJson(result);
  }
}

function compareArgo({ function: name, input, expect }: ArgoVector): {
  readonly expected: string;
  readonly actual: string;
} {
  const result = readArgoResult(input['goType'], input['result']);
  if (name === 'EvaluateResult') {
    const actual = evaluateResult(
      result,
      String(input['successCondition'] ?? ''),
      String(input['failureCondition'] ?? ''),
      { now: NOW },
    );
    return {
      expected: canonical({ phase: expect['phase'], error: expect['error'] ?? null }),
      actual: canonical({ phase: actual.phase, error: actual.error ?? null }),
    };
  }
  if (name === 'EvalTime') {
    const actual = evalTime(String(input['expr']), NOW);
    const time = actual.ok ? new Date(Number(actual.unixNanoseconds / 1_000_000n)).toISOString() : null;
    return {
      expected: canonical(expect['error'] ?? new Date(String(expect['time'])).toISOString()),
      actual: canonical(actual.ok ? time : actual.error.message),
    };
  }
  const verdict = evaluateCondition(parseCondition(String(input['condition'])), result, { now: NOW });
  return {
    expected: canonical(expect['error'] ?? expect),
    actual: canonical(verdict.ok ? { error: null, value: verdict.value } : verdict.error.message),
  };
}

export const suites: Suite[] = [
  ...EXPRESSION_FILES.map((name) => suite(`expr/${name}.json`, compareExpression)),
  suite('expr/phase.json', comparePhase),
  suite('argo/condition-evaluation.json', compareArgo),
  suite('argo/condition-pitfalls.json', compareArgo),
];
