import type { MemberNode, Node, SliceNode } from '../../ast.ts';
import { fieldOf, methodOf } from '../../check/member.ts';
import { isAssignable } from '../../types/go-type.ts';
import { type GoValue, isNil } from '../../values/value.ts';
import { fetch, fetchField, lengthOf, sliceValue } from '../fetch.ts';
import { type Code, CompileError } from './code.ts';
import type { Compiler } from './compiler.ts';

/** compiler.go ChainNode: where a part of it is nil behind `?.`, the rest is passed over. */
export function compileChain(
  compiler: Compiler,
  node: Node & { readonly kind: 'chain' },
  parent: Node | undefined,
): Code {
  const inner = compiler.compile(node.node, node);
  const keepsTypedNil = parent?.kind === 'binary' && parent.operator === '??';
  return (machine) => {
    const value = inner(machine);
    machine.chainStopped = false;
    return !keepsTypedNil && isNil(value) ? null : value;
  };
}

/** compiler.go MemberNode */
export function compileMember(compiler: Compiler, node: MemberNode): Code {
  const { object, property, optional, at } = node;
  const base = compiler.compile(object, node);
  const name = property.kind === 'string' ? property.value : undefined;
  const type = compiler.typeOf(object);
  const stopsAt = (value: GoValue): boolean => optional && isNil(value);
  if (name !== undefined && methodOf(type, name) === undefined && type.kind === 'struct') {
    if (compiler.natureOf(object).patched) {
      throw new CompileError('runtime error: invalid memory address or nil pointer dereference');
    }
  }
  const inner = type.kind === 'ptr' && type.elem !== undefined ? type.elem : type;
  if (name !== undefined && inner.kind === 'struct' && fieldOf(inner, name) !== undefined) {
    return (machine) => {
      const value = base(machine);
      if (machine.chainStopped) return value;
      if (stopsAt(value)) {
        machine.chainStopped = true;
        return value;
      }
      machine.at = at;
      return fetchField(value, name);
    };
  }
  const key = keyCode(compiler, node);
  return (machine) => {
    const value = base(machine);
    if (machine.chainStopped) return value;
    if (stopsAt(value)) {
      machine.chainStopped = true;
      return value;
    }
    const mark = machine.leftovers.length;
    const index = key(machine);
    const from = machine.displace(value, mark);
    machine.at = at;
    return fetch(from, index);
  };
}

function keyCode(compiler: Compiler, { object, property }: MemberNode): Code {
  const type = compiler.typeOf(object);
  const propertyType = compiler.natureOf(property).type;
  const isKeyItself =
    type.kind === 'map' && propertyType !== undefined && type.key !== undefined && isAssignable(propertyType, type.key);
  return isKeyItself ? compiler.compile(property) : compiler.operand(property);
}

/** compiler.go SliceNode: the upper bound is evaluated before the lower one. */
export function compileSlice(compiler: Compiler, node: SliceNode): Code {
  const object = compiler.compile(node.object, node);
  const to = node.to && compiler.operand(node.to, node);
  const from = node.from && compiler.operand(node.from, node);
  const { at } = node;
  return (machine) => {
    const { leftovers } = machine;
    const base = leftovers.length;
    const marks: number[] = [];
    const keep = (value: GoValue): GoValue => {
      marks.push(leftovers.length);
      machine.at = at;
      return value;
    };
    const sliced = keep(object(machine));
    const upper = keep(to === undefined ? lengthOf(sliced) : to(machine));
    const lower = keep(from === undefined ? 0n : from(machine));
    const [value = null, end = null, start = null] = machine.settle(base, [sliced, upper, lower], marks);
    return sliceValue(value, start, end);
  };
}
