import type { Json, JsonPath, YamlNode } from '../../yaml/tree.ts';
import type { Manifest } from '../manifest.ts';
import type { SchemaNode } from './schema-node.ts';

/** `spec.metrics[0].provider`; keys that are no plain words in brackets. */
export function pathText(path: JsonPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** What a field takes, in words. */
export function expectedWords(node: SchemaNode): string {
  switch (node['x-format']) {
    case 'duration':
      return 'a duration such as `30s`';
    case 'duration-or-seconds':
      return 'a number of seconds or a duration such as `30s`';
    default:
      return typesOf(node)
        .map((type) => typeWords(type, node))
        .join(' or ');
  }
}

function typeWords(type: string, node: SchemaNode): string {
  switch (type) {
    case 'string':
      return node.format === 'date-time' ? 'a date and time such as `2026-01-31T12:00:00Z`' : 'a string';
    case 'integer':
      return 'an integer';
    case 'boolean':
      return '`true` or `false`';
    case 'array':
      return 'a list';
    default:
      return typeof node.additionalProperties === 'object' ? 'a map of strings' : 'a map';
  }
}

export const typesOf = (node: SchemaNode): readonly string[] =>
  node.type === undefined ? [] : typeof node.type === 'string' ? [node.type] : node.type;

/** The type of a value, as schemas name it. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

const LONGEST_VALUE = 40;

/** A value as messages show it. */
export function actualWords(value: Json, node: YamlNode | undefined, manifest: Manifest): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = shorten(sourceText(node, manifest) ?? JSON.stringify(value)).replaceAll('`', "'");
  switch (typeof value) {
    case 'number':
      return `the number \`${text}\``;
    case 'boolean':
      return `the boolean \`${text}\``;
    default:
      return `the string \`${text}\``;
  }
}

/** A scalar as it stands in the file; undefined for anything else, and for what takes more than one line. */
export function sourceText(node: YamlNode | undefined, manifest: Manifest): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const text = manifest.file.text.slice(node.span.start, node.span.end);
  return text === '' || text.includes('\n') ? undefined : text;
}

/** For messages: a long value is cut. */
export const shorten = (text: string): string =>
  text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE).trimEnd()}…` : text;
