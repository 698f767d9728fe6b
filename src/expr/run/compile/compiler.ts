import type { Node } from '../../ast.ts';
import { ANY, type GoType } from '../../types/go-type.ts';
import { isUnknown, type Nature, UNKNOWN } from '../../types/nature.ts';
import { anySlice, byteSlice, type GoValue, makeNumber, stringMap } from '../../values/value.ts';
import { asBool, asString } from '../convert.ts';
import { negate } from '../operators/arithmetic.ts';
import { compileChain, compileMember, compileSlice } from './access.ts';
import { compileBinary } from './binary.ts';
import { compileBuiltin } from './builtin-calls.ts';
import { compileCall } from './calls.ts';
import { type Code, CompileError, dereferenced } from './code.ts';

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
        return compileBinary(this, node);
      case 'chain':
        return compileChain(this, node, parent);
      case 'member':
        return compileMember(this, node);
      case 'slice':
        return compileSlice(this, node);
      case 'call':
        return compileCall(this, node);
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
