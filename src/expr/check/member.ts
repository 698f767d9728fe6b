import type { MemberNode } from '../ast.ts';
import { functionOf, type GoType } from '../types/go-type.ts';
import {
  derefNature,
  elemOf,
  isAssignableNature,
  isInteger,
  isUnknown,
  type Nature,
  natureOf,
  printNature,
  UNKNOWN,
} from '../types/nature.ts';
import type { Checker } from './checker.ts';

/** checker.go memberNode */
export function checkMember(checker: Checker, node: MemberNode): Nature {
  const { object, property } = node;
  const name = property.kind === 'string' ? property.value : undefined;
  if (object.kind === 'identifier' && object.name === '$env') {
    return name === undefined ? UNKNOWN : checker.lookUp(node, name, !node.optional, false);
  }
  const base = checker.visit(object);
  const key = checker.visit(property);
  if (isUnknown(base)) return UNKNOWN;
  if (name !== undefined) {
    if (base.nil) return checker.fail(node, `type nil has no field ${name}`);
    const method = methodOf(base.type, name);
    if (method !== undefined) return method;
  }
  const inner = derefNature(base);
  const element = elementNature(checker, node, inner, key, name);
  if (element !== undefined) return element;
  if (name === undefined) return checker.fail(node, `type ${printNature(inner)}[${printNature(key)}] is undefined`);
  return checker.fail(node, `type ${printNature(inner)} has no ${node.method ? 'method' : 'field'} ${name}`);
}

function elementNature(
  checker: Checker,
  node: MemberNode,
  base: Nature,
  key: Nature,
  name: string | undefined,
): Nature | undefined {
  switch (base.type?.kind) {
    case 'map': {
      const wanted = natureOf(base.type.key);
      const property =
        !isAssignableNature(key, wanted) && isAssignableNature(derefNature(key), wanted) ? derefNature(key) : key;
      if (isAssignableNature(property, wanted) || isUnknown(property)) return elemOf(base);
      const text = `cannot use ${printNature(property)} to get an element from ${printNature(base)}`;
      return checker.fail(node.property, text);
    }
    case 'array':
    case 'slice': {
      const index = derefNature(key);
      if (isInteger(index) || isUnknown(index)) return elemOf(base);
      const text = `array elements can only be selected using an integer (got ${printNature(index)})`;
      return checker.fail(node.property, text);
    }
    case 'struct': {
      const field = name === undefined ? undefined : fieldOf(base.type, name);
      return field === undefined ? undefined : natureOf(field);
    }
    default:
      return undefined;
  }
}

/** The exported field of a struct. */
export const fieldOf = (type: GoType, name: string): GoType | undefined =>
  type.packagePath === 'time' ? undefined : type.fields?.get(name);

/** A method as the checker sees it: with the receiver as first parameter. */
export function methodOf(type: GoType | undefined, name: string): Nature | undefined {
  const method = type?.kind === 'interface' ? undefined : type?.methods?.get(name);
  if (type === undefined || method === undefined) return undefined;
  const bound = functionOf([type, ...(method.params ?? [])], method.results ?? [], method.variadic);
  return { type: bound, method: true };
}
