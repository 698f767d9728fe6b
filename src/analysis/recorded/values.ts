import { parseDuration } from '../../go/duration.ts';
import { isObject, isSet, optionalInteger, optionalText } from '../../manifest/controller/read.ts';
import { nearest } from '../../text/nearest.ts';
import type { Json, JsonObject } from '../../yaml/tree.ts';
import type { WebResponse } from '../providers/web.ts';
import type { Phase } from '../run.ts';

/** What one measurement came to: a value that conditions judge, a response of a web metric, or the phase itself. */
export type RecordedOutcome =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'response'; readonly response: WebResponse }
  | { readonly kind: 'phase'; readonly phase: Phase; readonly message?: string; readonly value?: string };

export interface RecordedMeasurement {
  /** From when on it answers, after the start of the run. With it in a list, time chooses, not the turn. */
  readonly atMs?: number;
  /** How long it is in flight (jobs, Kayenta); 0 where it is not given. */
  readonly afterMs?: number;
  readonly outcome: RecordedOutcome;
}

/** By the name of the metric. */
export type RecordedValues = ReadonlyMap<string, readonly RecordedMeasurement[]>;

export interface ReadValues {
  readonly values: RecordedValues;
  /** What is wrong with the document, one line each; entries with a problem are left out. */
  readonly problems: readonly string[];
}

const PHASES: readonly Phase[] = ['Successful', 'Failed', 'Error', 'Inconclusive', 'Running'];
const FIELDS = ['at', 'after', 'value', 'phase', 'message', 'status', 'body', 'error'];

/**
 * Recorded measurements as people write them: per metric a list of values, of `{value: …}`, `{phase: …, message: …,
 * after: 2m}`, `{status: 200, body: …}` or `{error: …}`, each with `at: 90s` if time is to choose. A single entry
 * stands for a list of one. Never throws.
 */
export function readRecordedValues(document: unknown): ReadValues {
  const values = new Map<string, readonly RecordedMeasurement[]>();
  const problems: string[] = [];
  if (!isObject(document)) return { values, problems: ['values: expected a map from metric names to lists'] };
  for (const [name, entries] of Object.entries(document)) {
    const list = isList(entries) ? entries : [entries];
    const read = list.flatMap((entry, index): RecordedMeasurement[] => {
      const outcome = readEntry(entry);
      if (typeof outcome !== 'string') return [outcome];
      problems.push(`values.${name}[${index}]: ${outcome}`);
      return [];
    });
    const timed = read.filter(({ atMs }) => atMs !== undefined).length;
    if (timed > 0 && timed < read.length) problems.push(`values.${name}: give "at" to all entries or to none`);
    if (read.length > 0) values.set(name, timed > 0 ? [...read].sort(byTime) : read);
    else if (list.length === 0) problems.push(`values.${name}: the list is empty`);
  }
  return { values, problems };
}

const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);

const byTime = (a: RecordedMeasurement, b: RecordedMeasurement): number => (a.atMs ?? 0) - (b.atMs ?? 0);

/** The entry, or what is wrong with it. A map with none of the fields is a value itself: a row, a JSON object. */
function readEntry(entry: Json): RecordedMeasurement | string {
  if (!isObject(entry) || !Object.keys(entry).some((key) => FIELDS.includes(key))) {
    return { outcome: { kind: 'value', value: entry } };
  }
  const unknown = Object.keys(entry).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    const meant = nearest(unknown, FIELDS);
    const hint = meant === undefined ? `it knows ${FIELDS.join(', ')}` : `did you mean ${meant}?`;
    return `unknown field "${unknown}"; ${hint}`;
  }
  const outcome = readOutcome(entry);
  if (typeof outcome === 'string') return outcome;
  const times: { atMs?: number; afterMs?: number } = {};
  for (const [field, key] of [
    ['at', 'atMs'],
    ['after', 'afterMs'],
  ] as const) {
    if (!isSet(entry[field])) continue;
    const duration = parseDuration(String(entry[field]).replace(/^\+/, ''));
    if (!duration.ok || duration.nanoseconds < 0n) {
      return `${field}: expected a duration such as 90s, got ${JSON.stringify(entry[field])}`;
    }
    times[key] = Number(duration.nanoseconds) / 1e6;
  }
  return { ...times, outcome };
}

function readOutcome(entry: JsonObject): RecordedOutcome | string {
  const { phase, message, error, status, body } = entry;
  if (isSet(phase)) {
    const known = PHASES.find((each) => each === phase);
    if (known === undefined) return `phase: expected one of ${PHASES.join(', ')}, got ${JSON.stringify(phase)}`;
    const texts = { message: optionalText(message), value: isSet(entry['value']) ? text(entry['value']) : undefined };
    return {
      kind: 'phase',
      phase: known,
      ...(texts.message === undefined ? {} : { message: texts.message }),
      ...(texts.value === undefined ? {} : { value: texts.value }),
    };
  }
  if (isSet(error)) return { kind: 'phase', phase: 'Error', message: text(error) };
  if (isSet(status) || isSet(body)) {
    const code = isSet(status) ? optionalInteger(status) : 200;
    if (code === undefined || code < 100 || code > 599) {
      return `status: expected an HTTP status such as 200, got ${JSON.stringify(status)}`;
    }
    return { kind: 'response', response: { status: code, body: isSet(body) ? text(body) : '' } };
  }
  if (Object.hasOwn(entry, 'value')) return { kind: 'value', value: entry['value'] ?? null };
  return 'expected a value, a phase, a response (status, body) or an error';
}

/** A text as it is; a document of YAML as JSON. */
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
