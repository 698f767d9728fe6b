import { nearest } from '../../text/nearest.ts';
import type { Json, JsonObject, JsonPath } from '../../yaml/tree.ts';
import type { ArgoKind, Manifest } from '../manifest.ts';
import { replacementFor } from './advice/repair.ts';
import { describeUnknown } from './advice/unknown.ts';
import { validate as analysisRun } from './generated/analysis-run.js';
import { validate as analysisTemplate } from './generated/analysis-template.js';
import { validate as experiment } from './generated/experiment.js';
import { validate as rollout } from './generated/rollout.js';
import { checkMetadataName } from './metadata.ts';
import { findNewerFields } from './newer.ts';
import { pruneNulls } from './nulls.ts';
import type { MissingField, SchemaProblem } from './problem.ts';
import { nodeAtPath } from './schema-node.ts';
import { isForeignTemplate, isUnreadable, unreadableSpans } from './unreadable.ts';
import type { Validator, ValidatorError } from './validator.ts';
import { actualWords, expectedWords, pathText, typesOf } from './words.ts';

const VALIDATORS: Readonly<Record<ArgoKind, Validator>> = {
  Rollout: rollout,
  AnalysisTemplate: analysisTemplate,
  ClusterAnalysisTemplate: analysisTemplate,
  AnalysisRun: analysisRun,
  Experiment: experiment,
};

export interface ValidateOptions {
  /** The minor release of the controller, `1.9`; fields of later ones are reported. All are known where it is left out. */
  readonly target?: string;
}

const results = new WeakMap<Manifest, Map<string, readonly SchemaProblem[]>>();

/**
 * What the API server would refuse, drop or ignore in an object of Argo Rollouts, in order of the text; empty for other
 * objects. One mistake is one problem: what follows from another one is left out. Nothing is said of a text that is
 * broken or unfinished there, and of what a patch leaves out.
 */
export function validateManifest(manifest: Manifest, options: ValidateOptions = {}): readonly SchemaProblem[] {
  const target = options.target ?? '';
  let known = results.get(manifest);
  if (known === undefined) {
    known = new Map();
    results.set(manifest, known);
  }
  let problems = known.get(target);
  if (problems === undefined) {
    problems = manifest.isArgo() ? findProblems(manifest, manifest.kind, options.target) : [];
    known.set(target, problems);
  }
  return problems;
}

/** Of what `validateManifest` finds, the problems of one kind. */
export function problemsOf<K extends SchemaProblem['kind']>(
  manifest: Manifest,
  kind: K,
  options: ValidateOptions,
): readonly Extract<SchemaProblem, { readonly kind: K }>[] {
  const isOfKind = (problem: SchemaProblem): problem is Extract<SchemaProblem, { readonly kind: K }> =>
    problem.kind === kind;
  return validateManifest(manifest, options).filter(isOfKind);
}

function findProblems(manifest: Manifest, kind: ArgoKind, target: string | undefined): readonly SchemaProblem[] {
  if (isUnreadable(manifest)) return [];
  const json = manifest.json;
  const validate = VALIDATORS[kind];
  const problems: SchemaProblem[] = [];
  const filled = new Set<string>();
  if (!validate(json)) {
    const pruned = pruneNulls(kind, json);
    problems.push(...pruned.nulls);
    for (const { path, name } of pruned.nulls) filled.add(pathText([...path.slice(0, -1), name]));
    if (!validate(pruned.json)) {
      for (const error of validate.errors ?? []) {
        const found = problemOf(manifest, kind, pruned.json, error);
        if (found === undefined) continue;
        problems.push(found.problem);
        for (const field of found.fills) filled.add(field);
      }
    }
  }
  problems.push(...checkMetadataName(json));
  if (target !== undefined) problems.push(...findNewerFields(kind, json, target));
  return problems.length === 0 ? problems : settle(manifest, problems, filled);
}

/** What one error of the validator means. */
function problemOf(
  manifest: Manifest,
  kind: ArgoKind,
  json: JsonObject,
  error: ValidatorError,
): { readonly problem: SchemaProblem; readonly fills: readonly string[] } | undefined {
  const { path, value } = follow(json, error.instancePath);
  const node = nodeAtPath(kind, path);
  if (node === undefined) return undefined;
  const found = (problem: SchemaProblem) => ({ problem, fills: [] });
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = error.params.additionalProperty;
      return name === undefined ? undefined : describeUnknown(manifest, kind, path, node, name);
    }
    case 'required': {
      const name = error.params.missingProperty;
      return name === undefined ? undefined : found({ kind: 'missing-field', path, names: [name] });
    }
    case 'enum': {
      const allowed = error.params.allowedValues ?? [];
      // A value of another type is a wrong type already.
      if (typeof value !== 'string') return undefined;
      const close = nearest(value, allowed);
      return found({ kind: 'bad-value', path, value, allowed, ...(close === undefined ? {} : { nearest: close }) });
    }
    case 'format':
      return found({ kind: 'bad-value', path, value });
    case 'type': {
      // A list item without a value was reported as that.
      if (value === null || isForeignTemplate(value)) return undefined;
      const yaml = manifest.node(path);
      const replacement = replacementFor(path, node, value, yaml, manifest);
      return found({
        kind: 'wrong-type',
        path,
        expected: expectedWords(node),
        actual: actualWords(value, yaml, manifest),
        types: typesOf(node),
        ...(replacement === undefined ? {} : { replacement }),
        placeholder: typeof value === 'string' && value.includes('{{'),
      });
    }
  }
}

/** The path that a JSON pointer means in a value. */
function follow(json: Json, pointer: string): { readonly path: JsonPath; readonly value: Json } {
  const path: (string | number)[] = [];
  let value: Json = json;
  for (const step of pointer.split('/').slice(1)) {
    if (Array.isArray(value)) {
      path.push(Number(step));
      value = (value as readonly Json[])[Number(step)] ?? null;
    } else {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      path.push(key);
      value = (value as JsonObject)[key] ?? null;
    }
  }
  return { path, value };
}

/** Leaves out what follows from another problem, what cannot be known, and what an alias shows twice; in order of the text. */
function settle(
  manifest: Manifest,
  problems: readonly SchemaProblem[],
  filled: ReadonlySet<string>,
): readonly SchemaProblem[] {
  const unreadable = unreadableSpans(manifest);
  const seen = new Set<string>();
  const kept: { readonly problem: SchemaProblem; readonly at: number }[] = [];
  for (const problem of joinMissing(problems, filled)) {
    if (problem.kind === 'missing-field') {
      if (manifest.partial) continue;
    } else if (problem.kind === 'unknown-field') {
      // Directives of a strategic merge patch.
      if (manifest.partial && problem.name.startsWith('$')) continue;
    }
    const span = manifest.keySpan(problem.path);
    const value = manifest.valueSpan(problem.path);
    if (unreadable.some((other) => touches(other, span) || touches(other, value))) continue;
    const key = `${problem.kind} ${span.start} ${value.start} ${'name' in problem ? problem.name : ''}`;
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push({ problem, at: span.start });
  }
  return kept.sort((a, b) => a.at - b.at).map(({ problem }) => problem);
}

/** One problem for all fields that an object lacks, without those that another problem accounts for. */
function joinMissing(problems: readonly SchemaProblem[], filled: ReadonlySet<string>): readonly SchemaProblem[] {
  const missing = new Map<string, MissingField>();
  const others = problems.filter((problem) => problem.kind !== 'missing-field');
  for (const problem of problems) {
    if (problem.kind !== 'missing-field') continue;
    const object = pathText(problem.path);
    const names = problem.names.filter((name) => !filled.has(pathText([...problem.path, name])));
    if (names.length === 0) continue;
    missing.set(object, { ...problem, names: [...(missing.get(object)?.names ?? []), ...names] });
  }
  return [...others, ...missing.values()];
}

const touches = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
  a.start < b.end && b.start < a.end;
