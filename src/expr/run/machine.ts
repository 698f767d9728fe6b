import { toBytes } from '../../go/utf8.ts';
import type { Span } from '../../text/span.ts';
import { UINT8 } from '../types/go-type.ts';
import { type GoValue, isObject, kindName, makeNumber, textOf } from '../values/value.ts';
import { GoPanic, wrongReflection } from './panic.ts';

/** conf.DefaultMemoryBudget: elements and bytes that one run may make. */
const MEMORY_BUDGET = 1_000_000;

/** The controller has no such limit and would sit there for hours. */
const MAX_STEPS = 10_000_000;

/** No text in a condition needs more; the controller would run out of memory at some point. */
const MAX_TEXT = 1 << 26;

/** The values of the names that an expression may use. */
export interface Values {
  get(name: string): GoValue | undefined;
  entries(): Iterable<readonly [string, GoValue]>;
}

/** One loop over a collection (vm.Scope). */
export interface Scope {
  readonly length: number;
  readonly itemAt: (index: number) => GoValue;
  index: number;
  accumulator: GoValue;
}

/** The state of one evaluation (expr-lang vm.VM). */
export class Machine {
  readonly environment: Values;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly variables: GoValue[] = [];
  scope: Scope | undefined;
  /**
   * What upstream's stack machine forgets on its stack: `findLast` leaves a bool for every item it looked at, a call
   * behind `?.` its arguments. An operator that takes its left side from under them gets the wrong one, and a
   * condition shows it. Values that code holds while it evaluates others are put between them when that happens.
   */
  readonly leftovers: GoValue[] = [];
  /** An optional chain has met nil: what follows in it is skipped. */
  chainStopped = false;
  /** The place of what runs now; an error is there. */
  at: Span = { start: 0, end: 0 };
  #memory = 0;
  #steps = 0;

  constructor(environment: Values, now: () => number) {
    this.environment = environment;
    this.now = now;
  }

  /** vm.memGrow */
  grow(size: number): void {
    this.#memory += size;
    if (this.#memory >= MEMORY_BUDGET) throw new GoPanic('memory budget exceeded');
  }

  /** Fails early for what would exceed the budget once it is made. */
  checkBudget(size: number): void {
    if (this.#memory + size >= MEMORY_BUDGET) throw new GoPanic('memory budget exceeded');
  }

  /** Counts work that no budget of the controller bounds. */
  step(count = 1): void {
    this.#steps += count;
    if (this.#steps > MAX_STEPS) throw new GoPanic(`evaluation takes too long: more than ${MAX_STEPS} steps`);
  }

  /** Before a text of this many characters is made. */
  checkTextLength(length: number): void {
    if (length > MAX_TEXT) throw new GoPanic(`text is too long: more than ${MAX_TEXT} characters`);
  }

  /** The value that stands under the last one, when leftovers were added since `mark`; `value` sinks below them. */
  displace(value: GoValue, mark: number): GoValue {
    const { leftovers } = this;
    if (leftovers.length === mark) return value;
    const found = leftovers.pop() ?? null;
    leftovers.splice(mark, 0, value);
    return found;
  }

  /** The values of all these, or what stands in their place on upstream's stack. */
  collect(codes: readonly ((machine: Machine) => GoValue)[]): GoValue[] {
    const start = this.leftovers.length;
    const values: GoValue[] = [];
    const marks: number[] = [];
    for (const code of codes) {
      values.push(code(this));
      marks.push(this.leftovers.length);
    }
    return this.settle(start, values, marks);
  }

  /** `marks[i]`: how many leftovers there were when `values[i]` was pushed. `start`: how many at first. */
  settle(start: number, values: GoValue[], marks: readonly number[]): GoValue[] {
    const { leftovers } = this;
    if (leftovers.length === (marks[0] ?? leftovers.length)) return values;
    const stack: GoValue[] = [];
    let from = start;
    values.forEach((value, i) => {
      const mark = marks[i] ?? from;
      stack.push(...leftovers.slice(from, mark), value);
      from = mark;
    });
    stack.push(...leftovers.slice(from));
    leftovers.length = start;
    const top = stack.splice(stack.length - values.length);
    leftovers.push(...stack);
    return top;
  }

  /** vm.OpBegin */
  enter(collection: GoValue): Scope {
    const scope = { ...itemsOf(collection), index: 0, accumulator: null };
    this.scope = scope;
    return scope;
  }
}

function itemsOf(collection: GoValue): Pick<Scope, 'length' | 'itemAt'> {
  if (isObject(collection)) {
    if (collection.kind === 'slice') {
      const { items } = collection;
      return { length: items.length, itemAt: (index) => items[index] ?? null };
    }
    if (collection.kind === 'map') {
      const itemAt = (): GoValue => {
        throw wrongReflection('Index', 'map');
      };
      return { length: collection.entries.size, itemAt };
    }
  }
  const text = textOf(collection);
  if (text === undefined) throw wrongReflection('Len', kindName(collection));
  const bytes = toBytes(text);
  return { length: bytes.length, itemAt: (index) => makeNumber(UINT8, BigInt(bytes[index] ?? 0)) };
}
