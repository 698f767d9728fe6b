import { makeMatcher } from '../../promql/engine/plan/matchers.ts';
import type { SeriesMatcher } from '../../promql/engine/storage.ts';
import { allMatchers, type DurationExpr, type Expr, METRIC_NAME, matcherAccepts, walk } from '../../promql/index.ts';
import type { RecordingRule } from './read.ts';

/** The part of a condition that decides whether a series of a rule may meet it. */
export type Condition = SeriesMatcher;

/**
 * Whether a selector asks for what a rule records: by its name, or by a regular expression that the name meets. A
 * selector without a positive condition on the name asks for none.
 */
export function asksFor(conditions: readonly Condition[], rule: Pick<RecordingRule, 'name' | 'labels'>): boolean {
  let named = false;
  for (const condition of conditions) {
    const { label, op } = condition;
    if (label === METRIC_NAME) {
      if (!condition.matches(rule.name)) return false;
      named ||= op === '=' || op === '=~';
    } else {
      const fixed = rule.labels.get(label);
      if (fixed !== undefined && !condition.matches(fixed)) return false;
    }
  }
  return named;
}

/** The conditions of each selector of a query; of `info`, that of the metrics which it reads of its own. */
export function conditionsIn(expr: Expr): readonly (readonly Condition[])[] {
  const found: (readonly Condition[])[] = [];
  walk(expr, (node) => {
    if (node.kind === 'VectorSelector') {
      found.push(
        allMatchers(node).map((matcher) => ({
          label: matcher.label.text,
          op: matcher.op,
          value: matcher.value.text,
          matches: (value) => matcherAccepts(matcher, value) ?? true,
        })),
      );
    } else if (node.kind === 'Call' && node.func?.name === 'info') found.push([INFO]);
  });
  return found;
}

const INFO: Condition = { label: METRIC_NAME, op: '=~', value: '.+_info', matches: (name) => name.endsWith('_info') };

/** Whether a query means something else at a time of its own than at the same time within a range. */
export function dependsOnRange(expr: Expr): boolean {
  let depends = false;
  walk(expr, (node) => {
    if (node.kind === 'VectorSelector' || node.kind === 'SubqueryExpr') {
      depends ||= node.at !== undefined && node.at.at !== 'time';
      depends ||= isOfRange(node.offset?.expr);
    }
    if (node.kind === 'MatrixSelector' || node.kind === 'SubqueryExpr') depends ||= isOfRange(node.range.expr);
    if (node.kind === 'SubqueryExpr') depends ||= isOfRange(node.step?.expr);
    if (node.kind === 'Call') depends ||= /^(?:start|end|range|step)$/.test(node.func?.name ?? '');
  });
  return depends;
}

function isOfRange(expr: DurationExpr | undefined): boolean {
  if (expr?.kind !== 'DurationExpr') return false;
  return expr.op === 'step' || expr.op === 'range' || isOfRange(expr.lhs) || isOfRange(expr.rhs);
}

export const namedExactly = (name: string): SeriesMatcher => makeMatcher(METRIC_NAME, '=', name);
