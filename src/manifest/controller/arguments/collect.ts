import type { JsonPath } from '../../../yaml/tree.ts';
import { flagOf, listOf, objectOf, optionalList, textOf, type Value } from '../read.ts';
import type { AnalysisTemplate, AnalysisTemplateSpec, ObjectMeta, TemplateRef } from '../types.ts';

/** Finds a template by name; a namespaced one in the namespace of whoever refers to it. */
export type TemplateLookup<T extends AnalysisTemplate> = (name: string, clusterScope: boolean) => T | undefined;

/** A reference to a template that is not there. */
export interface MissingTemplate<T extends AnalysisTemplate> {
  readonly name: string;
  readonly clusterScope: boolean;
  /** The template that refers to it; undefined for the list that was given. */
  readonly from: T | undefined;
  /** The entry, from that template's root, or from the given list. */
  readonly path: JsonPath;
  /** The controller's text. */
  readonly error: string;
}

export interface CollectedTemplates<T extends AnalysisTemplate> {
  readonly templates: readonly T[];
  readonly clusterTemplates: readonly T[];
  /** The controller stops at the first. */
  readonly missing: readonly MissingTemplate<T>[];
  /** Templates that, through others, contain themselves: the controller would recurse until it crashes. */
  readonly cyclic: readonly T[];
}

/**
 * argo-rollouts rollout/controller.go getReferencedAnalysisTemplatesFromRef: the listed templates and, each after the
 * one that names them, their nested ones; each once by name (helpers.go FilterUniqueTemplates).
 */
export function collectTemplates<T extends AnalysisTemplate>(
  refs: Value,
  lookup: TemplateLookup<T>,
): CollectedTemplates<T> {
  const missing: MissingTemplate<T>[] = [];
  const cyclic = new Set<T>();
  const finished = new Map<T, Branch<T>>();
  const open = new Set<T>();

  const visit = (list: Value, from: T | undefined, path: JsonPath): Branch<T> => {
    const templates = new Map<string, T>();
    const clusterTemplates = new Map<string, T>();
    const add = (branch: Branch<T>): void => {
      for (const [name, template] of branch.templates) if (!templates.has(name)) templates.set(name, template);
      for (const [name, template] of branch.clusterTemplates) {
        if (!clusterTemplates.has(name)) clusterTemplates.set(name, template);
      }
    };
    for (const [index, entry] of listOf(list).entries()) {
      const ref: TemplateRef = objectOf(entry);
      const clusterScope = flagOf(ref.clusterScope);
      const name = textOf(ref.templateName);
      const template = lookup(name, clusterScope);
      if (template === undefined) {
        const kind = clusterScope ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate';
        const error = `${kind} '${name}' not found`;
        missing.push({ name, clusterScope, from, path: [...path, index], error });
        continue;
      }
      const own = new Map([[nameOf(template) || name, template]]);
      add({ templates: clusterScope ? new Map() : own, clusterTemplates: clusterScope ? own : new Map() });
      add(nested(template));
    }
    return { templates, clusterTemplates };
  };

  const nested = (template: T): Branch<T> => {
    const known = finished.get(template);
    if (known !== undefined) return known;
    const spec: AnalysisTemplateSpec = objectOf(template.spec);
    if (optionalList(spec.templates) === undefined) return NOTHING;
    if (open.has(template) || open.size >= MAX_NESTING) {
      cyclic.add(template);
      return NOTHING;
    }
    open.add(template);
    const branch = visit(spec.templates, template, ['spec', 'templates']);
    open.delete(template);
    finished.set(template, branch);
    return branch;
  };

  const { templates, clusterTemplates } = visit(refs, undefined, []);
  return {
    templates: [...templates.values()],
    clusterTemplates: [...clusterTemplates.values()],
    missing,
    cyclic: [...cyclic],
  };
}

interface Branch<T> {
  readonly templates: ReadonlyMap<string, T>;
  readonly clusterTemplates: ReadonlyMap<string, T>;
}

const NOTHING = { templates: new Map(), clusterTemplates: new Map() };

const MAX_NESTING = 500;

export function nameOf(object: { readonly metadata?: Value }): string {
  const metadata: ObjectMeta = objectOf(object.metadata);
  return textOf(metadata.name);
}
