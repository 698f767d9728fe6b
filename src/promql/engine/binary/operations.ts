import { calculate } from '../../arithmetic.ts';
import type { ArithmeticOp, BinaryOp } from '../../ast.ts';
import * as texts from '../annotation-texts.ts';
import type { Annotations } from '../annotations.ts';
import { addHistograms, subtractHistograms } from '../histogram/arithmetic.ts';
import { compact, divide, equalHistograms, type FloatHistogram, scale, withHint } from '../histogram/histogram.ts';
import { trim } from '../histogram/trim.ts';

const COMPARISONS: readonly string[] = ['==', '!=', '>', '<', '>=', '<='];
export const isComparison = (op: BinaryOp): boolean => COMPARISONS.includes(op);

/** Arithmetic makes something else of a metric; comparisons and trimming do not (changesMetricSchema). */
export const changesMetric = (op: BinaryOp): op is ArithmeticOp =>
  !isComparison(op) && op !== '</' && op !== '>/' && op !== 'and' && op !== 'or' && op !== 'unless';

export function compare(op: BinaryOp, a: number, b: number): boolean {
  switch (op) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '>':
      return a > b;
    case '<':
      return a < b;
    case '>=':
      return a >= b;
    default:
      return a <= b;
  }
}

/** The result of one pair, written anew for each. */
export class Outcome {
  value = 0;
  histogram: FloatHistogram | undefined;
  /** False: a comparison that does not hold. */
  keep = false;
}

/** Where remarks go; a step has at most one, the last (lastErr in VectorBinop). */
export interface Remarks {
  add(kind: 'warning' | 'info', text: string): void;
}

/** The remark of one step. */
export class LastRemark implements Remarks {
  #remark: { readonly kind: 'warning' | 'info'; readonly text: string } | undefined;

  add(kind: 'warning' | 'info', text: string): void {
    this.#remark = { kind, text };
  }

  flush(annotations: Annotations, position: number): void {
    if (this.#remark === undefined) return;
    if (this.#remark.kind === 'warning') annotations.warn(this.#remark.text, position);
    else annotations.info(this.#remark.text, position);
    this.#remark = undefined;
  }
}

/** vectorElemBinop: false where there is no result, which may have been remarked on. */
export function combineSamples(
  op: BinaryOp,
  a: number,
  b: number,
  ha: FloatHistogram | undefined,
  hb: FloatHistogram | undefined,
  out: Outcome,
  remarks: Remarks,
): boolean {
  out.histogram = undefined;
  if (ha === undefined && hb === undefined) {
    if (isComparison(op)) {
      out.value = a;
      out.keep = compare(op, a, b);
      return true;
    }
    if (changesMetric(op)) {
      out.value = calculate(op, a, b);
      out.keep = true;
      return true;
    }
  } else {
    out.value = 0;
    out.keep = true;
    const result = combineHistograms(op, a, b, ha, hb, out, remarks);
    if (result === undefined) return false;
    if (result !== 'incompatible') {
      out.histogram = result;
      return true;
    }
  }
  const type = (h: FloatHistogram | undefined): string => (h === undefined ? 'float' : 'histogram');
  remarks.add('info', texts.incompatibleTypes(op, type(ha), type(hb)));
  return false;
}

function combineHistograms(
  op: BinaryOp,
  a: number,
  b: number,
  ha: FloatHistogram | undefined,
  hb: FloatHistogram | undefined,
  out: Outcome,
  remarks: Remarks,
): FloatHistogram | 'incompatible' | undefined {
  if (ha === undefined) return op === '*' && hb !== undefined ? compact(scale(hb, a)) : 'incompatible';
  if (hb === undefined) {
    if (op === '*') return compact(scale(ha, b));
    if (op === '/') return compact(divide(ha, b));
    if (op === '</' || op === '>/') return trim(ha, b, op === '</');
    return 'incompatible';
  }
  if (op === '==' || op === '!=') {
    out.keep = equalHistograms(ha, hb) === (op === '==');
    return ha;
  }
  if (op !== '+' && op !== '-') return 'incompatible';
  const combined = op === '+' ? addHistograms(ha, hb) : subtractHistograms(ha, hb);
  if (combined === undefined) {
    remarks.add('warning', texts.incompatibleBuckets(op));
    return undefined;
  }
  const name = op === '+' ? 'addition' : 'subtraction';
  if (combined.hintsCollide) {
    // Upstream takes it for a failure: there is no result.
    remarks.add('warning', texts.hintCollision(name));
    return undefined;
  }
  if (combined.boundsReconciled) remarks.add('info', texts.boundsReconciled(name));
  return compact(op === '-' ? withHint(combined.histogram, 'gauge') : combined.histogram);
}
