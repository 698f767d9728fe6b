import { parseDuration } from '../../../go/duration.ts';
import type { Json, JsonPath, YamlNode } from '../../../yaml/tree.ts';
import type { Manifest } from '../../manifest.ts';
import type { Replacement } from '../problem.ts';
import { resolveNode, type SchemaNode } from '../schema-node.ts';
import { sourceText, typesOf } from '../words.ts';

/** What to write where a value has the wrong type; undefined where nobody can know. */
export function replacementFor(
  path: JsonPath,
  node: SchemaNode,
  value: Json,
  yaml: YamlNode | undefined,
  manifest: Manifest,
): Replacement | undefined {
  const types = typesOf(node);
  const source = sourceText(yaml, manifest);
  if (types.includes('array')) return asList(node, value, source);
  if (types.includes('object')) return asMap(path, node, value, source);
  if (typeof value === 'number' || typeof value === 'boolean') {
    return types.length === 1 && types[0] === 'string' ? asText(node, value, source) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  return types.includes('integer') ? asInteger(path, value) : asBoolean(value);
}

function asText(node: SchemaNode, value: number | boolean, source: string | undefined): Replacement | undefined {
  if (node['x-format'] === 'duration') {
    return typeof value === 'number' && value >= 0 ? { text: `${value}s`, certain: false } : undefined;
  }
  return source === undefined ? undefined : { text: JSON.stringify(source), certain: true };
}

const NANOSECONDS = 1_000_000_000;

function asInteger(path: JsonPath, value: string): Replacement | undefined {
  const text = value.trim();
  if (/^[-+]?\d{1,15}$/.test(text)) return { text: String(Number(text)), certain: true };
  if (/^\d{1,3}%$/.test(text)) return { text: text.slice(0, -1), certain: false };
  const name = String(path.at(-1));
  if (!/[sS]econds$|^timeout$/.test(name)) return undefined;
  const duration = parseDuration(text);
  if (!duration.ok) return undefined;
  const seconds = Number(duration.nanoseconds) / NANOSECONDS;
  return Number.isInteger(seconds) ? { text: String(seconds), certain: true } : undefined;
}

function asBoolean(value: string): Replacement | undefined {
  const word = value.trim().toLowerCase();
  if (word === 'true' || word === 'false') return { text: word, certain: true };
  if (['yes', 'y', 'on', '1', 'enabled'].includes(word)) return { text: 'true', certain: false };
  if (['no', 'n', 'off', '0', 'disabled'].includes(word)) return { text: 'false', certain: false };
  return undefined;
}

function asList(node: SchemaNode, value: Json, source: string | undefined): Replacement | undefined {
  const item = resolveNode(node.items ?? {});
  if (typeof value === 'string' && source !== undefined) {
    if (item.type === 'string') return { text: `[${source}]`, certain: true };
    const field = soleField(item);
    return field === undefined ? undefined : { text: `[{ ${field}: ${source} }]`, certain: false };
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  // A map from names to values, where a list of pairs is asked for.
  const [key, content] = item.properties?.['key'] === undefined ? ['name', 'value'] : ['key', 'value'];
  const entries = Object.entries(value);
  const isPairs =
    item.properties?.[key] !== undefined &&
    item.properties[content] !== undefined &&
    entries.length > 0 &&
    entries.every(([name, entry]) => typeof entry === 'string' && item.properties?.[name] === undefined);
  if (!isPairs) return undefined;
  const pairs = entries.map(([name, entry]) => `{ ${key}: ${name}, ${content}: ${JSON.stringify(entry)} }`);
  return { text: `[${pairs.join(', ')}]`, certain: true };
}

function asMap(path: JsonPath, node: SchemaNode, value: Json, source: string | undefined): Replacement | undefined {
  if (path.at(-1) === 'pause') {
    if (value === true) return { text: '{}', certain: true };
    if (source !== undefined && (typeof value === 'number' || typeof value === 'string')) {
      return { text: `{ duration: ${source} }`, certain: true };
    }
  }
  const field = soleField(node);
  if (typeof value !== 'string' || source === undefined || field === undefined) return undefined;
  return { text: `{ ${field}: ${source} }`, certain: false };
}

/** The one field that says everything: `templateName` of a reference, `metricName` of a dry-run rule. */
function soleField(node: SchemaNode): string | undefined {
  if (node.properties?.['templateName'] !== undefined) return 'templateName';
  const [field, ...more] = node.required ?? [];
  if (field === undefined || more.length > 0) return undefined;
  return node.properties?.[field]?.type === 'string' ? field : undefined;
}
