import { formatValue, type GoValue } from '../../expr/index.ts';
import { UINT8 } from '../../expr/types/go-type.ts';
import { makeNumber, typeName } from '../../expr/values/value.ts';
import { compareStrings, toBytes } from '../../go/utf8.ts';
import type { JsonPathNode, SlicePart } from './ast.ts';
import { compare } from './compare.ts';

/** What stands for reflect's zero Value: what a document that is `null` consists of. Most uses of it panic. */
const INVALID = Symbol('invalid');
export type Found = GoValue | typeof INVALID;

/** True for the value of a document that is `null`; asking Go for what is in it panics. */
export const isInvalid = (found: Found): found is typeof INVALID => found === INVALID;

export type FindResult =
  /** A list for each text and each action in braces. */
  | { readonly ok: true; readonly results: readonly (readonly Found[])[] }
  /** The error of client-go, or what its panic says. */
  | { readonly ok: false; readonly error: string; readonly isPanic: boolean };

/** Nested ranges multiply; nobody needs that many. */
const MAX_STEPS = 1_000_000;

/**
 * k8s.io/client-go/util/jsonpath FindResults with missing keys not allowed. Go visits the members of a map in any order;
 * here it is that of their names.
 */
export function findJsonPath(nodes: readonly JsonPathNode[], document: GoValue): FindResult {
  try {
    return { ok: true, results: new Finder(nodes).find(document === null ? INVALID : document, 0) };
  } catch (error) {
    if (error instanceof FindError) return { ok: false, error: error.message, isPanic: error.isPanic };
    throw error;
  }
}

class FindError extends Error {
  readonly isPanic: boolean;

  constructor(message: string, isPanic = false) {
    super(message);
    this.isPanic = isPanic;
  }
}

/** What a node gives. With an error the values are those that a filter asking for existence still sees. */
interface Walked {
  readonly values: readonly Found[];
  readonly error?: string;
}

class Finder {
  readonly #nodes: readonly JsonPathNode[];
  #beginning = 0;
  #inside = 0;
  #ending = 0;
  /** Of the last node that ended a range. */
  #lastEnd = -1;
  #steps = 0;

  constructor(nodes: readonly JsonPathNode[]) {
    this.#nodes = nodes;
  }

  find(document: Found, from: number): readonly (readonly Found[])[] {
    const results: (readonly Found[])[] = [];
    for (let at = from; at < this.#nodes.length; at++) {
      const node = this.#nodes[at];
      if (node === undefined) break;
      const { values, error } = this.#walk([document], node);
      if (error !== undefined) throw new FindError(error);
      if (this.#ending > 0 && this.#ending <= this.#inside) {
        this.#ending--;
        this.#lastEnd = at;
        break;
      }
      if (this.#beginning === 0) {
        results.push(values);
        continue;
      }
      this.#beginning--;
      this.#inside++;
      for (const value of values) results.push(...this.find(interfaceOf(value), at + 1));
      // Without values the nodes up to the end are still looked at.
      if (values.length === 0) this.find(INVALID, at + 1);
      this.#inside--;
      if (this.#lastEnd > at) at = this.#lastEnd;
    }
    return results;
  }

  #walk(input: readonly Found[], node: JsonPathNode): Walked {
    this.#steps += 1 + input.length;
    if (this.#steps > MAX_STEPS) throw new FindError('jsonpath visits too much of the document');
    switch (node.kind) {
      case 'action':
        return this.#list(input, node.nodes);
      case 'text':
        return { values: [node.text] };
      case 'field':
        return field(input, node.name);
      case 'array':
        return slice(input, node.start, node.end, node.step);
      case 'filter':
        return this.#filter(input, node);
      case 'number':
        return { values: input.map(() => (node.isInteger ? BigInt(Math.trunc(node.value)) : node.value)) };
      case 'bool':
        return { values: input.map(() => node.value) };
      case 'wildcard':
        return { values: input.flatMap(childrenOf) };
      case 'recursive':
        return { values: this.#recursive(input) };
      case 'union':
        return this.#union(input, node.parts);
      case 'identifier':
        return this.#identifier(input, node.name);
    }
  }

  #list(input: readonly Found[], nodes: readonly JsonPathNode[]): Walked {
    let values = input;
    for (const node of nodes) {
      const walked = this.#walk(values, node);
      if (walked.error !== undefined) return walked;
      values = walked.values;
    }
    return { values };
  }

  #identifier(input: readonly Found[], name: string): Walked {
    if (name === 'range') {
      this.#beginning++;
      return { values: input };
    }
    if (name !== 'end') return { values: input, error: `unrecognized identifier ${name}` };
    if (this.#inside === 0) return { values: [], error: 'not in range, nothing to end' };
    this.#ending++;
    return { values: [] };
  }

  #union(input: readonly Found[], parts: readonly (readonly JsonPathNode[])[]): Walked {
    const values: Found[] = [];
    for (const part of parts) {
      const walked = this.#list(input, part);
      if (walked.error !== undefined) return { values: input, error: walked.error };
      values.push(...walked.values);
    }
    return { values };
  }

  #recursive(input: readonly Found[]): readonly Found[] {
    const values: Found[] = [];
    const pending: Found[] = [...input].reverse();
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      this.#steps++;
      const children = childrenOf(value);
      if (children.length === 0) continue;
      values.push(value);
      if (this.#steps + pending.length > MAX_STEPS) throw new FindError('jsonpath visits too much of the document');
      for (let i = children.length - 1; i >= 0; i--) {
        const child = children[i];
        if (child !== undefined) pending.push(child);
      }
    }
    return values;
  }

  #filter(input: readonly Found[], node: Extract<JsonPathNode, { readonly kind: 'filter' }>): Walked {
    const kept: GoValue[] = [];
    for (const value of input) {
      const items = itemsOf(value);
      if (items === undefined) {
        const shown = isInvalid(value) ? '<invalid reflect.Value>' : formatValue(value);
        return { values: input, error: `${shown} is not array or slice and cannot be filtered` };
      }
      for (const item of items) {
        const left = this.#list([item], node.left);
        if (node.operator === 'exists') {
          if (left.values.length > 0) kept.push(item);
          continue;
        }
        if (left.error !== undefined) return { values: input, error: left.error };
        if (left.values.length === 0) continue;
        if (left.values.length > 1) return { values: input, error: ONE_ELEMENT };
        const right = this.#list([item], node.right);
        if (right.error !== undefined) return { values: input, error: right.error };
        if (right.values.length === 0) continue;
        if (right.values.length > 1) return { values: input, error: ONE_ELEMENT };
        const comparison = compare(node.operator, contentOf(left.values[0]), contentOf(right.values[0]));
        if (!comparison.ok) return { values: kept, error: comparison.error };
        if (comparison.holds) kept.push(item);
      }
    }
    return { values: kept };
  }
}

const ONE_ELEMENT = 'can only compare one element at a time';

const contentOf = (found: Found | undefined): GoValue => (found === undefined || isInvalid(found) ? null : found);

/** reflect.ValueOf(value.Interface()): what a nil holds is no value any more. */
function interfaceOf(value: Found): Found {
  if (isInvalid(value)) throw new FindError('reflect: call of reflect.Value.Interface on zero Value', true);
  return value === null ? INVALID : value;
}

function field(input: readonly Found[], name: string): Walked {
  if (input.length === 0) return { values: [] };
  const values: GoValue[] = [];
  for (const value of input) {
    if (isInvalid(value) || value === null || typeof value !== 'object' || value.kind !== 'map') continue;
    const entry = value.entries.get(name);
    if (entry !== undefined) values.push(entry.value);
  }
  return values.length === 0 ? { values, error: `${name} is not found` } : { values };
}

function slice(input: readonly Found[], first: SlicePart, last: SlicePart, every: SlicePart): Walked {
  const values: GoValue[] = [];
  for (const value of input) {
    if (value === null) continue;
    if (isInvalid(value)) throw new FindError('reflect: call of reflect.Value.Type on zero Value', true);
    const items = itemsOf(value);
    if (items === undefined) return { values: input, error: `${typeName(value)} is not array or slice` };
    const { length } = items;
    let start = first.known ? first.value : 0;
    if (start < 0) start += length;
    let end = last.known ? last.value : length;
    if (end < 0 || (end === 0 && last.derived)) end += length;
    // Nothing is asked for, and those after it are not looked at.
    if (start === end) return { values };
    if (start >= length || start < 0) return { values: input, error: outOfBounds(start, length) };
    if (end > length || end < 0) return { values: input, error: outOfBounds(end - 1, length) };
    if (start > end) {
      return { values: input, error: `starting index ${start} is greater than ending index ${end}` };
    }
    const step = every.known ? every.value : 1;
    if (step <= 0) return { values: input, error: 'step must be > 0' };
    for (let at = start; at < end; at += step) values.push(items[at] ?? null);
  }
  return { values };
}

const outOfBounds = (index: number, length: number): string =>
  `array index out of bounds: index ${index}, length ${length}`;

const itemsOf = (value: Found): readonly GoValue[] | undefined =>
  !isInvalid(value) && typeof value === 'object' && value !== null && value.kind === 'slice' ? value.items : undefined;

/** Members of a map, elements of a list, bytes of a string. */
function childrenOf(value: Found): readonly GoValue[] {
  if (isInvalid(value) || value === null) return [];
  if (typeof value === 'string') return Array.from(toBytes(value), (byte) => makeNumber(UINT8, BigInt(byte)));
  if (typeof value !== 'object') return [];
  if (value.kind === 'slice') return value.items;
  if (value.kind !== 'map') return [];
  return [...value.entries].sort(([a], [b]) => compareStrings(a, b)).map(([, entry]) => entry.value);
}
