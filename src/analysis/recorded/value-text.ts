import { decodeJson } from '../../expr/values/from-json.ts';
import { parseFloat64 } from '../../go/strconv.ts';
import type { ProviderName } from '../../manifest/metric.ts';
import type { Json } from '../../yaml/tree.ts';

/** What the text of a status still tells of a value. */
export type ReadValue =
  | { readonly ok: true; readonly value: Json; readonly isRounded: boolean }
  | { readonly ok: false };

const UNREADABLE: ReadValue = { ok: false };

/**
 * The value that a provider wrote as this text: what `judgeValue` takes. Wavefront and Graphite round what they write;
 * what InfluxDB writes can be told only if it is numbers, and a job and a plugin leave none that conditions see.
 */
export function readValueText(provider: ProviderName, text: string): ReadValue {
  switch (provider) {
    case 'prometheus':
    case 'datadog':
      return numbers(text, ',', false);
    case 'wavefront':
    case 'graphite':
      return numbers(text, ',', true);
    case 'influxdb':
      return numbers(text, ' ', false);
    case 'cloudWatch':
      return lists(text);
    case 'web':
    case 'newRelic':
    case 'skywalking':
      return json(text, provider === 'web');
    case 'kayenta':
      return text === '' ? UNREADABLE : numbers(text, ',', false);
    case 'job':
    case 'plugin':
      return UNREADABLE;
  }
}

function numbers(text: string, separator: string, isRounded: boolean): ReadValue {
  const list = /^\[(.*)\]$/s.exec(text)?.[1];
  const read = list === undefined ? numberOf(text) : numbersOf(list, separator);
  return read === undefined ? UNREADABLE : { ok: true, value: read, isRounded };
}

function numberOf(text: string): number | undefined {
  const parsed = parseFloat64(text);
  return parsed.ok ? parsed.value : undefined;
}

function numbersOf(list: string, separator: string): readonly number[] | undefined {
  const read = list === '' ? [] : list.split(separator).map(numberOf);
  return read.some((number) => number === undefined) ? undefined : read.flatMap((number) => number ?? []);
}

/** `[[1 2] [3]]` */
function lists(text: string): ReadValue {
  if (!/^\[(?:\[[^[\]]*\](?: (?=\[))?)*\]$/.test(text)) return UNREADABLE;
  const values = [...text.slice(1, -1).matchAll(/\[([^[\]]*)\]/g)].map(([, inner = '']) => numbersOf(inner, ' '));
  const isWhole = values.every((list) => list !== undefined);
  return isWhole ? { ok: true, value: values, isRounded: false } : UNREADABLE;
}

/** A web metric may have read a text, which is its own value. */
function json(text: string, orText: boolean): ReadValue {
  // What nests deeper than conditions can see is no value.
  if ('error' in decodeJson(text)) return orText ? { ok: true, value: text, isRounded: false } : UNREADABLE;
  const value: Json = JSON.parse(text);
  return { ok: true, value, isRounded: false };
}
