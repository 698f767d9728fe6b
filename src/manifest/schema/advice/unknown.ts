import { nearest } from '../../../text/nearest.ts';
import type { JsonPath } from '../../../yaml/tree.ts';
import type { ArgoKind, Manifest } from '../../manifest.ts';
import type { RemovedFieldProblem, UnknownField } from '../problem.ts';
import { childNode, type SchemaNode } from '../schema-node.ts';
import { pathText, shorten, sourceText, typeOf, typesOf } from '../words.ts';
import { knownMistake } from './known-mistakes.ts';
import { type Found, findPlace, patternOf } from './placement.ts';
import { replacementFor } from './repair.ts';

export interface UnknownFinding {
  readonly problem: UnknownField | RemovedFieldProblem;
  /** The fields (as `object.name`) that this one was meant to be: they are not missing as well. */
  readonly fills: readonly string[];
}

/** What a field is that its object does not have: misspelt, misplaced, given up, or made up. */
export function describeUnknown(
  manifest: Manifest,
  kind: ArgoKind,
  object: JsonPath,
  node: SchemaNode,
  name: string,
): UnknownFinding {
  const path = [...object, name];
  const source = sourceText(manifest.node(path), manifest) ?? '…';
  const value = shorten(source);
  const removed = Object.hasOwn(node['x-removed'] ?? {}, name) ? node['x-removed']?.[name] : undefined;
  const present = keysOf(manifest, object);
  const missing = new Set(node.required?.filter((field) => !present.has(field)));
  if (removed !== undefined) {
    return { problem: describeRemoved(path, name, removed, source, present), fills: [] };
  }
  const valid = Object.keys(node.properties ?? {});
  const base = { kind: 'unknown-field', path, name, valid } as const;
  const at = pathText(object);
  const meaning = knownMistake(kind, patternText(patternOf(object)), name, value);
  if (meaning !== undefined) {
    const { meant, fills } = meaning;
    return { problem: { ...base, meant }, fills: fills === undefined ? [] : [`${at}.${fills}`] };
  }
  const certain = valid.find((field) => fold(field) === fold(name));
  if (certain !== undefined) {
    return {
      problem: { ...base, nearest: nearestOf(manifest, object, node, name, certain, true) },
      fills: [`${at}.${certain}`],
    };
  }
  const found = findPlace(kind, object, name, present, missing);
  const likely = nearest(name, valid) ?? valid.find((field) => isPrefix(field, name));
  const isNear = found?.relation === 'above' || found?.relation === 'inside';
  if (found !== undefined && (isNear || likely === undefined)) {
    const placed = placementOf(manifest, object, found, value);
    return { problem: { ...base, belongs: placed.belongs }, fills: placed.fills };
  }
  if (likely !== undefined) {
    return {
      problem: { ...base, nearest: nearestOf(manifest, object, node, name, likely, false) },
      fills: [`${at}.${likely}`],
    };
  }
  return { problem: base, fills: [] };
}

function nearestOf(
  manifest: Manifest,
  object: JsonPath,
  node: SchemaNode,
  name: string,
  right: string,
  certain: boolean,
): NonNullable<UnknownField['nearest']> {
  const path = [...object, name];
  const value = manifest.value(path);
  const field = childNode(node, right);
  if (value === undefined || field === undefined || typesOf(field).includes(typeOf(value))) {
    return { name: right, certain };
  }
  const replacement = replacementFor([...object, right], field, value, manifest.node(path), manifest);
  return { name: right, certain, ...(replacement === undefined ? {} : { value: replacement }) };
}

function describeRemoved(
  path: JsonPath,
  name: string,
  removed: { readonly in: string; readonly example: string },
  value: string,
  present: ReadonlySet<string>,
): RemovedFieldProblem {
  const isTemplate = name === 'templateName' && value !== '…';
  return {
    kind: 'removed-field',
    path,
    name,
    in: removed.in,
    example: isTemplate ? `templates: [{ templateName: ${value} }]` : removed.example,
    complete: isTemplate && !present.has('templates') && !present.has('clusterScope'),
  };
}

function placementOf(
  manifest: Manifest,
  object: JsonPath,
  found: Found,
  value: string,
): { belongs: NonNullable<UnknownField['belongs']>; fills: string[] } {
  const { relation, name } = found;
  if (relation === 'kind') {
    const example = `${name}: ${value}`;
    return {
      belongs: { relation, kind: found.kind, object: patternText(found.object), example, present: false },
      fills: [],
    };
  }
  const at = patternOf(object);
  let common = 0;
  while (common < at.length && common < found.object.length && at[common] === found.object[common]) common++;
  const rest = found.object.slice(common);
  const start = object.slice(0, common);
  const concrete = rest.includes('[]') ? undefined : [...start, ...rest];
  const written = pathText(start) + rest.map((step) => (step === '[]' ? step : `.${step}`)).join('');
  const inner = relation === 'inside' ? nested([...rest, name], value) : `${name}: ${value}`;
  return {
    belongs: {
      relation,
      object: written.replace(/^\./, ''),
      example: inner,
      present: concrete !== undefined && keysOf(manifest, concrete).has(name),
    },
    fills:
      relation === 'inside'
        ? [`${pathText(object)}.${rest[0]}`]
        : concrete === undefined
          ? []
          : [`${pathText(concrete)}.${name}`],
  };
}

/** `pause: { duration: 5m }` for the steps `pause`, `duration`. */
function nested(steps: readonly string[], value: string): string {
  let text = value;
  for (const [index, step] of [...steps.entries()].reverse()) {
    if (step === '[]') text = `[${text}]`;
    else text = index === 0 ? `${step}: ${text}` : `{ ${step}: ${text} }`;
  }
  return text;
}

const knownKeys = new WeakMap<object, ReadonlySet<string>>();

/** Each object has them collected once: with thousands of unknown fields every one asks. */
function keysOf(manifest: Manifest, path: JsonPath): ReadonlySet<string> {
  const value = manifest.value(path);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return new Set();
  let keys = knownKeys.get(value);
  if (keys === undefined) {
    keys = new Set(Object.keys(value));
    knownKeys.set(value, keys);
  }
  return keys;
}

const patternText = (pattern: readonly string[]): string => pattern.join('.').replaceAll('.[]', '[]');

const fold = (text: string): string => text.toLowerCase().replaceAll(/[-_. ]/g, '');

const SHORTEST_PREFIX = 5;

/** `initialDelaySeconds` and `initialDelay`: one is the start of the other. */
function isPrefix(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [fold(a), fold(b)] : [fold(b), fold(a)];
  return short.length >= SHORTEST_PREFIX && long.startsWith(short);
}
