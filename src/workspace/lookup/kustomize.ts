import type { Json, JsonObject, YamlMap } from '../../yaml/tree.ts';
import { decodeJson } from '../../yaml/walk.ts';
import { isKustomizationName } from '../recognise/classify.ts';
import { compareText, folderOf, foldersUpwards, joinPath } from './paths.ts';
import type { SourceText } from './source.ts';

/** What one kustomization does to the manifests that it builds with. */
export interface Kustomization {
  readonly path: string;
  /** True if it puts its objects into a namespace of its own. */
  readonly setsNamespace: boolean;
  /** True if it gives its objects other names. */
  readonly renames: boolean;
  /** True if it adds labels or annotations. */
  readonly labels: boolean;
  /** The files of the build: resources and patches, its own and those of the kustomizations that it names. */
  readonly members: ReadonlySet<string>;
  /** True if a part of the build is not in the workspace (a URL, a generator, a chart): more objects may come. */
  readonly open: boolean;
  /** True if it or a kustomization in it patches Rollouts or templates. */
  readonly patches: boolean;
}

/** What all kustomizations of a workspace say together. */
export interface KustomizeFacts {
  /** Those that build with a file, in order of their paths. */
  including(path: string): readonly Kustomization[];
  /** True if an object is a part of one: a patch, or a base that lacks what its overlays give. */
  isPartial(path: string, object: YamlMap): boolean;
}

/** One kustomization file as it is written; paths are resolved. */
interface Spec {
  readonly path: string;
  readonly setsNamespace: boolean;
  readonly renames: boolean;
  readonly labels: boolean;
  readonly resources: readonly string[];
  readonly patchFiles: readonly string[];
  readonly patches: boolean;
  readonly open: boolean;
}

const REMOTE =
  /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|(?:www\.)?(?:github|gitlab|bitbucket)\.[a-z]+[/:])|[?&](?:ref|version)=/i;

/** Reads the kustomizations among `sources`. Pure; what is not as kustomize wants it is left out. */
export function readKustomizations(sources: ReadonlyMap<string, SourceText>): KustomizeFacts {
  const specs = new Map<string, Spec>();
  for (const source of sources.values()) {
    if (isKustomizationName(source.path)) specs.set(folderOf(source.path), readSpec(source));
  }
  if (specs.size === 0) return WITHOUT_KUSTOMIZATIONS;

  const patchFiles = new Set([...specs.values()].flatMap((spec) => spec.patchFiles));
  const builds = [...specs.values()]
    .map((spec) => buildOf(spec, specs, sources))
    .sort((a, b) => compareText(a.path, b.path));
  const including = new Map<string, Kustomization[]>();
  for (const build of builds) {
    for (const member of build.members) {
      const list = including.get(member);
      if (list === undefined) including.set(member, [build]);
      else list.push(build);
    }
  }
  const builtWith = (path: string): readonly Kustomization[] => including.get(path) ?? [];
  return {
    including: builtWith,
    isPartial(path, object) {
      if (patchFiles.has(path)) return true;
      if (!lacksEssentials(object)) return false;
      const builders = builtWith(path);
      if (builders.length > 0) return builders.some((builder) => builder.patches);
      if (isNamedAsPatch(path)) return true;
      for (const folder of foldersUpwards(folderOf(path))) if (specs.has(folder)) return true;
      return false;
    },
  };
}

const WITHOUT_KUSTOMIZATIONS: KustomizeFacts = {
  including: () => [],
  isPartial: (path, object) => isNamedAsPatch(path) && lacksEssentials(object),
};

/** `rollout-patch.yaml`, `patches/rollout.yaml`, `overlays/prod/rollout.yaml`: for kustomizations that are elsewhere. */
const isNamedAsPatch = (path: string): boolean =>
  /(?:^|[/_.-])patch(?:es)?[_.-][^/]*$|(?:^|[/_.-])patch\.ya?ml$|(?:^|\/)(?:patches|overlays?)\//i.test(path);

/** True if the object cannot stand alone: a Rollout without pods or strategy, a template without metrics. */
function lacksEssentials(object: YamlMap): boolean {
  const kind = object.get('kind');
  const spec = object.get('spec');
  const has = (key: string): boolean => spec?.kind === 'map' && spec.get(key) !== undefined;
  switch (kind?.kind === 'scalar' ? kind.text : '') {
    case 'Rollout':
      return !((has('selector') && has('template')) || has('workloadRef')) || !has('strategy');
    case 'AnalysisTemplate':
    case 'ClusterAnalysisTemplate':
      return !has('metrics') && !has('templates');
    case 'AnalysisRun':
      return !has('metrics');
    case 'Experiment':
      return !has('templates');
    default:
      return false;
  }
}

/** Everything a kustomization builds with, through the kustomizations that it names. */
function buildOf(
  start: Spec,
  specs: ReadonlyMap<string, Spec>,
  sources: ReadonlyMap<string, SourceText>,
): Kustomization {
  const members = new Set<string>();
  const seen = new Set<Spec>([start]);
  let open = false;
  for (const spec of seen) {
    open ||= spec.open;
    for (const patch of spec.patchFiles) if (sources.has(patch)) members.add(patch);
    for (const resource of spec.resources) {
      const inner = specs.get(resource);
      if (inner !== undefined) seen.add(inner);
      else if (sources.has(resource)) members.add(resource);
      else open = true;
    }
  }
  const all = [...seen];
  return {
    path: start.path,
    members,
    open,
    setsNamespace: all.some((spec) => spec.setsNamespace),
    renames: all.some((spec) => spec.renames),
    labels: all.some((spec) => spec.labels),
    patches: all.some((spec) => spec.patches),
  };
}

function readSpec(source: SourceText): Spec {
  const root = source.document(0).root;
  const json = root?.kind === 'map' ? decodeJson(root) : {};
  const spec: JsonObject = isObject(json) ? json : {};
  const folder = folderOf(source.path);
  const entries = [...texts(spec['resources']), ...texts(spec['bases']), ...texts(spec['components'])];
  const patches = [
    ...objects(spec['patches']),
    ...objects(spec['patchesJson6902']),
    ...texts(spec['patchesStrategicMerge']).map(
      (text): JsonObject => (text.includes('\n') ? { patch: text } : { path: text }),
    ),
  ];
  const isEmpty = (key: string): boolean => spec[key] === undefined || spec[key] === null;
  return {
    path: source.path,
    setsNamespace: !isEmpty('namespace'),
    renames: !isEmpty('namePrefix') || !isEmpty('nameSuffix'),
    labels: !['commonLabels', 'labels', 'commonAnnotations'].every(isEmpty),
    resources: entries.filter((entry) => !REMOTE.test(entry)).map((entry) => joinPath(folder, entry)),
    patchFiles: patches.flatMap((patch) => text(patch['path']) ?? []).map((path) => joinPath(folder, path)),
    patches: patches.length > 0,
    open:
      root?.kind !== 'map' ||
      entries.some((entry) => REMOTE.test(entry)) ||
      !['helmCharts', 'helmChartInflationGenerator', 'generators', 'transformers', 'replacements'].every(isEmpty),
  };
}

const isObject = (json: Json | undefined): json is JsonObject =>
  json !== null && typeof json === 'object' && !Array.isArray(json);

const text = (json: Json | undefined): string | undefined => (typeof json === 'string' ? json : undefined);
const list = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);
const texts = (json: Json | undefined): string[] => list(json).filter((item) => typeof item === 'string');
const objects = (json: Json | undefined): JsonObject[] => list(json).filter(isObject);
