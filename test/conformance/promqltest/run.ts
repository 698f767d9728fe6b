import type { AtModifier, Expr, VectorSelector } from '../../../src/promql/ast.ts';
import { walk } from '../../../src/promql/ast.ts';
import { PromqlEngine } from '../../../src/promql/engine/engine.ts';
import { TIME_DEPENDENT } from '../../../src/promql/engine/plan/compile.ts';
import type { QueryResult, VectorSample } from '../../../src/promql/engine/result.ts';
import { print } from '../../../src/promql/print.ts';
import { compareRemarks, compareValue, compareVector } from './compare.ts';
import { type EvalCommand, parseScript } from './script.ts';
import { ScriptStore } from './store.ts';

/** How upstream runs its scripts (promqltest.NewTestEngine). */
export const SCRIPT_ENGINE = new PromqlEngine({
  features: {
    experimentalFunctions: true,
    durationExpressions: true,
    extendedRangeSelectors: true,
    fillModifiers: true,
  },
  delayedNameRemoval: true,
  startTimestamps: true,
  maxSamples: 10_000,
  timeoutMs: 100_000,
});

export interface EvaluationFailure {
  readonly line: number;
  readonly expr: string;
  readonly problem: string;
}

export interface ScriptRun {
  readonly evaluations: number;
  readonly failures: EvaluationFailure[];
}

/** Runs a script as upstream's test runner does, but goes on after failures. */
export function runScript(text: string): ScriptRun {
  const store = new ScriptStore();
  const failures: EvaluationFailure[] = [];
  let evaluations = 0;
  for (const command of parseScript(text)) {
    if (command.kind === 'clear') store.clear();
    else if (command.kind === 'load') store.load(command);
    else {
      evaluations++;
      const problem = runEvaluation(command, store);
      if (problem !== undefined) failures.push({ line: command.line, expr: command.expr, problem });
    }
  }
  return { evaluations, failures };
}

function runEvaluation(command: EvalCommand, store: ScriptStore): string | undefined {
  if (command.range !== undefined) {
    const result = SCRIPT_ENGINE.range(store.storage, command.expr, command.range);
    return failureOf(command, result) ?? answerProblem(command, result);
  }
  return (
    runInstant(command, command.expr, command.atMs, store) ??
    atModifierCases(command)
      .map(({ expr, timeMs }) => {
        const problem = runInstant(command, expr, timeMs, store);
        return problem && `as ${expr} at ${timeMs}: ${problem}`;
      })
      .find((problem) => problem !== undefined)
  );
}

/** Undefined where the evaluation ended, in value or error, as it should. */
function failureOf(command: EvalCommand, { error }: QueryResult): string | undefined {
  const failure = command.expectations.find(({ kind }) => kind === 'fail');
  if (failure === undefined) return error && `error: ${error.message}`;
  if (error === undefined) return 'expected an error but got none';
  return failure.matches(error.message) ? undefined : `expected error ${failure.text}, got ${error.message}`;
}

function answerProblem(command: EvalCommand, result: QueryResult): string | undefined {
  if (result.error !== undefined) return undefined;
  return compareRemarks(command, result) ?? compareValue(command, result.value);
}

/** As written, and again as the middle of a range query. */
function runInstant(command: EvalCommand, expr: string, timeMs: number, store: ScriptStore): string | undefined {
  const result = SCRIPT_ENGINE.instant(store.storage, expr, timeMs);
  const problem = failureOf(command, result) ?? answerProblem(command, result);
  if (problem !== undefined || result.error !== undefined) return problem;
  const inRange = command.points === undefined && command.string === undefined;
  if (!inRange || /(?:start|end|range|step)\(\)/.test(expr)) return undefined;
  const minute = 60_000;
  const times = { startMs: timeMs - minute, endMs: timeMs + minute, stepMs: minute };
  const range = SCRIPT_ENGINE.range(store.storage, expr, times);
  if (range.error !== undefined) return `in range mode: ${range.error.message}`;
  if (command.expectations.some(({ kind }) => kind === 'ordered')) return undefined;
  const samples = samplesAt(range, timeMs);
  const inRangeMode =
    result.value.type === 'scalar'
      ? compareValue(command, { type: 'scalar', timestampMs: timeMs, value: samples[0]?.value ?? NaN })
      : compareVector(command, samples);
  return inRangeMode && `in range mode: ${inRangeMode}`;
}

function samplesAt({ value }: QueryResult, timestampMs: number): VectorSample[] {
  if (value?.type !== 'matrix') return [];
  const samples: VectorSample[] = [];
  for (const { labels, timestampsMs, values, histograms } of value.series) {
    const row = timestampsMs.indexOf(timestampMs);
    if (row >= 0) samples.push({ labels, timestampMs, value: values[row] ?? NaN, histogram: undefined });
    const point = histograms.find((one) => one.timestampMs === timestampMs);
    if (point !== undefined) samples.push({ labels, timestampMs, value: 0, histogram: point.histogram });
  }
  return samples;
}

/** The query with its time put on every selector, at other times, where that changes nothing. */
function atModifierCases({ expr: text, atMs }: EvalCommand): { readonly expr: string; readonly timeMs: number }[] {
  const { expr } = SCRIPT_ENGINE.prepare(text);
  if (expr === undefined) return [];
  // Upstream does not look for functions in subqueries whose time is fixed by then, which all are.
  if (callsTimeDependent(expr)) return [];
  const fixed = print(fixTimes(expr, atMs));
  const times = atMs === 0 ? [-1000, 0, 1000] : [-10 * atMs, 0, Math.trunc(atMs / 5), atMs, 10 * atMs];
  return times.map((timeMs) => ({ expr: fixed, timeMs }));
}

function callsTimeDependent(expr: Expr): boolean {
  let found = false;
  const inSubquery = new Set<Expr>();
  walk(expr, (node, parent) => {
    if (parent !== undefined && (parent.kind === 'SubqueryExpr' || inSubquery.has(parent))) inSubquery.add(node);
    if (node.kind === 'Call' && TIME_DEPENDENT.has(node.name.text) && !inSubquery.has(node)) found = true;
  });
  return found;
}

function fixTimes(expr: Expr, timeMs: number): Expr {
  const at = (modifier: AtModifier | undefined): AtModifier =>
    modifier?.at === 'time' ? modifier : { at: 'time', ms: timeMs, span: expr.span };
  const selector = (one: VectorSelector): VectorSelector => ({ ...one, at: at(one.at) });
  switch (expr.kind) {
    case 'VectorSelector':
      return selector(expr);
    case 'MatrixSelector':
      return { ...expr, selector: selector(expr.selector) };
    case 'SubqueryExpr':
      return { ...expr, at: at(expr.at) };
    case 'AggregateExpr':
      return {
        ...expr,
        expr: fixTimes(expr.expr, timeMs),
        param: expr.param === undefined ? undefined : fixTimes(expr.param, timeMs),
      };
    case 'BinaryExpr':
      return { ...expr, lhs: fixTimes(expr.lhs, timeMs), rhs: fixTimes(expr.rhs, timeMs) };
    case 'Call':
      return { ...expr, args: expr.args.map((arg) => fixTimes(arg, timeMs)) };
    case 'ParenExpr':
    case 'UnaryExpr':
      return { ...expr, expr: fixTimes(expr.expr, timeMs) };
    default:
      return expr;
  }
}
