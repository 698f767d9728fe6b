import type { BuiltinNode } from '../ast.ts';
import { ANY, ANY_SLICE, BOOL, functionOf, INT, mapOf } from '../types/go-type.ts';
import {
  arrayOfNature,
  derefNature,
  elemOf,
  isArray,
  isBool,
  isString,
  isUnknown,
  type Nature,
  natureOf,
  printNature,
  UNKNOWN,
} from '../types/nature.ts';
import type { Checker } from './checker.ts';

const GROUPS = mapOf(ANY, ANY_SLICE);
const INDEX = { name: 'index', nature: natureOf(INT) };
const ACCUMULATOR = { name: 'acc', nature: UNKNOWN };

/** Builtins whose predicate must be a bool. */
const FILTERS = new Set([
  ...['all', 'none', 'any', 'one', 'filter', 'find', 'findLast', 'findIndex', 'findLastIndex', 'count'],
]);
const OTHERS = new Set(['map', 'sum', 'groupBy', 'sortBy', 'reduce']);

/** checker.go builtinNode, for the builtins that take a predicate; undefined for all others. */
export function checkPredicateCall(checker: Checker, node: BuiltinNode): Nature | undefined {
  const { name, args } = node;
  const [first, predicate, third] = args;
  if (first === undefined || !(FILTERS.has(name) || OTHERS.has(name))) return undefined;
  const collection = derefNature(checker.visit(first));
  if (!isArray(collection) && !isUnknown(collection)) {
    return checker.fail(first, `builtin ${name} takes only array (got ${printNature(collection)})`);
  }
  if (predicate === undefined) {
    if (name === 'count') return natureOf(INT);
    return isUnknown(collection) ? UNKNOWN : elemOf(collection);
  }
  const variables = name === 'map' ? [INDEX] : name === 'reduce' ? [INDEX, ACCUMULATOR] : [];
  const body = checker.visitPredicate(predicate, collection, variables).ref ?? UNKNOWN;
  if (third !== undefined) {
    const order = checker.visit(third);
    if (name === 'sortBy' && !isString(order) && !isUnknown(order)) {
      return checker.fail(third, `sortBy order argument must be a string (got ${printNature(order)})`);
    }
  }
  if (body.nil) {
    if (name === 'sum') return undefined;
    const inputs = name === 'reduce' ? 'two input' : 'one input';
    return checker.fail(predicate, `predicate should has ${inputs} and one output param`);
  }
  if (FILTERS.has(name) && !isBool(body) && !isUnknown(body)) {
    return checker.fail(predicate, `predicate should return boolean (got ${printNature(body)})`);
  }
  return resultNature(name, collection, body);
}

function resultNature(name: string, collection: Nature, body: Nature): Nature {
  switch (name) {
    case 'filter':
      return isUnknown(collection) ? natureOf(ANY_SLICE) : arrayOfNature(elemOf(collection));
    case 'map':
      return arrayOfNature(body);
    case 'find':
    case 'findLast':
      return isUnknown(collection) ? UNKNOWN : elemOf(collection);
    case 'findIndex':
    case 'findLastIndex':
    case 'count':
      return natureOf(INT);
    case 'sum':
      return isUnknown(body) ? natureOf(ANY) : natureOf(body.type);
    case 'groupBy':
      return natureOf(GROUPS);
    case 'sortBy':
      return collection;
    case 'reduce':
      return body;
    default:
      return natureOf(BOOL);
  }
}

/** checker.go predicateNode: a function from anything to the body's type, or to nothing where that is nil. */
export const predicateNature = (body: Nature): Nature => {
  const results = body.nil ? [] : [isUnknown(body) || body.type === undefined ? ANY : body.type];
  return { ...natureOf(functionOf([ANY], results)), ref: body };
};
