import type { Manifest } from '../manifest/manifest.ts';
import type { Json } from '../yaml/tree.ts';
import { compareText, folderOf } from './lookup/paths.ts';
import type { Workspace, WorkspaceFile } from './workspace.ts';

/** Why two objects of one name cannot both be meant. */
export type ConflictScope =
  /** Applying the file leaves the later one. */
  | 'file'
  /** The build refuses to add an object twice. */
  | 'kustomization'
  /** Applying the folder leaves the one of the later file; for templates in files of templates only. */
  | 'folder';

export interface Conflict {
  readonly manifest: Manifest;
  readonly scope: ConflictScope;
}

/**
 * The first object before this one, in order of path and text, of the same kind, name and namespace that is applied
 * together with it and says something else. Copies in unrelated folders, overlays, and files that are alternatives of each
 * other by their names (`rollout-v2.yaml`, `x.before.yaml`) are no conflict.
 */
export function earlierConflict(workspace: Workspace, manifest: Manifest): Conflict | undefined {
  let first: Conflict | undefined;
  for (const [scope, bucket] of bucketsOf(workspace, manifest)) {
    const other = bucket.otherThan(manifest);
    if (other === undefined || compare(other, manifest) >= 0) continue;
    if (first === undefined || compare(other, first.manifest) < 0) first = { manifest: other, scope };
  }
  return first;
}

/** True if there is such an object before or behind this one. */
export const hasConflict = (workspace: Workspace, manifest: Manifest): boolean =>
  bucketsOf(workspace, manifest).some(([, bucket]) => bucket.otherThan(manifest) !== undefined);

const compare = (a: Manifest, b: Manifest): number =>
  a.file.path === b.file.path ? a.root.span.start - b.root.span.start : compareText(a.file.path, b.file.path);

/** Objects of one name that are applied together: the first, and the first that differs from it, tell all. */
class Bucket {
  readonly #trait: (manifest: Manifest) => string;
  #first: Manifest | undefined;
  #other: Manifest | undefined;

  constructor(trait: (manifest: Manifest) => string) {
    this.#trait = trait;
  }

  /** In order of path and text. */
  add(manifest: Manifest): void {
    if (this.#first === undefined) this.#first = manifest;
    else if (this.#other === undefined && this.#trait(manifest) !== this.#trait(this.#first)) this.#other = manifest;
  }

  otherThan(manifest: Manifest): Manifest | undefined {
    if (this.#first === undefined || this.#other === undefined) return undefined;
    return this.#trait(this.#first) === this.#trait(manifest) ? this.#other : this.#first;
  }
}

type Buckets = ReadonlyMap<Manifest, readonly (readonly [ConflictScope, Bucket])[]>;

const buckets = new WeakMap<Workspace, Map<string, Buckets>>();

function bucketsOf(workspace: Workspace, manifest: Manifest): readonly (readonly [ConflictScope, Bucket])[] {
  const ofWorkspace = buckets.get(workspace) ?? new Map<string, Buckets>();
  buckets.set(workspace, ofWorkspace);
  const key = `${manifest.kind} ${manifest.name}`;
  const ofName = ofWorkspace.get(key) ?? sortIntoBuckets(workspace, manifest);
  ofWorkspace.set(key, ofName);
  return ofName.get(manifest) ?? [];
}

function sortIntoBuckets(workspace: Workspace, { kind, name }: Manifest): Buckets {
  const byKey = new Map<string, Bucket>();
  const found = new Map<Manifest, readonly (readonly [ConflictScope, Bucket])[]>();
  if (name === undefined) return found;
  for (const manifest of namesakesOf(workspace, kind, name)) {
    const file = filesOf(workspace).get(manifest.file.path);
    if (manifest.partial || file === undefined) continue;
    const own = placesOf(file).map(([scope, place]): readonly [ConflictScope, Bucket] => {
      const key = JSON.stringify([scope, place, groupOf(manifest), manifest.namespace]);
      // What the build adds twice it refuses, whatever it says; what one file repeats is another matter.
      const bucket = byKey.get(key) ?? new Bucket(scope === 'kustomization' ? ({ file: { path } }) => path : contentOf);
      byKey.set(key, bucket);
      bucket.add(manifest);
      return [scope, bucket];
    });
    found.set(manifest, own);
  }
  return found;
}

/** With what a file is applied. A folder that kustomize or Helm builds is not applied as it lies there. */
function placesOf(file: WorkspaceFile): readonly (readonly [ConflictScope, string])[] {
  const folder = SAMPLES.test(file.path) ? undefined : templateFolderOf(file);
  return [
    ['file', file.path],
    ...file.kustomizations.map((path): [ConflictScope, string] => ['kustomization', path]),
    // A folder of samples holds the same names again and again, and so do files that each hold a whole application.
    ...(folder === undefined ? [] : [['folder', folder] as [ConflictScope, string]]),
  ];
}

const elsewhere = new WeakMap<Workspace, Map<string, Bucket>>();

/**
 * The first object of the same kind and name, in the same namespace, whose `spec` is another one, wherever it stands; none
 * that kustomize or Helm builds.
 */
export function otherSpec(workspace: Workspace, manifest: Manifest): Manifest | undefined {
  const ofWorkspace = elsewhere.get(workspace) ?? new Map<string, Bucket>();
  elsewhere.set(workspace, ofWorkspace);
  const { kind, name, namespace } = manifest;
  const isCluster = kind.startsWith('Cluster');
  const key = JSON.stringify([kind, name, isCluster ? null : namespace]);
  let bucket = ofWorkspace.get(key);
  if (bucket === undefined) {
    bucket = new Bucket(specOf);
    ofWorkspace.set(key, bucket);
    for (const other of namesakesOf(workspace, kind, name ?? '')) {
      const file = filesOf(workspace).get(other.file.path);
      const isBuilt = file === undefined || file.kustomizations.length > 0 || file.chart !== undefined;
      if (!isBuilt && !other.partial && other.isArgo() && (isCluster || other.namespace === namespace))
        bucket.add(other);
    }
  }
  return bucket.otherThan(manifest);
}

const specs = new WeakMap<Manifest, string>();

function specOf(manifest: Manifest): string {
  let spec = specs.get(manifest);
  if (spec === undefined) {
    spec = JSON.stringify(sorted(manifest.json['spec'])) ?? '';
    specs.set(manifest, spec);
  }
  return spec;
}

const namesakes = new WeakMap<Workspace, Map<string, ReadonlyMap<string, readonly Manifest[]>>>();

/** The objects of one kind and name, in order of path and text. */
function namesakesOf(workspace: Workspace, kind: string, name: string): readonly Manifest[] {
  const kinds = namesakes.get(workspace) ?? new Map<string, ReadonlyMap<string, readonly Manifest[]>>();
  namesakes.set(workspace, kinds);
  const ofKind = kinds.get(kind) ?? byName(workspace.manifests(kind));
  kinds.set(kind, ofKind);
  return ofKind.get(name) ?? [];
}

function byName(manifests: readonly Manifest[]): ReadonlyMap<string, readonly Manifest[]> {
  const names = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const list = names.get(manifest.name ?? '');
    if (list === undefined) names.set(manifest.name ?? '', [manifest]);
    else list.push(manifest);
  }
  return names;
}

const known = new WeakMap<Workspace, ReadonlyMap<string, WorkspaceFile>>();

function filesOf(workspace: Workspace): ReadonlyMap<string, WorkspaceFile> {
  let files = known.get(workspace);
  if (files === undefined) {
    files = new Map(workspace.files.map((file) => [file.path, file]));
    known.set(workspace, files);
  }
  return files;
}

const groupOf = ({ apiVersion }: Manifest): string => apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));

/** The folder of a file whose objects are applied with all templates in it; null where nothing can be said. */
const templateFolders = new WeakMap<WorkspaceFile, string | null>();

function templateFolderOf(file: WorkspaceFile): string | undefined {
  let folder = templateFolders.get(file);
  if (folder === undefined) {
    const isBuilt = file.kustomizations.length > 0 || file.chart !== undefined;
    folder = isBuilt || isAlternative(file.path) || !holdsOnlyTemplates(file) ? null : folderOf(file.path);
    templateFolders.set(file, folder);
  }
  return folder ?? undefined;
}

const holdsOnlyTemplates = (file: WorkspaceFile): boolean =>
  file.manifests.every(({ kind }) => kind.endsWith('AnalysisTemplate'));

const SAMPLES =
  /(?:^|[/_.-])(?:examples?|samples?|demos?|tests?|testdata|e2e|fixtures?|docs?|labs?|experiments?)(?=[/_.-])/i;

/** Words in file names that say "one of several": versions, states, kinds of strategy, samples. */
const ALTERNATIVE =
  /(?:^|[._-])(?:v?\d+[a-z]?|before|after|old|new|orig|original|backup|bak|copy|tmp|alt|alternative|example|sample|demo|test|invalid|valid|bad|good|broken|fixed|fail|pass|blue-?green|canary|basic|simple|full|final|initial|prod|production|staging|stage|dev|qa|int|rendered|generated)(?=[._-]|$)/i;

const isAlternative = (path: string): boolean =>
  ALTERNATIVE.test(path.slice(path.lastIndexOf('/') + 1).replace(/\.(?:ya?ml|json)$/, ''));

const contents = new WeakMap<Manifest, string>();

/** What an object says, the same text for the same fields in any order; each is written once, however many share its name. */
function contentOf(manifest: Manifest): string {
  let content = contents.get(manifest);
  if (content === undefined) {
    content = JSON.stringify(sorted(manifest.json)) ?? '';
    contents.set(manifest, content);
  }
  return content;
}

function sorted(value: Json | undefined): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const fields = Object.entries(value).sort(([x], [y]) => compareText(x, y));
  return { fields: fields.map(([key, each]) => [key, sorted(each)]) };
}
