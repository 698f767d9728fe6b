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

const known = new WeakMap<Workspace, ReadonlyMap<string, WorkspaceFile>>();

/**
 * Other objects of the same kind, name and namespace that are applied together with this one and say something else.
 * Copies in unrelated folders, overlays, and files that are alternatives of each other by their names (`rollout-v2.yaml`,
 * `x.before.yaml`) are no conflict.
 */
export function conflictsOf(workspace: Workspace, manifest: Manifest): readonly Conflict[] {
  const remembered = answers.get(workspace) ?? new Map<Manifest, readonly Conflict[]>();
  answers.set(workspace, remembered);
  const conflicts = remembered.get(manifest) ?? findConflicts(workspace, manifest);
  remembered.set(manifest, conflicts);
  return conflicts;
}

const answers = new WeakMap<Workspace, Map<Manifest, readonly Conflict[]>>();

function findConflicts(workspace: Workspace, manifest: Manifest): readonly Conflict[] {
  if (manifest.name === undefined || manifest.partial) return [];
  const file = filesOf(workspace).get(manifest.file.path);
  if (file === undefined) return [];
  const conflicts: Conflict[] = [];
  for (const other of namesakesOf(workspace, manifest)) {
    if (other === manifest || other.partial) continue;
    if (groupOf(other) !== groupOf(manifest) || other.namespace !== manifest.namespace) continue;
    const otherFile = filesOf(workspace).get(other.file.path);
    const scope = otherFile === undefined ? undefined : scopeOf(file, otherFile);
    if (scope === undefined || (scope !== 'kustomization' && contentOf(manifest) === contentOf(other))) continue;
    conflicts.push({ manifest: other, scope });
  }
  return conflicts;
}

const namesakes = new WeakMap<Workspace, Map<string, ReadonlyMap<string, readonly Manifest[]>>>();

/** The objects of the same kind and name, itself among them, in order of path and text. */
export function namesakesOf(workspace: Workspace, { kind, name }: Manifest): readonly Manifest[] {
  const kinds = namesakes.get(workspace) ?? new Map<string, ReadonlyMap<string, readonly Manifest[]>>();
  namesakes.set(workspace, kinds);
  const ofKind = kinds.get(kind) ?? byName(workspace.manifests(kind));
  kinds.set(kind, ofKind);
  return ofKind.get(name ?? '') ?? [];
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

function filesOf(workspace: Workspace): ReadonlyMap<string, WorkspaceFile> {
  let files = known.get(workspace);
  if (files === undefined) {
    files = new Map(workspace.files.map((file) => [file.path, file]));
    known.set(workspace, files);
  }
  return files;
}

const groupOf = ({ apiVersion }: Manifest): string => apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));

function scopeOf(a: WorkspaceFile, b: WorkspaceFile): ConflictScope | undefined {
  if (a.path === b.path) return 'file';
  if (a.kustomizations.some((path) => b.kustomizations.includes(path))) return 'kustomization';
  // A folder that kustomize or Helm builds is not applied as it lies there.
  // A folder of samples holds the same names again and again, and so do files that each hold a whole application.
  const [folder, other] = [templateFolderOf(a), templateFolderOf(b)];
  return folder === undefined || folder !== other || SAMPLES.test(a.path) ? undefined : 'folder';
}

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
