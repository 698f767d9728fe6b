import { METRIC_NAME } from '../ast.ts';
import { addHistograms, subtractHistograms } from '../engine/histogram/arithmetic.ts';
import type { FloatHistogram } from '../engine/histogram/histogram.ts';
import { LabelSet } from '../engine/labels.ts';
import { parsePromql } from '../parse/parse.ts';
import { parseHistogram } from './histogram.ts';
import { NotationError, numberOf, type Read } from './reading.ts';

/** One position of a series that is written out. */
export type SequenceValue =
  /** `_`: no sample. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'float'; readonly value: number }
  /** `stale`: the series ends here. */
  | { readonly kind: 'stale' }
  /** `hintGiven`: `counter_reset_hint` was written. */
  | { readonly kind: 'histogram'; readonly histogram: FloatHistogram; readonly hintGiven: boolean };

export type SeriesResult =
  | { readonly ok: true; readonly labels: LabelSet; readonly values: readonly SequenceValue[] }
  /** `at` is the offset in the text, if it is known. */
  | { readonly ok: false; readonly error: string; readonly at: number | undefined };

/** Repetitions beyond this are refused. */
const MAX_VALUES = 1_000_000;

/**
 * Reads promtool's notation for series, `metric{label="x"} 1 2+3x4 _ stale {{sum:1}}x2` (parser.ParseSeriesDesc). Names and
 * labels are those of PromQL with `=` only. `preparePromql` must have been awaited.
 */
export function parseSeries(text: string): SeriesResult {
  try {
    const { value: labels, end } = readMetric(text);
    return { ok: true, labels, values: readValues(text, end) };
  } catch (error) {
    if (!(error instanceof NotationError)) throw error;
    return { ok: false, error: error.message, at: error.at };
  }
}

function readMetric(text: string): Read<LabelSet> {
  const blank = /^\s*/.exec(text)?.[0].length ?? 0;
  const name = /^[A-Za-z_:][A-Za-z0-9_:]*/.exec(text.slice(blank))?.[0] ?? '';
  let at = blank + name.length;
  const labels = new Map<string, string>();
  if (name !== '') labels.set(METRIC_NAME, name);
  const open = /^\s*\{(?!\{)/.exec(text.slice(at));
  if (open !== null) {
    const start = at + open[0].length;
    const close = closingBrace(text, start);
    for (const [label, value] of readLabels(text.slice(start, close))) labels.set(label, value);
    at = close + 1;
  } else if (name === '') {
    throw new NotationError('a series begins with a metric name or `{`');
  }
  return { value: LabelSet.of(labels), end: at };
}

function closingBrace(text: string, start: number): number {
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\' && quote !== '`') at++;
      else if (character === quote) quote = '';
    } else if (character === '}') return at;
    else if (character === '"' || character === "'" || character === '`') quote = character;
  }
  throw new NotationError(quote === '' ? 'unexpected end of input inside braces' : 'unterminated quoted string');
}

/** As PromQL reads them; a selector needs a condition that something meets, which the first one is. */
function readLabels(inside: string): Map<string, string> {
  const { expr, errors } = parsePromql(`{x="x",${inside}}`);
  const [error] = errors;
  if (error !== undefined) throw new NotationError(error.upstream ?? error.message);
  if (expr?.kind !== 'VectorSelector') throw new NotationError('not a set of labels');
  const labels = new Map<string, string>();
  for (const { label, op, value } of expr.matchers.slice(1)) {
    if (op !== '=') throw new NotationError(`unexpected operator ${op}: the labels of a series are given with =`);
    labels.set(label.text, value.text);
  }
  return labels;
}

const ITEM =
  /(_)(?:x(\d+))?|(stale)|([+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf|nan))(?:([+-](?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf|nan))?x(\d+))?/iy;

function readValues(text: string, start: number): SequenceValue[] {
  const values: SequenceValue[] = [];
  let at = start;
  while (at < text.length) {
    const blank = /[ \t\r\n]*/y;
    blank.lastIndex = at;
    const length = blank.exec(text)?.[0].length ?? 0;
    at += length;
    if (at >= text.length) break;
    if (length === 0) throw unexpected(text, at);
    at = text.startsWith('{{', at) ? readHistogramItem(text, at, values) : readItem(text, at, values);
    if (values.length > MAX_VALUES) throw new NotationError(`more than ${MAX_VALUES} values`);
  }
  return values;
}

const unexpected = (text: string, at: number): NotationError =>
  new NotationError(`unexpected ${JSON.stringify(text.slice(at, at + 10))} in series values`, at);

function readItem(text: string, at: number, values: SequenceValue[]): number {
  ITEM.lastIndex = at;
  const match = ITEM.exec(text);
  if (match === null) throw unexpected(text, at);
  const [whole, gap, gaps, stale, number, step, times] = match;
  if (gap !== undefined) {
    repeat(gaps === undefined ? 1 : Number(gaps), () => values.push({ kind: 'gap' }));
  } else if (stale !== undefined) {
    if (stale !== 'stale') throw unexpected(text, at);
    values.push({ kind: 'stale' });
  } else {
    let value = numberOf(number ?? '');
    const increment = step === undefined ? 0 : numberOf(step);
    repeat(times === undefined ? 1 : Number(times) + 1, () => {
      values.push({ kind: 'float', value });
      // Adding up, as upstream does, with the errors that brings; nothing is added where no step is written.
      if (step !== undefined) value += increment;
    });
  }
  return at + whole.length;
}

function repeat(times: number, action: () => void): void {
  if (times > MAX_VALUES) throw new NotationError(`more than ${MAX_VALUES} values`);
  for (let i = 0; i < times; i++) action();
}

function readHistogramItem(text: string, start: number, values: SequenceValue[]): number {
  const { value: base, end } = parseHistogram(text, start);
  const push = (histogram: FloatHistogram, hintGiven: boolean): unknown =>
    values.push({ kind: 'histogram', histogram, hintGiven });
  const plain = /x(\d+)/y;
  plain.lastIndex = end;
  const times = plain.exec(text);
  if (times !== null) {
    repeat(Number(times[1]) + 1, () => push(base.histogram, base.hintGiven));
    return plain.lastIndex;
  }
  const sign = text.charAt(end);
  if ((sign !== '+' && sign !== '-') || !text.startsWith('{{', end + 1)) {
    push(base.histogram, base.hintGiven);
    return end;
  }
  const { value: step, end: stepEnd } = parseHistogram(text, end + 1);
  plain.lastIndex = stepEnd;
  const count = plain.exec(text);
  if (count === null) throw unexpected(text, stepEnd);
  let current = base.histogram;
  repeat(Number(count[1]) + 1, () => {
    push(current, step.hintGiven);
    if (values.length > MAX_VALUES) throw new NotationError(`more than ${MAX_VALUES} values`);
    current = stepped(current, step.histogram, sign, Number(count[1]) > 0);
  });
  return plain.lastIndex;
}

function stepped(current: FloatHistogram, step: FloatHistogram, sign: string, needed: boolean): FloatHistogram {
  if (!needed) return current;
  if (current.schema > step.schema) {
    throw new NotationError(`error combining histograms: cannot merge from schema ${step.schema} to ${current.schema}`);
  }
  const combined = (sign === '+' ? addHistograms : subtractHistograms)(current, step);
  if (combined === undefined) {
    throw new NotationError(
      'cannot apply this operation on histograms with a mix of exponential and custom bucket schemas',
    );
  }
  return combined.histogram;
}
