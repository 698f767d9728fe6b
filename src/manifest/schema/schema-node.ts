import type { Json, JsonPath } from '../../yaml/tree.ts';
import type { ArgoKind } from '../manifest.ts';
import { schemaTable } from './generated/schemas.js';

/** What the text of a field is written in. */
export type FieldFormat =
  | 'duration'
  | 'duration-or-seconds'
  | 'condition'
  | 'time-expression'
  | 'promql'
  | 'regexp'
  | 'jsonpath'
  | 'url';

/** A field that earlier releases had. */
export interface RemovedField {
  /** The first minor release without it: `1.0`. */
  readonly in: string;
  /** What is written instead, as one line of YAML. */
  readonly example: string;
}

/** The part of JSON schema that the files under `schemas/` use, with their extensions. */
export interface SchemaNode {
  readonly description?: string;
  readonly type?: string | readonly string[];
  /** Name of a definition. */
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  /** false: no other fields; true: anything, kept as it is. */
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  /** The API server refuses every other value. */
  readonly enum?: readonly string[];
  readonly format?: 'date-time';
  readonly default?: Json;
  /** The first minor release that has the field; absent for those that 1.0 had. */
  readonly 'x-since'?: string;
  readonly 'x-format'?: FieldFormat;
  /** The values that mean something; others are accepted. */
  readonly 'x-values'?: readonly string[];
  /** Fields that this object once had. */
  readonly 'x-removed'?: Readonly<Record<string, RemovedField>>;
}

export interface SchemaTable {
  readonly kinds: Readonly<Record<ArgoKind, SchemaNode>>;
  readonly defs: Readonly<Record<string, SchemaNode>>;
}

/** The schema of a whole object. */
export const rootSchema = (kind: ArgoKind): SchemaNode => schemaTable().kinds[kind];

const resolved = new WeakMap<SchemaNode, SchemaNode>();

/** The node with its definition filled in; what stands beside a reference (a better description) wins. */
export function resolveNode(node: SchemaNode): SchemaNode {
  if (node.$ref === undefined) return node;
  let whole = resolved.get(node);
  if (whole === undefined) {
    const { $ref, ...own } = node;
    whole = { ...schemaTable().defs[$ref], ...own };
    resolved.set(node, whole);
  }
  return whole;
}

/** The schema of a key or an index of a value; undefined where the value has no such field. */
export function childNode(node: SchemaNode, step: string | number): SchemaNode | undefined {
  if (typeof step === 'number') return node.items === undefined ? undefined : resolveNode(node.items);
  const own = Object.hasOwn(node.properties ?? {}, step) ? node.properties?.[step] : undefined;
  if (own !== undefined) return resolveNode(own);
  return typeof node.additionalProperties === 'object' ? resolveNode(node.additionalProperties) : undefined;
}

/** The schema of the value at `path`; undefined for unknown fields and below what is not described. */
export function nodeAtPath(kind: ArgoKind, path: JsonPath): SchemaNode | undefined {
  let node: SchemaNode | undefined = rootSchema(kind);
  for (const step of path) {
    node = childNode(node, step);
    if (node === undefined) return undefined;
  }
  return node;
}

/** `1.10` is above `1.9`. Negative if `a` is the earlier release. */
export function compareReleases(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
