import { nearest } from '../../text/nearest.ts';
import type { Span } from '../../text/span.ts';
import type { YamlNode, YamlScalar } from '../../yaml/tree.ts';
import type { Schema } from './schema.ts';

/** A value that is not what the schema asks for. */
export interface ShapeError {
  readonly span: Span;
  readonly text: string;
}

/**
 * Decodes a node as its schema means it: a text is the text as written (`1.10` stays `1.10`, `off` is not false).
 * What does not fit is left out of the value and told in `errors`.
 */
export function readShape(node: YamlNode, schema: Schema, errors: ShapeError[], name = ''): unknown {
  if (schema.anyOf !== undefined) {
    const branch = schema.anyOf.find((one) => fits(node, one));
    if (branch !== undefined) return readShape(node, branch, errors, name);
    return fail(errors, node, `${title(name)} must be ${schema.anyOf.map(kindOf).join(' or ')}`);
  }
  if (!fits(node, schema)) return fail(errors, node, `${title(name)} must be ${kindOf(schema)}, not ${shown(node)}`);
  if (node.kind === 'map') return readMap(node, schema, errors);
  if (node.kind === 'sequence') return readList(node, schema, errors, name);
  return readScalar(node, schema, errors, name);
}

function readMap(node: YamlNode & { kind: 'map' }, schema: Schema, errors: ShapeError[]): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const properties = schema.properties ?? {};
  for (const { key, value: child } of node.entries) {
    const own = Object.hasOwn(properties, key.text) ? properties[key.text] : undefined;
    const property = own ?? schema.additionalProperties;
    if (property === false) fail(errors, key, unknownKey(key.text, Object.keys(properties)));
    else if (property !== undefined) value[key.text] = readShape(child, property, errors, key.text);
  }
  for (const needed of schema.required ?? []) {
    if (node.entry(needed) === undefined) fail(errors, node, `${code(needed)} is missing here`);
  }
  return value;
}

function unknownKey(key: string, names: readonly string[]): string {
  const near = nearest(key, names);
  if (near !== undefined) return `unknown key ${code(key)}; did you mean ${code(near)}?`;
  return `unknown key ${code(key)}${names.length <= 12 ? `; known are ${names.map(code).join(', ')}` : ''}`;
}

function readList(
  node: YamlNode & { kind: 'sequence' },
  schema: Schema,
  errors: ShapeError[],
  name: string,
): unknown[] {
  const prefix = schema.prefixItems ?? [];
  if (node.items.length < (schema.minItems ?? 0)) fail(errors, node, `${title(name)} must not be empty`);
  return node.items.flatMap((item, index) => {
    const itemSchema = prefix[index] ?? schema.items;
    if (itemSchema === undefined) return [];
    if (itemSchema === false) {
      fail(errors, item, `${title(name)} has at most ${prefix.length} items`);
      return [];
    }
    const value = readShape(item, itemSchema, errors, name);
    return value === undefined ? [] : [value];
  });
}

function readScalar(node: YamlScalar, schema: Schema, errors: ShapeError[], name: string): unknown {
  if (schema.type !== 'string') {
    const { value } = node;
    if (typeof value === 'number') {
      if (value < (schema.minimum ?? value))
        return fail(errors, node, `${title(name)} must be at least ${schema.minimum}`);
      if (value > (schema.maximum ?? value))
        return fail(errors, node, `${title(name)} must be at most ${schema.maximum}`);
    }
    return value;
  }
  if (schema.enum !== undefined && !schema.enum.includes(node.text)) {
    const near = nearest(node.text, schema.enum);
    const hint = near === undefined ? `one of ${schema.enum.map(code).join(', ')}` : `${code(near)}`;
    return fail(errors, node, `${title(name)} is ${code(node.text)}; write ${hint}`);
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(node.text)) {
    const example = schema.examples?.[0];
    const hint = example === undefined ? '' : `; write it like ${code(String(example))}`;
    return fail(errors, node, `${title(name)} cannot be ${code(node.text)}${hint}`);
  }
  return node.text;
}

function fits(node: YamlNode, schema: Schema): boolean {
  switch (schema.type) {
    case undefined:
      return true;
    case 'object':
      return node.kind === 'map';
    case 'array':
      return node.kind === 'sequence';
    case 'string':
      return node.kind === 'scalar' && node.value !== null;
    case 'integer':
      return node.kind === 'scalar' && Number.isInteger(node.value);
    case 'number':
      return node.kind === 'scalar' && typeof node.value === 'number';
    case 'boolean':
      return node.kind === 'scalar' && typeof node.value === 'boolean';
  }
}

function kindOf(schema: Schema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.map(code).join(', ')}`;
  const names = { string: 'a text', integer: 'a whole number', number: 'a number', boolean: 'true or false' } as const;
  if (schema.type === 'array') return 'a list';
  return schema.type === undefined || schema.type === 'object' ? 'a map' : names[schema.type];
}

function shown(node: YamlNode): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'sequence') return 'a list';
  return node.value === null ? 'empty' : code(node.text);
}

const code = (text: string): string => `\`${text}\``;
const title = (name: string): string => (name === '' ? 'the configuration' : code(name));

function fail(errors: ShapeError[], { span }: { readonly span: Span }, text: string): undefined {
  errors.push({ span, text });
  return undefined;
}
