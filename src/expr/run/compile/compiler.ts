import type { BinaryNode, CallNode, MemberNode, Node, SliceNode } from '../../ast.ts';
import { fieldOf, methodOf } from '../../check/member.ts';
import { ANY, type GoType, INT_SLICE, isAssignable } from '../../types/go-type.ts';
import { isUnknown, type Nature, UNKNOWN } from '../../types/nature.ts';
import {
  anySlice,
  byteSlice,
  type GoValue,
  isNil,
  makeNumber,
  makeSlice,
  stringMap,
  typeName,
} from '../../values/value.ts';
import { asBool, asString, toInt } from '../convert.ts';
import { fetch, fetchField, isIn, lengthOf, sliceValue } from '../fetch.ts';
import type { Machine } from '../machine.ts';
import { add, compare, divide, exponent, modulo, multiply, negate, subtract } from '../operators/arithmetic.ts';
import { isEqual } from '../operators/equality.ts';
import { wrongAssertion } from '../panic.ts';
import { callReflected, callTyped, isTypedCall } from '../typed-calls.ts';
import { compileBuiltin } from './builtin-calls.ts';
import { type Code, CompileError, dereferenced } from './code.ts';
import { compileTextOperator } from './text-operators.ts';

/** Turns an optimized tree into code (expr-lang compiler/compiler.go and vm/vm.go). Throws CompileError. */
export class Compiler {
  readonly #natures: ReadonlyMap<Node, Nature>;
  readonly #compiled = new Map<Node, Code>();
  readonly #variables: { readonly name: string; readonly index: number }[] = [];
  #variableCount = 0;

  constructor(natures: ReadonlyMap<Node, Nature>) {
    this.#natures = natures;
  }

  compile(node: Node, parent?: Node): Code {
    const known = this.#compiled.get(node);
    if (known !== undefined) return known;
    const code = this.#generate(node, parent);
    this.#compiled.set(node, code);
    return code;
  }

  natureOf(node: Node): Nature {
    return this.#natures.get(node) ?? UNKNOWN;
  }

  /** Node.Type */
  typeOf(node: Node): GoType {
    return this.natureOf(node).type ?? ANY;
  }

  /** The value of an operand: behind pointers, where there may be one (derefInNeeded). */
  operand(node: Node, parent?: Node): Code {
    const code = this.compile(node, parent);
    const { kind } = this.typeOf(node);
    const mayPoint = this.natureOf(node).nil !== true && (kind === 'ptr' || kind === 'interface');
    return mayPoint ? dereferenced(code) : code;
  }

  #generate(node: Node, parent: Node | undefined): Code {
    switch (node.kind) {
      case 'nil':
      case 'missing':
        return () => null;
      case 'bool':
      case 'string':
      case 'float':
      case 'constant': {
        const { value } = node;
        return () => value;
      }
      case 'integer':
        return constant(integerConstant(node.value, this.typeOf(node)));
      case 'bytes':
        return constant(byteSlice(node.value));
      case 'identifier':
        return this.#identifier(node.name);
      case 'unary':
        return this.#unary(node);
      case 'binary':
        return this.#binary(node);
      case 'chain':
        return this.#chain(node, parent);
      case 'member':
        return this.#member(node);
      case 'slice':
        return this.#slice(node);
      case 'call':
        return this.#call(node);
      case 'builtin':
        return compileBuiltin(this, node);
      case 'predicate':
        return this.compile(node.body, node);
      case 'pointer':
        return pointerCode(node);
      case 'let':
        return this.#declaration(node);
      case 'sequence':
        return this.#sequence(node.nodes);
      case 'conditional':
        return this.#conditional(node);
      case 'array':
        return this.#array(node);
      case 'map':
        return this.#map(node);
      case 'pair':
        throw new CompileError('a pair stands only in a map');
    }
  }

  #identifier(name: string): Code {
    const variable = this.#variables.findLast((each) => each.name === name);
    if (variable !== undefined) {
      const { index } = variable;
      return (machine) => machine.variables[index] ?? null;
    }
    if (name === '$env') return (machine) => stringMap(machine.environment.entries());
    return (machine) => machine.environment.get(name) ?? null;
  }

  #unary(node: Node & { readonly kind: 'unary' }): Code {
    const operand = this.operand(node.operand, node);
    const { at } = node;
    switch (node.operator) {
      case '+':
        return operand;
      case '-':
        return (machine) => {
          const value = operand(machine);
          machine.at = at;
          return negate(value);
        };
      default:
        return (machine) => {
          const value = operand(machine);
          machine.at = at;
          return !asBool(value);
        };
    }
  }

  #binary(node: BinaryNode): Code {
    const { operator, at } = node;
    const text = compileTextOperator(this, node);
    if (text !== undefined) return text;
    const left = this.operand(node.left, node);
    const right = this.operand(node.right, node);
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
        return on(this.#equality(node));
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
  #equality(node: BinaryNode): (a: GoValue, b: GoValue, machine: Machine) => GoValue {
    const [left, right] = [this.typeOf(node.left), this.typeOf(node.right)];
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

  #chain(node: Node & { readonly kind: 'chain' }, parent: Node | undefined): Code {
    const inner = this.compile(node.node, node);
    const keepsTypedNil = parent?.kind === 'binary' && parent.operator === '??';
    return (machine) => {
      const value = inner(machine);
      machine.chainStopped = false;
      return !keepsTypedNil && isNil(value) ? null : value;
    };
  }

  #member(node: MemberNode): Code {
    const { object, property, optional, at } = node;
    const base = this.compile(object, node);
    const name = property.kind === 'string' ? property.value : undefined;
    const type = this.typeOf(object);
    const stopsAt = (value: GoValue): boolean => optional && isNil(value);
    if (name !== undefined && methodOf(type, name) === undefined && type.kind === 'struct') {
      if (this.natureOf(object).patched) {
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
    const key = this.#key(node);
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

  #key({ object, property }: MemberNode): Code {
    const type = this.typeOf(object);
    const propertyType = this.natureOf(property).type;
    const isKeyItself =
      type.kind === 'map' &&
      propertyType !== undefined &&
      type.key !== undefined &&
      isAssignable(propertyType, type.key);
    return isKeyItself ? this.compile(property) : this.operand(property);
  }

  /** The upper bound is evaluated before the lower one. */
  #slice(node: SliceNode): Code {
    const object = this.compile(node.object, node);
    const to = node.to && this.operand(node.to, node);
    const from = node.from && this.operand(node.from, node);
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

  #call(node: CallNode): Code {
    const { callee, at } = node;
    const type = this.typeOf(callee);
    const isMethod = this.natureOf(callee).method === true && callee.kind === 'member';
    const params = type.kind === 'func' ? (type.params ?? []).slice(isMethod ? 1 : 0) : undefined;
    const args = node.args.map((arg, i) => {
      const code = this.compile(arg, node);
      const param = params?.[i];
      const own = this.typeOf(arg);
      const follows = param !== undefined && param.kind !== 'ptr' && own.kind === 'ptr' && !isAssignable(own, param);
      return follows ? dereferenced(code) : code;
    });
    const target = this.compile(callee, node);
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

  #declaration(node: Node & { readonly kind: 'let' }): Code {
    const value = this.compile(node.value, node);
    const index = this.#variableCount++;
    this.#variables.push({ name: node.name, index });
    const body = this.compile(node.body, node);
    this.#variables.pop();
    return (machine) => {
      machine.variables[index] = value(machine);
      return body(machine);
    };
  }

  #sequence(nodes: readonly Node[]): Code {
    const codes = nodes.map((each) => this.compile(each));
    return (machine) => {
      let last: GoValue = null;
      for (const code of codes) last = code(machine);
      return last;
    };
  }

  #conditional(node: Node & { readonly kind: 'conditional' }): Code {
    const condition = this.operand(node.condition, node);
    const whenTrue = this.compile(node.whenTrue, node);
    const whenFalse = this.compile(node.whenFalse, node);
    const { at } = node;
    return (machine) => {
      machine.step();
      const value = condition(machine);
      machine.at = at;
      return asBool(value) ? whenTrue(machine) : whenFalse(machine);
    };
  }

  #array(node: Node & { readonly kind: 'array' }): Code {
    const items = node.items.map((item) => this.compile(item, node));
    const { at } = node;
    return (machine) => {
      const values = machine.collect(items);
      machine.at = at;
      machine.grow(values.length);
      return anySlice(values);
    };
  }

  /** Built from the last pair to the first: of equal keys the first wins, of wrong ones the last is reported. */
  #map(node: Node & { readonly kind: 'map' }): Code {
    const parts = node.pairs.flatMap((pair) =>
      pair.kind === 'pair' ? [this.compile(pair.key, pair), this.compile(pair.value, pair)] : [],
    );
    const { at } = node;
    return (machine) => {
      const values = machine.collect(parts);
      machine.at = at;
      machine.grow(values.length / 2);
      const entries: [string, GoValue][] = [];
      for (let i = values.length - 2; i >= 0; i -= 2)
        entries.push([asString(values[i] ?? null), values[i + 1] ?? null]);
      return stringMap(entries);
    };
  }

  isUnknown(node: Node): boolean {
    return isUnknown(this.natureOf(node));
  }
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

const constant =
  (value: GoValue): Code =>
  () =>
    value;

function integerConstant(value: bigint, type: GoType): GoValue {
  if (type.kind === 'float64' || type.kind === 'float32') return Number(value);
  return type.kind === 'int' || type.kind === 'interface' ? value : makeNumber(type, value);
}

function pointerCode(node: Node & { readonly kind: 'pointer' }): Code {
  const { name, at } = node;
  if (name === 'index') return (machine) => BigInt(machine.scope?.index ?? 0);
  if (name === 'acc') return (machine) => machine.scope?.accumulator ?? null;
  return (machine) => {
    machine.at = at;
    const { scope } = machine;
    return scope === undefined ? null : scope.itemAt(scope.index);
  };
}

function assertKind(value: GoValue, kind: 'int' | 'string'): void {
  if (typeof value === (kind === 'int' ? 'bigint' : 'string')) return;
  throw wrongAssertion(value === null ? 'nil' : typeName(value), kind);
}
