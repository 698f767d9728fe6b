import { formatWithoutArguments } from '../../go/sprintf.ts';
import type { BinaryNode } from '../ast.ts';
import { patternError } from '../run/operators/regex.ts';
import { BOOL, BYTES, FLOAT64, INT, STRING } from '../types/go-type.ts';
import { DURATION, TIME } from '../types/known-types.ts';
import {
  arrayOfNature,
  derefNature,
  elemOf,
  isArray,
  isAssignableNature,
  isBool,
  isComparable,
  isDuration,
  isInteger,
  isMap,
  isNumber,
  isString,
  isTime,
  isUnknown,
  mayBeCompatible,
  type Nature,
  NIL,
  natureOf,
  printNature,
  promoteNumbers,
  UNKNOWN,
} from '../types/nature.ts';
import type { Checker } from './checker.ts';

const BOOLEAN = natureOf(BOOL);

/** checker.go binaryNode */
export function checkBinary(checker: Checker, node: BinaryNode): Nature {
  const left = derefNature(checker.visit(node.left));
  const right = derefNature(checker.visit(node.right));
  const nature = node.operator === 'in' ? checkIn(checker, node, left, right) : judge(checker, node, left, right);
  if (nature !== undefined) return nature;
  const types = `${printNature(left)} and ${printNature(right)}`;
  return checker.fail(node, `invalid operation: ${node.operator} (mismatched types ${types})`);
}

function judge(checker: Checker, node: BinaryNode, left: Nature, right: Nature): Nature | undefined {
  switch (node.operator) {
    case '==':
    case '!=':
      return isComparable(left, right) ? BOOLEAN : undefined;
    case 'or':
    case '||':
    case 'and':
    case '&&':
      return (isBool(left) && isBool(right)) || mayBeCompatible(left, right, isBool) ? BOOLEAN : undefined;
    case '<':
    case '>':
    case '>=':
    case '<=':
      return areOrdered(left, right) ? BOOLEAN : undefined;
    case '+':
      return add(left, right);
    case '-':
      return subtract(left, right);
    case '*':
      return multiply(left, right);
    case '/':
    case '**':
    case '^':
      return (isNumber(left) && isNumber(right)) || mayBeCompatible(left, right, isNumber)
        ? natureOf(FLOAT64)
        : undefined;
    case '%':
      return (isInteger(left) && isInteger(right)) || mayBeCompatible(left, right, isInteger)
        ? natureOf(INT)
        : undefined;
    case 'matches': {
      const problem = node.right.kind === 'string' ? patternError(node.right.value) : undefined;
      // The text serves as a format.
      if (problem !== undefined) return checker.fail(node, formatWithoutArguments(problem));
      const isText = isString(left) || left.type === BYTES;
      return (isText && isString(right)) || mayBeCompatible(left, right, isString) ? BOOLEAN : undefined;
    }
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return (isString(left) && isString(right)) || mayBeCompatible(left, right, isString) ? BOOLEAN : undefined;
    case '..':
      return (isInteger(left) && isInteger(right)) || mayBeCompatible(left, right, isInteger)
        ? arrayOfNature(natureOf(INT))
        : undefined;
    case '??':
      if (left.nil) return right.nil ? NIL : right;
      if (right.nil) return left;
      return isAssignableNature(right, left) ? left : UNKNOWN;
    case 'in':
      return undefined;
  }
}

const areOrdered = (left: Nature, right: Nature): boolean =>
  (isNumber(left) && isNumber(right)) ||
  (isString(left) && isString(right)) ||
  (isTime(left) && isTime(right)) ||
  (isDuration(left) && isDuration(right)) ||
  mayBeCompatible(left, right, isNumber, isString, isTime, isDuration);

function add(left: Nature, right: Nature): Nature | undefined {
  if (isNumber(left) && isNumber(right)) return promoteNumbers(left, right);
  if (isString(left) && isString(right)) return natureOf(STRING);
  if (isTime(left) && isDuration(right)) return natureOf(TIME);
  if (isDuration(left) && isTime(right)) return natureOf(TIME);
  if (isDuration(left) && isDuration(right)) return natureOf(DURATION);
  return mayBeCompatible(left, right, isNumber, isString, isTime, isDuration) ? UNKNOWN : undefined;
}

function subtract(left: Nature, right: Nature): Nature | undefined {
  if (isNumber(left) && isNumber(right)) return promoteNumbers(left, right);
  if (isTime(left) && isTime(right)) return natureOf(DURATION);
  if (isTime(left) && isDuration(right)) return natureOf(TIME);
  if (isDuration(left) && isDuration(right)) return natureOf(DURATION);
  return mayBeCompatible(left, right, isNumber, isTime, isDuration) ? UNKNOWN : undefined;
}

function multiply(left: Nature, right: Nature): Nature | undefined {
  if (isNumber(left) && isNumber(right)) return promoteNumbers(left, right);
  const hasDuration = isDuration(left) || isDuration(right);
  if (hasDuration && [left, right].every((side) => isNumber(side) || isDuration(side))) return natureOf(DURATION);
  return mayBeCompatible(left, right, isNumber, isDuration) ? UNKNOWN : undefined;
}

function checkIn(checker: Checker, node: BinaryNode, left: Nature, right: Nature): Nature | undefined {
  const unknownLeft = isUnknown(left);
  if (right.type?.kind === 'struct' && (isString(left) || unknownLeft)) return BOOLEAN;
  if (isMap(right)) {
    const key = natureOf(right.type?.key);
    if (unknownLeft || isAssignableNature(left, key)) return BOOLEAN;
    return checker.fail(node, `cannot use ${printNature(left)} as type ${printNature(key)} in map key`);
  }
  if (isArray(right)) {
    const element = elemOf(right);
    if (isComparable(left, element)) return BOOLEAN;
    return checker.fail(node, `cannot use ${printNature(left)} as type ${printNature(element)} in array`);
  }
  return (unknownLeft && isString(right)) || isUnknown(right) ? BOOLEAN : undefined;
}
