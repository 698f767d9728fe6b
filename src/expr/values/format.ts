import { formatDuration } from '../../go/duration.ts';
import { formatFloat } from '../../go/float.ts';
import { compareStrings, fromBytes } from '../../go/utf8.ts';
import { BYTES } from '../types/go-type.ts';
import { DURATION, MONTH, WEEKDAY } from '../types/known-types.ts';
import { formatTime, MONTHS, WEEKDAYS } from './time-layout.ts';
import { bytesOf, type GoMap, type GoNumber, type GoTime, type GoValue, type MapEntry, typeName } from './value.ts';

/** Called for every value that is printed, so that endless ones can be stopped. */
export type OnValue = () => void;

const nothing: OnValue = () => undefined;

/** fmt's `%v`. */
export function formatValue(value: GoValue, onValue: OnValue = nothing): string {
  onValue();
  if (value === null) return '<nil>';
  if (typeof value === 'number') return formatFloat(value, 'g', -1);
  if (typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'number':
      return formatNumber(value);
    case 'text':
      return value.value;
    case 'slice':
      return `[${value.items.map((item) => formatValue(item, onValue)).join(' ')}]`;
    case 'map':
      return `map[${sortedEntries(value)
        .map((entry) => `${formatValue(entry.key, onValue)}:${formatValue(entry.value, onValue)}`)
        .join(' ')}]`;
    case 'struct':
      return `{${[...value.fields.values()].map((field) => formatValue(field, onValue)).join(' ')}}`;
    case 'pointer':
      if (value.target === null) return '<nil>';
      // Go prints the address, which nobody can rely on.
      return typeof value.target === 'object' && value.target.kind === 'location' ? value.target.zone.name : ADDRESS;
    case 'function':
      return ADDRESS;
    case 'time':
      return formatTimeDefault(value);
    case 'location':
      return `{${value.zone.name}}`;
  }
}

/** fmt's `%s`: what has no text of its own is marked with its type. */
export function formatAsText(value: GoValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '<nil>';
  if (typeof value === 'object') {
    if (value.kind === 'slice') {
      if (value.type === BYTES) return fromBytes(bytesOf(value.items));
      return `[${value.items.map(formatAsText).join(' ')}]`;
    }
    if (value.kind === 'map') {
      const members = sortedEntries(value).map((entry) => `${formatAsText(entry.key)}:${formatAsText(entry.value)}`);
      return `map[${members.join(' ')}]`;
    }
    const isText = value.kind === 'text' || value.type.methods?.has('String') === true;
    if (isText || value.kind === 'struct') return formatValue(value);
  }
  return `%!s(${typeName(value)}=${formatValue(value)})`;
}

const ADDRESS = '0xc000000000';

/** time.Time.String */
export const formatTimeDefault = (time: GoTime): string => formatTime(time, '2006-01-02 15:04:05.999999999 -0700 MST');

function formatNumber({ type, value }: GoNumber): string {
  if (typeof value === 'number') return formatFloat(value, 'g', -1);
  if (type === DURATION) return formatDuration(value);
  if (type === MONTH) return MONTHS[Number(value) - 1] ?? `%!Month(${value})`;
  if (type === WEEKDAY) return WEEKDAYS[Number(value)] ?? `%!Weekday(${value})`;
  return String(value);
}

/** internal/fmtsort: how a map prints. */
function sortedEntries(map: GoMap): readonly MapEntry[] {
  return [...map.entries.values()].sort((a, b) => compareKeys(a.key, b.key));
}

function compareKeys(a: GoValue, b: GoValue): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if ((typeof a === 'number' && typeof b === 'number') || (typeof a === 'bigint' && typeof b === 'bigint')) {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  return compareStrings(`${typeof a} ${formatValue(a)}`, `${typeof b} ${formatValue(b)}`);
}
