import { formatFloat } from '../../go/float.ts';
import { compareStrings } from '../../go/utf8.ts';
import { GoPanic } from '../run/panic.ts';
import { BYTES } from '../types/go-type.ts';
import { encodeBase64 } from './base64.ts';
import type { OnValue } from './format.ts';
import { formatTime } from './time-layout.ts';
import { bytesOf, type GoValue } from './value.ts';

/** json.MarshalIndent(value, "", "  "). Panics with encoding/json's text where there is no JSON. */
export const toJson = (value: GoValue, onValue: OnValue): string => write(value, '\n', onValue);

/** json.Marshal(value): on one line, without spaces. Panics as `toJson` does. */
export const toCompactJson = (value: GoValue): string => write(value, '', () => undefined);

/** `lineStart` is the line break before a member, with its indentation; empty for JSON on one line. */
function write(value: GoValue, lineStart: string, onValue: OnValue): string {
  onValue();
  if (value === null) return 'null';
  if (typeof value === 'number') return writeFloat(value);
  if (typeof value === 'string') return writeString(value);
  if (typeof value !== 'object') return String(value);
  const isCompact = lineStart === '';
  const inner = isCompact ? '' : `${lineStart}  `;
  const colon = isCompact ? ':' : ': ';
  switch (value.kind) {
    case 'number':
      return typeof value.value === 'number' ? writeFloat(value.value) : String(value.value);
    case 'text':
      return writeString(value.value);
    case 'slice':
      if (value.isNil) return 'null';
      if (value.type === BYTES) return writeString(encodeBase64(bytesOf(value.items)));
      return enclose(
        '[',
        value.items.map((item) => write(item, inner, onValue)),
        ']',
        lineStart,
      );
    case 'map': {
      if (value.isNil) return 'null';
      const key = value.type.key?.kind;
      if (key === 'interface') throw new GoPanic(`json: unsupported type: ${value.type.name}`);
      const members = [...value.entries.values()]
        .map((entry) => [String(entry.key), entry.value] as const)
        .sort(([a], [b]) => compareStrings(a, b))
        .map(([name, member]) => `${writeString(name)}${colon}${write(member, inner, onValue)}`);
      return enclose('{', members, '}', lineStart);
    }
    case 'struct': {
      const members = [...value.fields].map(
        ([name, field]) => `${writeString(name)}${colon}${write(field, inner, onValue)}`,
      );
      return enclose('{', members, '}', lineStart);
    }
    case 'pointer':
      return write(value.target, lineStart, onValue);
    case 'time':
      return `"${formatTime(value, '2006-01-02T15:04:05.999999999Z07:00')}"`;
    case 'location':
      return '{}';
    case 'function':
      throw new GoPanic(`json: unsupported type: ${value.type.name}`);
  }
}

const enclose = (open: string, members: readonly string[], close: string, lineStart: string): string =>
  members.length === 0 || lineStart === ''
    ? open + members.join(',') + close
    : `${open}${members.map((member) => `${lineStart}  ${member}`).join(',')}${lineStart}${close}`;

function writeFloat(value: number): string {
  if (!Number.isFinite(value)) throw new GoPanic(`json: unsupported value: ${formatFloat(value, 'g', -1)}`);
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-6 && size < 1e21);
  if (isPlain) return formatFloat(value, 'f', -1);
  return formatFloat(value, 'e', -1).replace(/e-0(\d)$/, 'e-$1');
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function writeString(text: string): string {
  const escaped = text.replace(
    /["\\<>&\u2028\u2029\0-\x1f]|\p{Surrogate}/gu,
    (character) => ESCAPES.get(character) ?? unicodeEscape(character),
  );
  return `"${escaped}"`;
}

const unicodeEscape = (character: string): string => {
  const code = /\p{Surrogate}/u.test(character) ? 0xfffd : character.charCodeAt(0);
  return `\\u${code.toString(16).padStart(4, '0')}`;
};
