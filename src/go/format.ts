import { formatFloat } from './float.ts';
import { compareStrings } from './utf8.ts';

/** What JSON decodes to in Go; numbers are float64, bigints stand for Go's integers. */
export type PlainValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

const MAX_DEPTH = 1_000;

/**
 * fmt.Sprint (`%v`) of a JSON-like value: `1e+06`, `[1 2]`, `map[a:1 b:2]`, `<nil>`; map keys sorted by bytes. Beyond
 * a thousand levels it prints `...`.
 */
export function formatValue(value: PlainValue, depth = 0): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return formatFloat(value, 'g', -1);
  if (typeof value !== 'object') return String(value);
  if (depth >= MAX_DEPTH) return '...';
  if (isList(value)) return `[${value.map((item) => formatValue(item, depth + 1)).join(' ')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => compareStrings(a, b));
  return `map[${entries.map(([key, item]) => `${key}:${formatValue(item, depth + 1)}`).join(' ')}]`;
}

const isList = (value: object): value is readonly PlainValue[] => Array.isArray(value);
