import { type Node, parseCondition } from '../../../expr/index.ts';
import { type MetricView, metricsOf } from '../../../manifest/metric.ts';
import type { AnalysisUse } from '../../../workspace/workspace.ts';

/** The first metric of a use that is inconclusive where neither of its conditions holds, unless one is the other's opposite. */
export const undecidedMetric = ({ templates }: AnalysisUse): MetricView | undefined =>
  templates.flatMap((each) => metricsOf(each)).find(leavesGap);

function leavesGap({ successCondition, failureCondition }: MetricView): boolean {
  const [success, failure] = [successCondition?.text.value, failureCondition?.text.value];
  if (success === undefined || failure === undefined || success === '' || failure === '') return false;
  return !areOpposites(success, failure);
}

const OPPOSITES: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** True for `a < b` and `a >= b`, and for `a` and `!(a)`. NaN is on neither side, which other rules tell. */
function areOpposites(success: string, failure: string): boolean {
  const [a, b] = [parseCondition(success).ast, parseCondition(failure).ast];
  if (isNegation(a, success, b, failure) || isNegation(b, failure, a, success)) return true;
  if (a.kind !== 'binary' || b.kind !== 'binary' || OPPOSITES[a.operator] !== b.operator) return false;
  return textOf(a.left, success) === textOf(b.left, failure) && textOf(a.right, success) === textOf(b.right, failure);
}

const isNegation = (negated: Node, negatedText: string, plain: Node, plainText: string): boolean =>
  negated.kind === 'unary' &&
  (negated.operator === '!' || negated.operator === 'not') &&
  textOf(negated.operand, negatedText) === textOf(plain, plainText);

const textOf = ({ span }: Node, text: string): string =>
  text
    .slice(span.start, span.end)
    .replaceAll(/\s+/g, '')
    .replace(/^\((.*)\)$/s, '$1');
