import type { JsonPath } from '../../../yaml/tree.ts';
import { ARGO_KINDS, type ArgoKind } from '../../manifest.ts';
import { childNode, resolveNode, rootSchema, type SchemaNode } from '../schema-node.ts';

/** A place where a field may stand: the way to its object, `[]` for any list item. */
export interface Place {
  readonly object: readonly string[];
  readonly name: string;
  readonly node: SchemaNode;
}

const tables = new Map<ArgoKind, ReadonlyMap<string, readonly Place[]>>();

/** Where each field name is valid within a kind, built from its schema. The nearest to the root come first. */
export function placesOf(kind: ArgoKind, name: string): readonly Place[] {
  let table = tables.get(kind);
  if (table === undefined) {
    table = buildTable(kind);
    tables.set(kind, table);
  }
  return table.get(name) ?? [];
}

function buildTable(kind: ArgoKind): ReadonlyMap<string, readonly Place[]> {
  const table = new Map<string, Place[]>();
  const queue: { readonly object: readonly string[]; readonly node: SchemaNode }[] = [
    { object: [], node: rootSchema(kind) },
  ];
  for (const { object, node } of queue) {
    for (const [name, reference] of Object.entries(node.properties ?? {})) {
      // What the controller writes is no place for what a user means, and metadata are Kubernetes' own.
      if (object.length === 0 && (name === 'status' || name === 'metadata')) continue;
      const child = resolveNode(reference);
      const places = table.get(name) ?? [];
      places.push({ object, name, node: child });
      table.set(name, places);
      queue.push({ object: [...object, name], node: child });
    }
    const item = childNode(node, 0);
    if (item !== undefined) queue.push({ object: [...object, '[]'], node: item });
  }
  return table;
}

export interface Found extends Place {
  readonly kind: ArgoKind;
  readonly relation: 'above' | 'inside' | 'elsewhere' | 'kind';
}

/** Names that stand in so many objects that another place of theirs says nothing about what was meant. */
const COMMON = new Set([
  'annotations',
  'apiVersion',
  'description',
  'kind',
  'key',
  'labels',
  'match',
  'message',
  'metadata',
  'metric',
  'name',
  'namespace',
  'path',
  'replicas',
  'scope',
  'selector',
  'service',
  'spec',
  'status',
  'template',
  'type',
  'value',
  'values',
  'version',
]);

/** A path with `[]` for each index. */
export const patternOf = (path: JsonPath): readonly string[] =>
  path.map((step) => (typeof step === 'number' ? '[]' : step));

/**
 * Where a field was meant to stand that its object lacks: the nearest object around it that has the field, else one in
 * it (of those that are `present` or `missing` first), else the nearest other, else one of another kind.
 */
export function findPlace(
  kind: ArgoKind,
  object: JsonPath,
  name: string,
  present: ReadonlySet<string>,
  missing: ReadonlySet<string>,
): Found | undefined {
  const at = patternOf(object);
  let best: { readonly place: Place; readonly cost: number; readonly relation: Found['relation'] } | undefined;
  for (const place of placesOf(kind, name)) {
    const common = commonLength(at, place.object);
    const up = steps(at.slice(common));
    const down = steps(place.object.slice(common));
    const relation = down === 0 ? 'above' : up === 0 ? 'inside' : 'elsewhere';
    const through = place.object[at.length] ?? '';
    // A required level was skipped: `template` in a job stands in its `spec`.
    const isSkipped = relation === 'inside' && missing.has(through);
    if (COMMON.has(name) && !isSkipped && (relation !== 'above' || place.object.length === 0)) continue;
    let cost = up + down * 1.5;
    // A block of the same name is what was confused: `analysis` of the spec and of the strategy.
    if (relation === 'elsewhere') cost += at.at(-1) === place.object.at(-1) ? -1 : 1;
    if (relation === 'inside' && (isSkipped || present.has(through))) cost -= 1;
    if (best === undefined || cost < best.cost) best = { place, cost, relation };
  }
  if (best !== undefined) return { ...best.place, kind, relation: best.relation };
  return COMMON.has(name) ? undefined : findInOtherKinds(kind, at, name);
}

function findInOtherKinds(kind: ArgoKind, at: readonly string[], name: string): Found | undefined {
  let best: { readonly found: Found; readonly shared: number } | undefined;
  for (const other of ARGO_KINDS) {
    if (other === kind) continue;
    for (const place of placesOf(other, name)) {
      const shared = commonLength(at.toReversed(), place.object.toReversed());
      if (best === undefined || shared > best.shared) {
        best = { found: { ...place, kind: other, relation: 'kind' }, shared };
      }
    }
  }
  return best?.found;
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** How many objects lie between: a list and its item are one. */
const steps = (path: readonly string[]): number => path.filter((step) => step !== '[]').length;
