import type { BinaryNode } from '../../ast.ts';
import { INT_SLICE } from '../../types/go-type.ts';
import { type GoValue, isNil, makeSlice, typeName } from '../../values/value.ts';
import { asBool, toInt } from '../convert.ts';
import { isIn } from '../fetch.ts';
import type { Machine } from '../machine.ts';
import { add, compare, divide, exponent, modulo, multiply, subtract } from '../operators/arithmetic.ts';
import { isEqual } from '../operators/equality.ts';
import { wrongAssertion } from '../panic.ts';
import { type Code, CompileError } from './code.ts';
import type { Compiler } from './compiler.ts';
import { compileTextOperator } from './text-operators.ts';

/** compiler.go BinaryNode */
export function compileBinary(compiler: Compiler, node: BinaryNode): Code {
  const { operator, at } = node;
  const text = compileTextOperator(compiler, node);
  if (text !== undefined) return text;
  const left = compiler.operand(node.left, node);
  const right = compiler.operand(node.right, node);
  const on =
    (run: (a: GoValue, b: GoValue, machine: Machine) => GoValue): Code =>
    (machine) => {
      const first = left(machine);
      const mark = machine.leftovers.length;
      const b = right(machine);
      const a = machine.displace(first, mark);
      machine.at = at;
      return run(a, b, machine);
    };
  switch (operator) {
    case 'and':
    case '&&':
    case 'or':
    case '||': {
      const decides = operator === 'or' || operator === '||';
      return (machine) => {
        const value = left(machine);
        machine.at = at;
        return asBool(value) === decides ? value : right(machine);
      };
    }
    case '??':
      return (machine) => {
        const value = left(machine);
        return isNil(value) ? right(machine) : value;
      };
    case '==':
    case '!=':
      return on(equality(compiler, node));
    case '<':
    case '>':
    case '<=':
    case '>=':
      return on((a, b, machine) => {
        machine.step();
        return compare(operator, a, b);
      });
    case '+':
      return on((a, b, machine) => {
        if (typeof a === 'string' && typeof b === 'string') machine.checkTextLength(a.length + b.length);
        return add(a, b);
      });
    case '-':
      return on(subtract);
    case '*':
      return on(multiply);
    case '/':
      return on(divide);
    case '%':
      return on(modulo);
    case '**':
    case '^':
      return on(exponent);
    case 'in':
      return on(isIn);
    case '..':
      return on(range);
    case 'matches':
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      throw new CompileError(`unknown operator (${operator})`);
  }
}

/** compiler.go equalBinaryNode: where both types are int, or string, the values are asserted to be that. */
function equality(compiler: Compiler, node: BinaryNode): (a: GoValue, b: GoValue, machine: Machine) => GoValue {
  const [left, right] = [compiler.typeOf(node.left), compiler.typeOf(node.right)];
  const isSimple = left.packagePath === '' && right.packagePath === '' && left.kind === right.kind;
  const asserted = isSimple && (left.kind === 'int' || left.kind === 'string') ? left.kind : undefined;
  const wanted = node.operator === '==';
  if (asserted === undefined) return (a, b, machine) => isEqual(a, b, machine) === wanted;
  return (a, b) => {
    assertKind(a, asserted);
    assertKind(b, asserted);
    return (a === b) === wanted;
  };
}

/** vm.OpRange */
function range(a: GoValue, b: GoValue, machine: Machine): GoValue {
  const from = toInt(a);
  const to = toInt(b);
  const size = Math.max(Number(BigInt.asIntN(64, to - from + 1n)), 0);
  machine.grow(size);
  return makeSlice(
    INT_SLICE,
    Array.from({ length: size }, (_, i) => from + BigInt(i)),
  );
}

function assertKind(value: GoValue, kind: 'int' | 'string'): void {
  if (typeof value === (kind === 'int' ? 'bigint' : 'string')) return;
  throw wrongAssertion(value === null ? 'nil' : typeName(value), kind);
}
