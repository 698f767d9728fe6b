import { oneLine } from '../../plain.ts';

/** Copies data with every text on one line and without control characters: what users wrote must not steer a terminal. */
export function harmless<T>(data: T): T {
  return copy(data) as T;
}

function copy(value: unknown): unknown {
  if (typeof value === 'string') return oneLine(value);
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [oneLine(key), copy(member)]));
}
