import type { Json, JsonPath } from '../../yaml/tree.ts';
import type { ArgoKind } from '../manifest.ts';
import {
  compareReleases,
  type FieldFormat,
  nodeAtPath,
  resolveNode,
  rootSchema,
  type SchemaNode,
} from './schema-node.ts';
import { expectedWords, typesOf } from './words.ts';

/** What is known of one field, for hover and completion. */
export interface FieldDescription {
  /** The last step of the path; for a list item the name of the list. */
  readonly name: string;
  /** Sentences of Markdown: what the controller does with it, and its unit. */
  readonly description: string;
  /** In words: `an integer`, `a list of maps`. */
  readonly type: string;
  readonly required: boolean;
  /** What holds where the field is left out. */
  readonly default?: Json;
  /** The first minor release that has the field, with all that is around it; absent for those that 1.0 had. */
  readonly since?: string;
  readonly format?: FieldFormat;
  /** The values that mean something. */
  readonly values?: readonly string[];
  /** True if the API server refuses every other value. */
  readonly valuesAreAll: boolean;
}

/** What stands at `path` of an object of this kind; undefined for unknown fields and below what is not described. */
export function describeField(kind: ArgoKind, path: JsonPath): FieldDescription | undefined {
  const node = nodeAtPath(kind, path);
  const last = path.at(-1);
  if (node === undefined || last === undefined) return undefined;
  const parent = nodeAtPath(kind, path.slice(0, -1));
  const since = path
    .flatMap((_, index) => nodeAtPath(kind, path.slice(0, index + 1))?.['x-since'] ?? [])
    .sort(compareReleases)
    .at(-1);
  const name = path.findLast((step) => typeof step === 'string') ?? '';
  return describe(String(name), node, typeof last === 'string' && (parent?.required?.includes(last) ?? false), since);
}

/** The fields that the object at `path` may have, in the order of the schema; empty where there is no such object. */
export function fieldsAt(kind: ArgoKind, path: JsonPath): readonly FieldDescription[] {
  const node = path.length === 0 ? rootSchema(kind) : nodeAtPath(kind, path);
  return Object.entries(node?.properties ?? {}).map(([name, reference]) => {
    const child = resolveNode(reference);
    return describe(name, child, node?.required?.includes(name) ?? false, child['x-since']);
  });
}

function describe(name: string, node: SchemaNode, required: boolean, since: string | undefined): FieldDescription {
  const values = node.enum ?? node['x-values'] ?? (node.type === 'boolean' ? ['true', 'false'] : undefined);
  return {
    name,
    description: node.description ?? '',
    type: typeOf(node),
    required,
    ...(node.default === undefined ? {} : { default: node.default }),
    ...(since === undefined ? {} : { since }),
    ...(node['x-format'] === undefined ? {} : { format: node['x-format'] }),
    ...(values === undefined ? {} : { values }),
    valuesAreAll: node.enum !== undefined || node.type === 'boolean',
  };
}

function typeOf(node: SchemaNode): string {
  if (!typesOf(node).includes('array') || node.items === undefined) return expectedWords(node);
  const item = typesOf(resolveNode(node.items))[0];
  return item === 'string' ? 'a list of strings' : 'a list of maps';
}
