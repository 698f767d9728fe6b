import { compareStrings, escapedByte } from '../../../go/utf8.ts';
import type { Json, JsonObject, JsonPath } from '../../../yaml/tree.ts';
import { isObject, isSet } from '../read.ts';
import { type StructField, structFields } from './structs.ts';

/** A string of the document inside the JSON text: `start` to `end` is its escaped content, without the quotes. */
export interface StringPlace {
  readonly start: number;
  readonly end: number;
  readonly path: JsonPath;
  /** True for the key at the end of `path`, false for the value there. */
  readonly isKey: boolean;
  readonly value: string;
}

/** What encoding/json writes, and where the document's strings stand in it. */
export interface MarshalledJson {
  readonly text: string;
  /** In order of the text. Keys of structs are not among them: they are no text of the user. */
  readonly strings: readonly StringPlace[];
}

export interface MarshalOptions {
  /** Leave out what the document does not have, instead of Go's zero values. */
  readonly sparse?: boolean;
}

const MAX_DEPTH = 1_000;

interface Writer {
  text: string;
  readonly strings: StringPlace[];
  readonly sparse: boolean;
  depth: number;
}

/**
 * json.Marshal of `value` decoded into a type of the controller (the notation is that of structs.ts: `@Metric`,
 * `[@AnalysisRunArgument`, `{s`). Fields the struct does not have are dropped, as decoding drops them; a value of
 * the wrong type, which decoding would refuse, is written as it stands.
 */
export function marshal(value: unknown, type: string, options: MarshalOptions = {}): MarshalledJson {
  const writer: Writer = { text: '', strings: [], sparse: options.sparse === true, depth: 0 };
  writeTyped(writer, value, type, []);
  return { text: writer.text, strings: writer.strings };
}

function writeTyped(writer: Writer, value: unknown, type: string, path: JsonPath): void {
  if (writer.depth >= MAX_DEPTH) {
    writer.text += 'null';
    return;
  }
  writer.depth++;
  const rest = type.slice(1);
  if (type.startsWith('*')) {
    if (isSet(value)) writeTyped(writer, value, rest, path);
    else writer.text += 'null';
  } else if (type.startsWith('@')) {
    if (isObject(value)) writeStruct(writer, value, rest, path);
    else if (isSet(value)) writeAny(writer, value, path);
    else writeStruct(writer, {}, rest, path);
  } else if (type.startsWith('[') && Array.isArray(value)) {
    writeItems(writer, value, path, (item, at) => writeTyped(writer, item, rest, at));
  } else if (type.startsWith('{') && isObject(value)) {
    const keys = Object.keys(value).sort(compareStrings);
    writeEntries(writer, keys, path, (key, at) => writeTyped(writer, value[key], rest, at));
  } else if (type === 'q' && typeof value === 'number') {
    writer.text += `"${value}"`;
  } else if (isSet(value)) {
    writeAny(writer, value, path);
  } else {
    writer.text += ZERO_VALUES[type] ?? 'null';
  }
  writer.depth--;
}

const ZERO_VALUES: Readonly<Record<string, string>> = { s: '""', n: '0', b: 'false', i: '0', q: '"0"' };

function writeStruct(writer: Writer, value: JsonObject, name: string, path: JsonPath): void {
  writer.text += '{';
  let separator = '';
  for (const field of structFields(name)) {
    const held = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    if (isOmitted(held, field) || (writer.sparse && !isSet(held))) continue;
    writer.text += `${separator}"${field.name}":`;
    separator = ',';
    writeTyped(writer, held, field.type, [...path, field.name]);
  }
  writer.text += '}';
}

function isOmitted(value: unknown, { omitEmpty, omitZero, type }: StructField): boolean {
  if (omitZero && !isSet(value)) return true;
  if (!omitEmpty) return false;
  // encoding/json: structs are never empty, and IntOrString, Quantity and Time are structs.
  if (/^[@iqt]/.test(type)) return false;
  if (type === 'r') return value === undefined;
  if (!isSet(value)) return true;
  if (type.startsWith('*')) return false;
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return type.startsWith('{') && Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function writeAny(writer: Writer, value: unknown, path: JsonPath): void {
  if (writer.depth >= MAX_DEPTH) {
    writer.text += 'null';
    return;
  }
  writer.depth++;
  if (typeof value === 'string') writeString(writer, value, path, false);
  else if (Array.isArray(value)) writeItems(writer, value, path, (item, at) => writeAny(writer, item, at));
  else if (isObject(value)) {
    writeEntries(writer, Object.keys(value), path, (key, at) => writeAny(writer, value[key], at));
  } else writer.text += JSON.stringify(value ?? null);
  writer.depth--;
}

function writeItems(
  writer: Writer,
  items: readonly Json[],
  path: JsonPath,
  write: (item: Json, at: JsonPath) => void,
): void {
  writer.text += '[';
  for (const [index, item] of items.entries()) {
    if (index > 0) writer.text += ',';
    write(item, [...path, index]);
  }
  writer.text += ']';
}

function writeEntries(
  writer: Writer,
  keys: readonly string[],
  path: JsonPath,
  write: (key: string, at: JsonPath) => void,
): void {
  writer.text += '{';
  for (const [index, key] of keys.entries()) {
    if (index > 0) writer.text += ',';
    const at = [...path, key];
    writeString(writer, key, at, true);
    writer.text += ':';
    write(key, at);
  }
  writer.text += '}';
}

function writeString(writer: Writer, value: string, path: JsonPath, isKey: boolean): void {
  writer.text += '"';
  const start = writer.text.length;
  writer.text += escapeJson(value);
  writer.strings.push({ start, end: writer.text.length, path, isKey, value });
  writer.text += '"';
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const ESCAPED = /["\\\0-\x1f<>&\u2028\u2029]|\p{Surrogate}/gu;

/** encoding/json's escapes, HTML's `<`, `>` and `&` among them. */
export function escapeJson(text: string): string {
  return text.replaceAll(ESCAPED, (character) => {
    const code = character.charCodeAt(0);
    if (escapedByte(code) !== undefined || (code >= 0xd800 && code <= 0xdfff)) return '\\ufffd';
    return SHORT_ESCAPES[character] ?? `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The offset in the string's value that an offset of the JSON text stands for; inside an escape, where that starts. */
export function offsetInString(place: StringPlace, offset: number): number {
  const escapes = escapesOf(place);
  let low = 0;
  let high = escapes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((escapes[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const last = escapes[low - 1];
  if (last !== undefined && offset < last.end) return last.index;
  // Between two escapes both texts run in step.
  const [at, index] = last === undefined ? [place.start, 0] : [last.end, last.index + last.length];
  return Math.min(index + offset - at, place.value.length);
}

/** A character that is longer in JSON: `start` and `end` there, `index` and `length` in the value. */
interface Escape {
  readonly start: number;
  readonly end: number;
  readonly index: number;
  readonly length: number;
}

const knownEscapes = new WeakMap<StringPlace, readonly Escape[]>();

/** Each string has them looked up once: a query may hold thousands of placeholders. */
function escapesOf(place: StringPlace): readonly Escape[] {
  let escapes = knownEscapes.get(place);
  if (escapes === undefined) {
    const found: Escape[] = [];
    let by = place.start;
    for (const { 0: character, index } of place.value.matchAll(ESCAPED)) {
      const start = index + by;
      const end = start + escapeJson(character).length;
      found.push({ start, end, index, length: character.length });
      by = end - index - character.length;
    }
    escapes = found;
    knownEscapes.set(place, escapes);
  }
  return escapes;
}
