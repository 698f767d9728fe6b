import type { Manifest } from '../../manifest/manifest.ts';
import type { WorkspaceOptions } from '../create.ts';
import { isComputedName } from '../recognise/names.ts';
import type { Lookup, SkippedFile, Workspace, WorkspaceFile } from '../workspace.ts';
import { Catalog } from './catalog.ts';
import type { LoadedFile } from './file.ts';
import type { KustomizeFacts } from './kustomize.ts';
import { commonDepth, compareText, folderOf } from './paths.ts';

/** The files of a workspace with their catalogue, which is made when first asked for. */
export class IndexedWorkspace implements Workspace {
  readonly files: readonly WorkspaceFile[];
  readonly skipped: readonly SkippedFile[];
  readonly complete: boolean;
  readonly #loaded: readonly LoadedFile[];
  readonly #kustomize: () => KustomizeFacts;
  readonly #isExternal: (name: string) => boolean;
  #catalog: Catalog | undefined;

  constructor(files: readonly LoadedFile[], kustomize: () => KustomizeFacts, options: WorkspaceOptions) {
    this.files = files;
    this.skipped = options.skipped ?? [];
    this.complete = options.complete ?? false;
    this.#loaded = files;
    this.#kustomize = kustomize;
    this.#isExternal = options.isExternalTemplate ?? (() => false);
  }

  manifests(kind?: string): readonly Manifest[] {
    return this.#index.manifests(kind);
  }

  find(kind: string, name: string, from: Manifest): Lookup {
    return this.#find(kind, name, from, from, () => true);
  }

  findTemplate(name: string, clusterScope: boolean, from: Manifest, near: Manifest = from): Lookup {
    const [kind, otherKind] = clusterScope
      ? (['ClusterAnalysisTemplate', 'AnalysisTemplate'] as const)
      : (['AnalysisTemplate', 'ClusterAnalysisTemplate'] as const);
    const lookup = this.#find(kind, name, from, near, (manifest) => manifest.isArgo());
    if (lookup.status === 'found' || this.#isExternal(name)) return lookup.status === 'found' ? lookup : UNKNOWN;
    const other = this.#find(otherKind, name, from, near, (manifest) => manifest.isArgo());
    if (other.status !== 'found') return lookup;
    // Both in one file is no accident, even where other files are not known.
    const isCertain = lookup.status === 'absent' || other.manifest.file === near.file;
    return isCertain ? { status: 'wrong-scope', manifest: other.manifest } : lookup;
  }

  #find(kind: string, name: string, from: Manifest, near: Manifest, isWanted: (manifest: Manifest) => boolean): Lookup {
    if (name === '' || isComputedName(name)) return UNKNOWN;
    const named = this.#index.named(kind, name);
    const candidates = named.manifests.filter(isWanted);
    const reachable = candidates.filter((candidate) => this.#shareNamespace(from, candidate));
    const whole = reachable.filter((candidate) => !candidate.partial);
    const [nearest, ...others] = this.#nearestFirst(whole, near);
    if (nearest !== undefined) return { status: 'found', manifest: nearest, others };
    if (!this.complete || named.maybe || reachable.length > 0 || this.#mayGetMore(from) || this.#mayGetMore(near)) {
      return UNKNOWN;
    }
    const [elsewhere] = this.#nearestFirst(candidates, near);
    return elsewhere === undefined ? { status: 'absent' } : { status: 'absent', elsewhere };
  }

  /** True if both are applied to the same namespace, as far as they say; cluster-scoped kinds have none. */
  #shareNamespace(from: Manifest, candidate: Manifest): boolean {
    if (candidate.kind.startsWith('Cluster')) return true;
    const wanted = this.#namespaceOf(from);
    const given = this.#namespaceOf(candidate);
    return wanted === undefined || given === undefined || wanted === given;
  }

  /** As written, unless a kustomization writes another one. */
  #namespaceOf(manifest: Manifest): string | undefined {
    const isSet = this.#kustomize()
      .including(manifest.file.path)
      .some(({ setsNamespace }) => setsNamespace);
    return isSet || manifest.namespace === undefined || isComputedName(manifest.namespace)
      ? undefined
      : manifest.namespace;
  }

  /** True if the object is built together with things that are not in the workspace, or under other names. */
  #mayGetMore(manifest: Manifest): boolean {
    return this.#kustomize()
      .including(manifest.file.path)
      .some(({ open, renames }) => open || renames);
  }

  /**
   * Same file, same folder, a common kustomization, the longest common path, the fewest folders down from there, by
   * path; in one file the last one first, because it is what stays after applying.
   */
  #nearestFirst(candidates: readonly Manifest[], near: Manifest): Manifest[] {
    if (candidates.length < 2) return [...candidates];
    const home = folderOf(near.file.path);
    const homeParts = segmentsOf(home);
    const builds = new Set(this.#kustomize().including(near.file.path));
    const ranked = candidates.map((manifest, order) => {
      const { path } = manifest.file;
      const folder = folderOf(path);
      const parts = segmentsOf(folder);
      const common = commonDepth(homeParts, parts);
      const builtTogether = this.#kustomize()
        .including(path)
        .some((build) => builds.has(build));
      const rank = [
        path === near.file.path ? 0 : 1,
        folder === home ? 0 : 1,
        builtTogether ? 0 : 1,
        -common,
        parts.length - common,
      ];
      return { manifest, path, order, rank };
    });
    ranked.sort((a, b) => compareRanks(a.rank, b.rank) || compareText(a.path, b.path) || b.order - a.order);
    return ranked.map(({ manifest }) => manifest);
  }

  get #index(): Catalog {
    this.#catalog ??= new Catalog(this.#loaded);
    return this.#catalog;
  }
}

const segmentsOf = (folder: string): readonly string[] => (folder === '' ? [] : folder.split('/'));

const UNKNOWN: Lookup = { status: 'unknown' };

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, rank] of a.entries()) {
    const difference = rank - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
