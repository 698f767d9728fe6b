import type { BuiltinNode } from '../../ast.ts';
import { BUILTINS } from '../../builtins/registry.ts';
import { type Code, CompileError, dereferenced } from './code.ts';
import type { Compiler } from './compiler.ts';
import { compileLoop } from './loops.ts';

/** compiler.go BuiltinNode */
export function compileBuiltin(compiler: Compiler, node: BuiltinNode): Code {
  const loop = compileLoop(compiler, node);
  if (loop !== undefined) return loop;
  const builtin = BUILTINS.get(node.name);
  const run = builtin?.call;
  if (builtin === undefined || run === undefined) throw new CompileError(`unknown builtin ${node.name}`);
  const args = node.args.map((arg) => {
    const code = compiler.compile(arg, node);
    const type = compiler.typeOf(arg);
    const mayPoint = type.kind === 'ptr' || compiler.isUnknown(arg);
    return mayPoint && builtin.follows?.(type) !== false ? dereferenced(code) : code;
  });
  const { at } = node;
  return (machine) => {
    const values = machine.collect(args);
    machine.at = at;
    machine.step();
    return run(values, machine);
  };
}
