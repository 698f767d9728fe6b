import { floatSlice, fromJson, type GoValue } from '../../expr/index.ts';
import { parseFloat64 } from '../../go/strconv.ts';
import { objectOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import { PROVIDERS, type ProviderName } from '../../manifest/metric.ts';

/** What conditions saw as `result`, read back from the text that the status keeps of it. */
export type ResultValue =
  | null
  | boolean
  | number
  | string
  | readonly ResultValue[]
  | { readonly [key: string]: ResultValue };

export const providerOf = (metric: Metric): ProviderName | undefined => {
  const provider = objectOf(metric.provider);
  return PROVIDERS.find((name) => provider[name] !== undefined && provider[name] !== null);
};

/** Providers that write numbers and lists of numbers as text, `NaN` and `+Inf` included. */
const NUMERIC: readonly ProviderName[] = ['prometheus', 'datadog', 'graphite', 'wavefront', 'influxdb'];

/**
 * The value of a measurement, as far as its text still tells it; undefined for none, and where a provider's text is for
 * people only.
 */
export function resultValue(metric: Metric, text: string | undefined): ResultValue | undefined {
  if (text === undefined || text === '') return undefined;
  const provider = providerOf(metric);
  if (provider === undefined) return undefined;
  if (NUMERIC.includes(provider)) return numbersOf(text);
  return provider === 'web' || provider === 'newRelic' || provider === 'skywalking' ? jsonOf(text) : undefined;
}

function numbersOf(text: string): ResultValue | undefined {
  if (!text.startsWith('[')) return numberOf(text);
  const inside = text.slice(1, -1).trim();
  if (inside === '') return [];
  const numbers = inside.split(/[ ,]+/).map(numberOf);
  return numbers.some((number) => number === undefined) ? undefined : numbers.flatMap((number) => number ?? []);
}

function numberOf(text: string): number | undefined {
  const parsed = parseFloat64(text);
  return parsed.ok ? parsed.value : undefined;
}

function jsonOf(text: string): ResultValue | undefined {
  try {
    return JSON.parse(text) as ResultValue;
  } catch {
    return text;
  }
}

/** The value with the type that the conditions saw. */
export function goValue(value: ResultValue): GoValue {
  const isNumbers = Array.isArray(value) && value.every((each) => typeof each === 'number');
  return isNumbers ? floatSlice(value) : fromJson(value);
}
