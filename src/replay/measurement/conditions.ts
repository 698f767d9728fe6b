import { evaluateCondition, type MemberNode, type Node, type ParsedCondition, walk } from '../../expr/index.ts';
import { textOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import { decidingPart, partsOf } from './deciding.ts';
import { numberText } from './number-text.ts';
import { goValue, type ResultValue } from './value.ts';

export type ConditionField = 'successCondition' | 'failureCondition';

/** A condition of a metric on one measurement's value. */
export interface JudgedCondition {
  readonly field: ConditionField;
  readonly text: string;
  /** The part that decides, with the value in place of `result`: `0.9612 >= 0.99`. */
  readonly filled: string;
  /** Undefined where it cannot be evaluated. */
  readonly holds: boolean | undefined;
}

const FIELDS: readonly ConditionField[] = ['successCondition', 'failureCondition'];

/** Says what the conditions of a metric make of values. Needs `prepareExpr`. */
export function conditionJudge(metric: Metric): (value: ResultValue) => readonly JudgedCondition[] {
  const conditions = FIELDS.flatMap((field) => {
    const text = textOf(metric[field]);
    return text === '' ? [] : [{ field, text, whole: partsOf(text) }];
  });
  return (value) =>
    conditions.map(({ field, text, whole }) => {
      const result = goValue(value);
      const verdict = evaluateCondition(whole.condition, result);
      const part = decidingPart(whole, result);
      return {
        field,
        text,
        filled: fill(part.text, part.condition, value),
        holds: verdict.ok ? verdict.value : undefined,
      };
    });
}

/** More elements than these are counted. */
const MAX_ELEMENTS = 4;

function fill(text: string, { ast, errors }: ParsedCondition, value: ResultValue): string {
  if (errors.length > 0) return text;
  const literals = literalsOf(ast);
  const places: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  walk(ast, (node) => {
    const found = memberValue(node, value);
    if (found === undefined) return true;
    const shown = show(found, literals);
    if (shown === undefined) return true;
    places.push({ start: node.span.start, end: node.span.end, text: shown });
    return false;
  });
  let filled = '';
  let from = 0;
  for (const { start, end, text: shown } of places.sort((a, b) => a.start - b.start)) {
    // A chain of comparisons holds a node twice.
    if (start < from) continue;
    filled += text.slice(from, start) + shown;
    from = end;
  }
  return (filled + text.slice(from)).replaceAll(/\s+/g, ' ').trim();
}

/** The value of `result`, `result[0]`, `result.status`, `result['a'].b`; undefined for every other node. */
function memberValue(node: Node, value: ResultValue): ResultValue | undefined {
  if (node.kind === 'identifier') return node.name === 'result' ? value : undefined;
  if (node.kind !== 'member' || node.method) return undefined;
  const object = memberValue(node.object, value);
  return object === undefined ? undefined : member(object, node);
}

function member(object: ResultValue, { property }: MemberNode): ResultValue | undefined {
  if (Array.isArray(object)) {
    const index = property.kind === 'integer' ? Number(property.value) : negativeIndex(property);
    return index === undefined ? undefined : (object as readonly ResultValue[]).at(index);
  }
  if (property.kind !== 'string' || typeof object !== 'object' || object === null) return undefined;
  const map = object as { readonly [key: string]: ResultValue };
  return Object.hasOwn(map, property.value) ? map[property.value] : undefined;
}

const negativeIndex = (node: Node): number | undefined =>
  node.kind === 'unary' && node.operator === '-' && node.operand.kind === 'integer'
    ? -Number(node.operand.value)
    : undefined;

function show(value: ResultValue, literals: readonly number[]): string | undefined {
  if (typeof value === 'number') return numberText(value, literals);
  if (Array.isArray(value)) {
    const list = value as readonly ResultValue[];
    if (!list.every((each) => typeof each === 'number')) return undefined;
    const shown = list.slice(0, MAX_ELEMENTS).map((each) => numberText(each as number, literals));
    const more = list.length - MAX_ELEMENTS;
    return `[${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}]`;
  }
  if (typeof value === 'string') return value.length <= 40 ? JSON.stringify(value) : undefined;
  return typeof value === 'boolean' || value === null ? String(value ?? 'nil') : undefined;
}

function literalsOf(ast: Node): readonly number[] {
  const literals: number[] = [];
  walk(ast, (node) => {
    if (node.kind === 'float') literals.push(node.value);
    if (node.kind === 'integer') literals.push(Number(node.value));
    return true;
  });
  return literals;
}
