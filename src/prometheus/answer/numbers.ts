import { formatFloat } from '../../go/float.ts';
import { ShapeProblem, textAt } from './shape.ts';

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
