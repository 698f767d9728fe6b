import type { BuiltinNode, Node } from '../../ast.ts';
import { sortBy } from '../../builtins/collections.ts';
import { ANY, ANY_SLICE, mapOf } from '../../types/go-type.ts';
import { keyOf } from '../../values/key.ts';
import { anySlice, type GoValue, type MapEntry } from '../../values/value.ts';
import { asBool } from '../convert.ts';
import type { Machine, Scope } from '../machine.ts';
import { add } from '../operators/arithmetic.ts';
import { GoPanic } from '../panic.ts';
import type { Code } from './code.ts';
import type { Compiler } from './compiler.ts';

const GROUPS = mapOf(ANY, ANY_SLICE);

/** A loop's body, run with the scope open; `node` is where its errors are. */
type Body = (machine: Machine, scope: Scope) => GoValue;

/** compiler.go BuiltinNode, for the builtins that are loops; undefined for others. */
export function compileLoop(compiler: Compiler, node: BuiltinNode): Code | undefined {
  const [first] = node.args;
  const body = first === undefined ? undefined : bodyOf(compiler, node);
  if (first === undefined || body === undefined) return undefined;
  const collection = compiler.operand(first, node);
  const { at } = node;
  return (machine) => {
    const list = collection(machine);
    machine.at = at;
    const outer = machine.scope;
    const result = body(machine, machine.enter(list));
    machine.scope = outer;
    return result;
  };
}

function bodyOf(compiler: Compiler, node: BuiltinNode): Body | undefined {
  const { at } = node;
  const compiled = (child: Node | undefined): Code | undefined => child && compiler.compile(child, node);
  const item: Code = (machine) => {
    machine.at = at;
    return machine.scope?.itemAt(machine.scope.index) ?? null;
  };
  const predicate = compiled(node.args[1]) ?? item;
  const yielded = compiled(node.map) ?? item;
  const holds = (machine: Machine): boolean => {
    const value = predicate(machine);
    machine.at = at;
    return asBool(value);
  };
  switch (node.name) {
    case 'all':
      return (machine, scope) => !some(machine, scope, (each) => !holds(each));
    case 'any':
      return (machine, scope) => some(machine, scope, holds);
    case 'none':
      return (machine, scope) => !some(machine, scope, holds);
    case 'one':
      return (machine, scope) => countMatches(machine, scope, holds) === 1;
    case 'count': {
      const threshold = node.threshold === undefined ? Infinity : Number(node.threshold);
      return (machine, scope) => BigInt(countMatches(machine, scope, holds, threshold));
    }
    case 'filter':
      return gathered(at, (machine, keep) => {
        if (holds(machine)) keep(yielded(machine));
      });
    case 'map':
      return gathered(at, (machine, keep) => keep(predicate(machine)));
    case 'sum':
      return (machine, scope) => {
        scope.accumulator = 0n;
        forEach(machine, scope, () => {
          const value = predicate(machine);
          machine.at = at;
          scope.accumulator = add(value, scope.accumulator);
        });
        return scope.accumulator;
      };
    case 'find':
    case 'findLast':
    case 'findIndex':
    case 'findLastIndex':
      return search(node, holds, yielded);
    case 'groupBy':
      return groups(predicate, item);
    case 'sortBy':
      return sorted(compiled(node.args[2]), predicate, item, at);
    case 'reduce':
      return reduction(node.args[2] && compiler.operand(node.args[2], node), predicate, item, at);
    default:
      return undefined;
  }
}

/** A list of what `visit` keeps. */
function gathered(at: Machine['at'], visit: (machine: Machine, keep: (value: GoValue) => void) => void): Body {
  return (machine, scope) => {
    const { leftovers } = machine;
    const base = leftovers.length;
    const values: GoValue[] = [];
    const marks: number[] = [];
    const keep = (value: GoValue): void => {
      values.push(value);
      marks.push(leftovers.length);
    };
    forEach(machine, scope, () => visit(machine, keep));
    machine.at = at;
    machine.grow(values.length);
    return anySlice(machine.settle(base, values, marks));
  };
}

/** Runs `body` for every item from the current index on. */
function forEach(machine: Machine, scope: Scope, body: () => void): void {
  for (; scope.index < scope.length; scope.index++) {
    machine.step();
    body();
  }
}

/** Whether `test` holds for an item; later ones are not looked at. */
function some(machine: Machine, scope: Scope, test: (machine: Machine) => boolean): boolean {
  for (; scope.index < scope.length; scope.index++) {
    machine.step();
    if (test(machine)) return true;
  }
  return false;
}

function countMatches(
  machine: Machine,
  scope: Scope,
  test: (machine: Machine) => boolean,
  threshold = Infinity,
): number {
  let count = 0;
  some(machine, scope, (each) => {
    if (test(each)) count++;
    return count >= threshold;
  });
  return count;
}

function search(node: BuiltinNode, holds: (machine: Machine) => boolean, yielded: Code): Body {
  const { name, at } = node;
  const step = name.startsWith('findLast') ? -1 : 1;
  const wantsIndex = name.endsWith('Index');
  return (machine, scope) => {
    if (step < 0) scope.index = scope.length - 1;
    for (; scope.index >= 0 && scope.index < scope.length; scope.index += step) {
      machine.step();
      if (step < 0) machine.leftovers.push(true);
      if (holds(machine)) return wantsIndex ? BigInt(scope.index) : yielded(machine);
    }
    if (step < 0) machine.leftovers.push(false);
    machine.at = at;
    if (node.throws) throw new GoPanic('reflect: slice index out of range');
    return null;
  };
}

function groups(key: Code, item: Code): Body {
  return (machine, scope) => {
    const made = new Map<string, { readonly key: GoValue; readonly items: GoValue[] }>();
    forEach(machine, scope, () => {
      const value = key(machine);
      const member = item(machine);
      const filed = keyOf(GROUPS, value);
      const group = made.get(filed) ?? { key: value, items: [] };
      group.items.push(member);
      made.set(filed, group);
    });
    const entries = new Map<string, MapEntry>();
    for (const [filed, group] of made) entries.set(filed, { key: group.key, value: anySlice(group.items) });
    return { kind: 'map', type: GROUPS, entries, isNil: false };
  };
}

function sorted(order: Code | undefined, key: Code, item: Code, at: Machine['at']): Body {
  return (machine, scope) => {
    const direction = order === undefined ? 'asc' : order(machine);
    machine.at = at;
    if (typeof direction !== 'string') throw new GoPanic('sortBy order argument must be a string');
    if (direction !== 'asc' && direction !== 'desc') throw new GoPanic('unknown order, use asc or desc');
    const values: GoValue[] = [];
    const keys: GoValue[] = [];
    forEach(machine, scope, () => {
      keys.push(key(machine));
      values.push(item(machine));
    });
    machine.at = at;
    const result = sortBy(values, keys, direction === 'desc', machine);
    machine.grow(scope.length);
    return anySlice(result);
  };
}

function reduction(initial: Code | undefined, body: Code, item: Code, at: Machine['at']): Body {
  return (machine, scope) => {
    if (initial !== undefined) {
      scope.accumulator = initial(machine);
    } else {
      machine.at = at;
      if (scope.length === 0) throw new GoPanic('reduce of empty array with no initial value');
      scope.accumulator = item(machine);
      scope.index++;
    }
    forEach(machine, scope, () => {
      scope.accumulator = body(machine);
    });
    return scope.accumulator;
  };
}
