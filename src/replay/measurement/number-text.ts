import { formatFloat } from '../../go/float.ts';

/**
 * A number for people: four significant digits, or as many more as it takes to stay on its side of every number of
 * `apart` (0.98999 beside 0.99 is not rounded to it).
 */
export function numberText(value: number, apart: readonly number[] = []): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  for (let digits = 4; digits < 17; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (apart.every((other) => Math.sign(rounded - other) === Math.sign(value - other))) return plain(rounded);
  }
  return plain(value);
}

/** Without an exponent where that reads well. */
function plain(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-6 || size >= 1e15) ? formatFloat(value, 'g', -1) : formatFloat(value, 'f', -1);
}
