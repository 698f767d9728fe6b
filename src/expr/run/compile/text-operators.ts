import { fromBytes } from '../../../go/utf8.ts';
import type { BinaryNode } from '../../ast.ts';
import { holdsText } from '../../builtins/strings.ts';
import { BYTES } from '../../types/go-type.ts';
import { bytesOf, type GoValue, isNil, isObject, typeName } from '../../values/value.ts';
import { asString } from '../convert.ts';
import { matchesPattern, patternError } from '../operators/regex.ts';
import { GoPanic, wrongAssertion } from '../panic.ts';
import { type Code, CompileError } from './code.ts';
import type { Compiler } from './compiler.ts';

const METHODS = { contains: 'includes', startsWith: 'startsWith', endsWith: 'endsWith' } as const;

/** `matches`, `contains`, `startsWith`, `endsWith`: false where a side is nil. Undefined for other operators. */
export function compileTextOperator(compiler: Compiler, node: BinaryNode): Code | undefined {
  const { operator, at } = node;
  if (operator === 'matches') return compileMatches(compiler, node);
  if (operator !== 'contains' && operator !== 'startsWith' && operator !== 'endsWith') return undefined;
  const left = compiler.operand(node.left, node);
  const right = compiler.operand(node.right, node);
  const method = METHODS[operator];
  return (machine) => {
    const first = left(machine);
    const mark = machine.leftovers.length;
    const b = right(machine);
    const a = machine.displace(first, mark);
    machine.at = at;
    if (isNil(a) || isNil(b)) return false;
    return holdsText(method, asString(a), asString(b));
  };
}

function compileMatches(compiler: Compiler, node: BinaryNode): Code {
  const { at } = node;
  const left = compiler.operand(node.left, node);
  if (node.right.kind === 'string') {
    const pattern = node.right.value;
    const problem = patternError(pattern);
    if (problem !== undefined) throw new CompileError(problem);
    return (machine) => {
      const value = left(machine);
      machine.at = at;
      return !isNil(value) && matchesPattern(pattern, subjectOf(value));
    };
  }
  const right = compiler.operand(node.right, node);
  return (machine) => {
    const first = left(machine);
    const mark = machine.leftovers.length;
    const wanted = right(machine);
    const value = machine.displace(first, mark);
    machine.at = at;
    if (isNil(value) || isNil(wanted)) return false;
    // vm.go: a string takes its pattern before anything else is looked at, bytes come after the pattern.
    const pattern = asString(wanted);
    const subject = subjectOf(value);
    const problem = patternError(pattern);
    if (problem !== undefined) throw new GoPanic(problem);
    return matchesPattern(pattern, subject);
  };
}

function subjectOf(value: GoValue): string {
  if (typeof value === 'string') return value;
  if (isObject(value) && value.kind === 'slice' && value.type === BYTES) return fromBytes(bytesOf(value.items));
  throw wrongAssertion(typeName(value), '[]uint8');
}
