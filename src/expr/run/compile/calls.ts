import type { CallNode } from '../../ast.ts';
import { isAssignable } from '../../types/go-type.ts';
import type { GoValue } from '../../values/value.ts';
import { callReflected, callTyped, isTypedCall } from '../typed-calls.ts';
import { type Code, dereferenced } from './code.ts';
import type { Compiler } from './compiler.ts';

/** compiler.go CallNode */
export function compileCall(compiler: Compiler, node: CallNode): Code {
  const { callee, at } = node;
  const type = compiler.typeOf(callee);
  const isMethod = compiler.natureOf(callee).method === true && callee.kind === 'member';
  const params = type.kind === 'func' ? (type.params ?? []).slice(isMethod ? 1 : 0) : undefined;
  const args = node.args.map((arg, i) => {
    const code = compiler.compile(arg, node);
    const param = params?.[i];
    const own = compiler.typeOf(arg);
    const follows = param !== undefined && param.kind !== 'ptr' && own.kind === 'ptr' && !isAssignable(own, param);
    return follows ? dereferenced(code) : code;
  });
  const target = compiler.compile(callee, node);
  const isTyped = type.kind === 'func' && isTypedCall(type, isMethod);
  return (machine) => {
    const { leftovers } = machine;
    const base = leftovers.length;
    const values: GoValue[] = [];
    const marks: number[] = [];
    for (const arg of args) {
      values.push(arg(machine));
      marks.push(leftovers.length);
    }
    const before = leftovers.length;
    const called = target(machine);
    if (machine.chainStopped) {
      // The jump out of the chain passes over the call, whose arguments stay.
      leftovers.splice(before, 0, ...values);
      return called;
    }
    const own = machine.settle(base, values, marks);
    machine.at = at;
    machine.step();
    return isTyped ? callTyped(called, type, isMethod, own) : callReflected(called, own);
  };
}
