import { LabelSet } from '../../../promql/engine/labels.ts';

/** Says of a part of JSON what is wrong with it. */
export class ShapeError extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function objectIn(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw new ShapeError(`${what} is not an object`);
  return value;
}

export function listIn(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ShapeError(`${what} is not a list`);
  return value;
}

/** An own field: what the prototype has is no part of the data. */
export const fieldOf = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

export function labelsIn(value: unknown): LabelSet {
  const entries = Object.entries(objectIn(value, '`metric`')).map(([name, text]): [string, string] => {
    if (typeof text !== 'string') throw new ShapeError(`the label ${JSON.stringify(name)} is not a text`);
    return [name, text];
  });
  return LabelSet.of(entries);
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** A number, or a text of one, which `NaN` and the infinities are. */
export function numberIn(value: unknown, what: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    if (DECIMAL.test(value)) return Number(value);
    if (/^nan$/i.test(value)) return NaN;
    const infinite = INFINITE.exec(value);
    if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  }
  throw new ShapeError(`${what} is no number but ${(JSON.stringify(value) ?? 'missing').slice(0, 60)}`);
}

/** The last time that the calendar reaches. */
const LAST_MS = 8.64e15;

export function timeIn(value: unknown, what: string, unitMs: 1 | 1000): number {
  if (typeof value !== 'number') throw new ShapeError(`${what} is no number`);
  const ms = Math.round(value * unitMs);
  if (!(Math.abs(ms) <= LAST_MS)) throw new ShapeError(`${what} is out of range for a time`);
  return ms;
}
