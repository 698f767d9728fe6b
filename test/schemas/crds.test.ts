import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ARGO_KINDS, type ArgoKind } from '../../src/manifest/manifest.ts';
import { resolveNode, rootSchema, type SchemaNode } from '../../src/manifest/schema/schema-node.ts';

const folder = path.join(process.env['ROLLOUTLINT_CONFORMANCE'] ?? '../shared/conformance', 'crds');
const present = existsSync(folder);
if (!present) console.warn(`skipped: comparing the schemas with the CRDs, since ${folder} is absent`);

const FILES: Readonly<Record<ArgoKind, string>> = {
  Rollout: 'rollout',
  AnalysisTemplate: 'analysis-template',
  ClusterAnalysisTemplate: 'cluster-analysis-template',
  AnalysisRun: 'analysis-run',
  Experiment: 'experiment',
};

/** Of these only a few fields are described; whatever else stands there is let through. */
const OPAQUE = [
  /^spec(\.templates\[\])?\.template\.spec$/,
  /\.provider\.job\.spec\.template\.spec$/,
  /\.provider\.job\.spec\.(podFailurePolicy|successPolicy|selector)$/,
];

interface Crd {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Crd>>;
  readonly required?: readonly string[];
  readonly items?: Crd;
  readonly additionalProperties?: boolean | Crd;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

interface Field {
  readonly type: string;
  readonly required: boolean;
  readonly values: string;
}

const known = new Map<ArgoKind, ReadonlyMap<string, Field>>();

function crdFields(kind: ArgoKind): ReadonlyMap<string, Field> {
  const fields = known.get(kind) ?? readCrd(kind);
  known.set(kind, fields);
  return fields;
}

function readCrd(kind: ArgoKind): Map<string, Field> {
  const crd = parse(readFileSync(path.join(folder, `${FILES[kind]}-crd.yaml`), 'utf8'));
  const fields = new Map<string, Field>();
  const walk = (at: string, node: Crd, required: boolean): void => {
    const open = node['x-kubernetes-preserve-unknown-fields'] === true;
    const type = node['x-kubernetes-int-or-string'] === true ? 'integer,string' : (node.type ?? 'any');
    fields.set(at, {
      type: type + (open ? ' open' : '') + (node.format === 'date-time' ? ' date-time' : ''),
      required,
      values: (node.enum ?? []).join(),
    });
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      walk(`${at}.${name}`, child, node.required?.includes(name) ?? false);
    }
    if (node.items !== undefined) walk(`${at}[]`, node.items, false);
    if (typeof node.additionalProperties === 'object') walk(`${at}{}`, node.additionalProperties, false);
  };
  const schema: Crd = crd.spec.versions[0].schema.openAPIV3Schema;
  for (const part of ['spec', 'status']) {
    const node = schema.properties?.[part];
    if (node !== undefined) walk(part, node, schema.required?.includes(part) ?? false);
  }
  return fields;
}

function ourFields(kind: ArgoKind): Map<string, Field> {
  const fields = new Map<string, Field>();
  const walk = (at: string, reference: SchemaNode, required: boolean): void => {
    const node = resolveNode(reference);
    const open = node.additionalProperties === true;
    fields.set(at, {
      type: [node.type].flat().join() + (open ? ' open' : '') + (node.format === 'date-time' ? ' date-time' : ''),
      required,
      values: (node.enum ?? []).join(),
    });
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      walk(`${at}.${name}`, child, node.required?.includes(name) ?? false);
    }
    if (node.items !== undefined) walk(`${at}[]`, node.items, false);
    if (typeof node.additionalProperties === 'object') walk(`${at}{}`, node.additionalProperties, false);
  };
  const root = rootSchema(kind);
  for (const part of ['spec', 'status']) {
    const node = root.properties?.[part];
    if (node !== undefined) walk(part, node, root.required?.includes(part) ?? false);
  }
  return fields;
}

const isOpaque = (at: string): boolean => OPAQUE.some((pattern) => pattern.test(at));
const isBelowOpaque = (at: string): boolean =>
  [...at.matchAll(/[.[{]/g)].some(({ index }) => index > 0 && isOpaque(at.slice(0, index)));
/** The controller's own account of a Rollout or an Experiment is not described. */
const isOpaqueStatus = (kind: ArgoKind, at: string): boolean =>
  (kind === 'Rollout' || kind === 'Experiment') && at.startsWith('status');

describe.skipIf(!present)('the schemas beside the custom resource definitions', () => {
  test.each(ARGO_KINDS)('%s has every field of its CRD, and no other', (kind) => {
    const theirs = crdFields(kind);
    const ours = ourFields(kind);
    const strip = (fields: ReadonlyMap<string, Field>): string[] =>
      [...fields.keys()].filter((at) => !isBelowOpaque(at) && !isOpaqueStatus(kind, at)).sort();
    expect(strip(ours)).toEqual(strip(theirs));
    expect(ours.size).toBeGreaterThan(40);
  });

  test.each(ARGO_KINDS)('%s has the types, the values and the required fields of its CRD', (kind) => {
    const theirs = crdFields(kind);
    for (const [at, field] of ourFields(kind)) {
      if (isOpaqueStatus(kind, at)) continue;
      const type = isOpaque(at) ? field.type.replace(' open', '') : field.type;
      const crd = theirs.get(at);
      // Below an opaque node ours may leave objects open.
      const expected = isBelowOpaque(at) && type.endsWith(' open') ? `${crd?.type} open` : crd?.type;
      expect({ at, type, required: field.required, values: field.values }).toEqual({
        at,
        type: expected,
        required: crd?.required,
        values: crd?.values,
      });
    }
  });

  test.each(ARGO_KINDS)('every opaque part of %s exists', (kind) => {
    const opaque = [...ourFields(kind)].filter(([at, field]) => field.type.endsWith(' open') && isOpaque(at));
    expect(opaque.length).toBeGreaterThan(0);
    for (const [at] of opaque) expect(crdFields(kind).has(at)).toBe(true);
  });
});
