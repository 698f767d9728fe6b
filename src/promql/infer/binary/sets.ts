import type { BinaryExpr } from '../../ast.ts';
import { eitherLabels } from '../labels.ts';
import { type DeadReason, type EmptyReason, type Facts, handedOn, type NodeFacts } from '../model.ts';
import { commonUnit } from '../units.ts';
import { constantOf, eitherRange } from '../values.ts';
import { andLabels, constantSignature, hasHoles, neverMatch } from './matching.ts';
import { dedupe } from './numbers.ts';

export function setFacts(expr: BinaryExpr, lhs: Facts, rhs: Facts): NodeFacts {
  const { matching } = expr;
  const sameSignature = constantSignature(matching, lhs.labels, rhs.labels);
  if (expr.op === 'or') return orFacts(lhs, rhs, sameSignature);
  const set: EmptyReason = { kind: 'set', span: expr.span };
  const left = { mayBeNaN: lhs.mayBeNaN, values: lhs.values, unit: lhs.unit };
  if (expr.op === 'unless') {
    const allGone = sameSignature && rhs.count.min === 1;
    const dead: DeadReason | undefined = allGone ? { kind: 'unless', span: expr.span, label: undefined } : undefined;
    const untouched = rhs.dead !== undefined || neverMatch(expr, lhs.labels, rhs.labels) !== undefined;
    return {
      ...left,
      labels: lhs.labels,
      count: { min: untouched ? lhs.count.min : 0, max: lhs.count.max },
      mayBeEmpty: untouched ? lhs.mayBeEmpty : [...lhs.mayBeEmpty, set],
      dead: lhs.dead ?? dead,
    };
  }
  const certain = sameSignature && rhs.count.min === 1;
  return {
    ...left,
    labels: hasHoles(matching) ? lhs.labels : andLabels(matching, lhs.labels, rhs.labels),
    count: { min: certain ? lhs.count.min : 0, max: lhs.count.max },
    mayBeEmpty: certain ? lhs.mayBeEmpty : [...lhs.mayBeEmpty, ...rhs.mayBeEmpty, set],
    dead: lhs.dead ?? rhs.dead ?? neverMatch(expr, lhs.labels, rhs.labels),
  };
}

/** All of the left side, and of the right side what matches none of it. */
function orFacts(lhs: Facts, rhs: Facts, sameSignature: boolean): NodeFacts {
  const rightIsDropped = rhs.dead !== undefined || (sameSignature && lhs.count.min === 1);
  if (rightIsDropped) return handedOn(lhs);
  if (lhs.dead !== undefined) return handedOn(rhs);
  const min = lhs.count.min === 1 || rhs.count.min === 1 ? 1 : 0;
  const max = sameSignature ? Math.max(lhs.count.max, rhs.count.max) : lhs.count.max + rhs.count.max;
  return {
    labels: eitherLabels(lhs.labels, rhs.labels),
    count: { min, max },
    mayBeEmpty: min === 1 ? [] : [...lhs.mayBeEmpty, ...rhs.mayBeEmpty],
    dead: undefined,
    mayBeNaN: dedupe([...lhs.mayBeNaN, ...rhs.mayBeNaN]),
    values: eitherRange(lhs.values, rhs.values),
    unit: constantOf(rhs.values) === undefined ? commonUnit(lhs.unit, rhs.unit) : lhs.unit,
  };
}
