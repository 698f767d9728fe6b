import { formatFloat } from '../../go/float.ts';
import { kindOf, ShapeProblem, textAt } from './shape.ts';

/** A number as the API writes it: no exponent from 1e-6 up to 1e21 (util/jsonutil MarshalFloat). */
export function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  // JavaScript changes to exponents at the same sizes, but does not pad them.
  return Number.isFinite(value) && !text.includes('e') ? text : formatFloat(value, 'e', -1);
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

export function numberAt(value: unknown, place: string): number {
  const text = textAt(value, place);
  if (DECIMAL.test(text)) return Number(text);
  if (text === 'NaN') return NaN;
  const infinity = INFINITY.exec(text);
  if (infinity === null) throw new ShapeProblem(`${place} is ${JSON.stringify(text.slice(0, 40))}, not a number`);
  return infinity[1] === '-' ? -Infinity : Infinity;
}

/** The last time that the calendar reaches. */
const LAST_MS = 8.64e15;

/** A time, milliseconds since the epoch; the API writes seconds with up to three digits behind the point. */
export function timeAt(value: unknown, place: string, unitMs: 1 | 1000 = 1000): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ShapeProblem(`${place} is ${kindOf(value)}, not a time in ${unitMs === 1 ? 'milliseconds' : 'seconds'}`);
  }
  const timeMs = Math.round(value * unitMs);
  if (Math.abs(timeMs) > LAST_MS) throw new ShapeProblem(`${place} is out of range for a time`);
  return timeMs;
}
