import { collectTemplates } from '../manifest/controller/arguments/collect.ts';
import { planAnalysisRun } from '../manifest/controller/arguments/run.ts';
import { objectOf, type Value } from '../manifest/controller/read.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { JsonPath } from '../yaml/tree.ts';
import { passedArguments } from './use/passed.ts';
import { templateEntries, type UseBlock, useBlocksOf } from './use/use-blocks.ts';
import type { AnalysisUse, Lookup, TemplateReference, Workspace } from './workspace.ts';

/** Nested templates deeper than this are not followed; the controller would follow them until it crashes. */
const MAX_NESTING = 100;

const known = new WeakMap<Workspace, WorkspaceUses>();

interface WorkspaceUses {
  readonly uses: Map<Manifest, readonly AnalysisUse[]>;
  users: ReadonlyMap<Manifest, readonly AnalysisUse[]> | undefined;
}

function usesIn(workspace: Workspace): WorkspaceUses {
  let uses = known.get(workspace);
  if (uses === undefined) {
    uses = { uses: new Map(), users: undefined };
    known.set(workspace, uses);
  }
  return uses;
}

/**
 * The places of `manifest` that run templates, in order of the text: steps, background analysis, pre- and post-promotion
 * of a Rollout, the analyses of an Experiment or of a Rollout's experiment step, an AnalysisRun itself. Remembered for
 * each workspace.
 */
export function usesOf(workspace: Workspace, manifest: Manifest): readonly AnalysisUse[] {
  const { uses } = usesIn(workspace);
  let list = uses.get(manifest);
  if (list === undefined) {
    list = manifest.isArgo() ? useBlocksOf(manifest).map((block) => resolveUse(workspace, block)) : [];
    uses.set(manifest, list);
  }
  return list;
}

/** Every use, in the whole workspace, of a template: the ones whose references lead to it first. */
export function usersOf(workspace: Workspace, template: Manifest): readonly AnalysisUse[] {
  const remembered = usesIn(workspace);
  if (remembered.users === undefined) {
    const users = new Map<Manifest, AnalysisUse[]>();
    for (const kind of ['Rollout', 'Experiment']) {
      for (const manifest of workspace.manifests(kind)) {
        for (const use of usesOf(workspace, manifest)) {
          for (const each of use.templates) {
            const list = users.get(each);
            if (list === undefined) users.set(each, [use]);
            else list.push(use);
          }
        }
      }
    }
    remembered.users = users;
  }
  return remembered.users.get(template) ?? [];
}

/** True if some reference may mean `template` where another one of its name lies nearer: it is not proven to be unused. */
export function mayBeUsed(workspace: Workspace, template: Manifest): boolean {
  if (usersOf(workspace, template).length > 0) return true;
  return ['Rollout', 'Experiment'].some((kind) =>
    workspace
      .manifests(kind)
      .some((manifest) =>
        usesOf(workspace, manifest).some((use) =>
          use.references.some(({ lookup }) => lookup.status === 'found' && lookup.others.includes(template)),
        ),
      ),
  );
}

/** A template as the controller's functions take it, with its manifest. */
interface FoundTemplate {
  readonly manifest: Manifest;
  readonly metadata: Value;
  readonly spec: Value;
}

function resolveUse(workspace: Workspace, block: UseBlock): AnalysisUse {
  const { user } = block;
  if (block.templates === undefined) return { ...ownUse(block), references: [], templates: [], resolved: true };

  const walk = new ReferenceWalk(workspace, block);
  const references = walk.references();
  const resolved = references.length > 0 && references.every(({ lookup }) => lookup.status === 'found');
  // The same lookups again, so that what is merged is what the references say.
  const collected = collectTemplates<FoundTemplate>(
    block.templates.map(({ name, clusterScope }) => ({ templateName: name, clusterScope })),
    (name, clusterScope) => walk.found(name, clusterScope),
  );
  const templates = [...collected.templates, ...collected.clusterTemplates].map(({ manifest }) => manifest);
  const isWhole = resolved && !user.partial && walk.cycle === undefined;
  const mergeError = isWhole ? mergeErrorOf(block, collected.templates, collected.clusterTemplates) : undefined;
  return {
    ...ownUse(block),
    references,
    templates,
    resolved,
    ...(mergeError === undefined ? {} : { mergeError }),
    ...(walk.cycle === undefined ? {} : { cycle: walk.cycle }),
  };
}

function ownUse({
  kind,
  user,
  path,
  step,
  title,
}: UseBlock): Pick<AnalysisUse, 'kind' | 'user' | 'path' | 'title' | 'step'> {
  return { kind, user, path, title, ...(step === undefined ? {} : { step }) };
}

/** What stops the controller before it looks at a single argument. */
function mergeErrorOf(
  block: UseBlock,
  templates: readonly FoundTemplate[],
  clusterTemplates: readonly FoundTemplate[],
): AnalysisUse['mergeError'] {
  const plan = planAnalysisRun({
    templates,
    clusterTemplates,
    args: passedArguments(block.user, block.kind, block.path, false).map(({ argument }) => argument),
    dryRun: block.dryRun,
    measurementRetention: block.measurementRetention,
  });
  if (plan.ok || plan.code === 'argument-not-resolved') return undefined;
  return { text: plan.error, code: plan.code };
}

/** Follows references in the controller's order: an entry, what it nests, the next entry. */
class ReferenceWalk {
  /** The first circle that was met. */
  cycle: readonly Manifest[] | undefined;
  readonly #workspace: Workspace;
  readonly #block: UseBlock;
  readonly #lookups = new Map<string, Lookup>();
  readonly #found = new Map<Manifest, FoundTemplate>();
  readonly #expanded = new Set<Manifest>();
  readonly #references: TemplateReference[] = [];

  constructor(workspace: Workspace, block: UseBlock) {
    this.#workspace = workspace;
    this.#block = block;
  }

  references(): readonly TemplateReference[] {
    for (const { name, clusterScope, path } of this.#block.templates ?? []) {
      this.#follow(name, clusterScope, this.#block.user, path, []);
    }
    return this.#references;
  }

  /** The same object for each template: the controller's functions know it again by that. */
  found(name: string, clusterScope: boolean): FoundTemplate | undefined {
    const lookup = this.#lookups.get(keyOf(name, clusterScope));
    if (lookup?.status !== 'found') return undefined;
    const { manifest } = lookup;
    let found = this.#found.get(manifest);
    if (found === undefined) {
      found = { manifest, metadata: manifest.json['metadata'], spec: manifest.json['spec'] };
      this.#found.set(manifest, found);
    }
    return found;
  }

  #follow(name: string, clusterScope: boolean, owner: Manifest, path: JsonPath, via: readonly Manifest[]): void {
    const key = keyOf(name, clusterScope);
    let lookup = this.#lookups.get(key);
    if (lookup === undefined) {
      lookup = this.#workspace.findTemplate(name, clusterScope, this.#block.user, owner);
      this.#lookups.set(key, lookup);
    }
    this.#references.push({ name, clusterScope, owner, path, lookup, via });
    if (lookup.status !== 'found') return;
    const { manifest } = lookup;
    const at = via.indexOf(manifest);
    if (at >= 0) this.cycle ??= via.slice(at);
    // Each template once: what it nests a second time is the same, and is dropped when the set is made unique.
    if (this.#expanded.has(manifest) || via.length >= MAX_NESTING) return;
    this.#expanded.add(manifest);
    for (const nested of templateEntries(objectOf(manifest.json['spec'])['templates'], ['spec', 'templates'])) {
      this.#follow(nested.name, nested.clusterScope, manifest, nested.path, [...via, manifest]);
    }
  }
}

const keyOf = (name: string, clusterScope: boolean): string => `${clusterScope ? 'cluster' : 'namespace'} ${name}`;
