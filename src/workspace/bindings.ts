import { flattenTemplates } from '../manifest/controller/arguments/flatten.ts';
import { mergeArguments } from '../manifest/controller/arguments/merge.ts';
import { readArguments } from '../manifest/controller/arguments/read.ts';
import { objectOf } from '../manifest/controller/read.ts';
import type { Place, TracedArgument } from '../manifest/controller/types.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { type PassedArgument, passedArguments } from './use/passed.ts';
import { usersOf, usesOf } from './uses.ts';
import type { AnalysisUse, ArgumentPlace, Binding, BoundArgument, Workspace } from './workspace.ts';

interface WorkspaceBindings {
  readonly ofManifest: Map<Manifest, readonly Binding[]>;
  readonly ofUse: Map<AnalysisUse, readonly Binding[]>;
  /** The paths of files that a kustomization builds with: labels, names and the namespace may come from there. */
  readonly builtByOthers: ReadonlySet<string>;
}

const known = new WeakMap<Workspace, WorkspaceBindings>();

function bindingsIn(workspace: Workspace): WorkspaceBindings {
  let bindings = known.get(workspace);
  if (bindings === undefined) {
    const built = workspace.files.filter(({ kustomizations }) => kustomizations.length > 0).map(({ path }) => path);
    bindings = { ofManifest: new Map(), ofUse: new Map(), builtByOthers: new Set(built) };
    known.set(workspace, bindings);
  }
  return bindings;
}

/**
 * A template as each of its users instantiates it, or once without a user where nobody is known to; an AnalysisRun with
 * its own arguments; for a Rollout or an Experiment, the templates of all its uses. Remembered for each workspace.
 */
export function bindingsOf(workspace: Workspace, manifest: Manifest): readonly Binding[] {
  const { ofManifest } = bindingsIn(workspace);
  let bindings = ofManifest.get(manifest);
  if (bindings === undefined) {
    bindings = manifest.isArgo() ? computeBindings(workspace, manifest) : [];
    ofManifest.set(manifest, bindings);
  }
  return bindings;
}

function computeBindings(workspace: Workspace, manifest: Manifest): readonly Binding[] {
  if (manifest.kind !== 'AnalysisTemplate' && manifest.kind !== 'ClusterAnalysisTemplate') {
    return usesOf(workspace, manifest).flatMap((use) => bindingsOfUse(workspace, use));
  }
  const used = usersOf(workspace, manifest).flatMap((use) =>
    bindingsOfUse(workspace, use).filter(({ template }) => template === manifest),
  );
  return used.length > 0 ? used : [{ template: manifest, use: undefined, args: defaultsOf(manifest) }];
}

/** The templates of one use, each with all arguments of the merged set; an AnalysisRun's own. */
export function bindingsOfUse(workspace: Workspace, use: AnalysisUse): readonly Binding[] {
  const { ofUse } = bindingsIn(workspace);
  let bindings = ofUse.get(use);
  if (bindings === undefined) {
    bindings = use.kind === 'analysisRun' ? [ownBinding(workspace, use)] : bindTemplates(workspace, use);
    ofUse.set(use, bindings);
  }
  return bindings;
}

function bindTemplates(workspace: Workspace, use: AnalysisUse): readonly Binding[] {
  // A patch that gives no arguments may leave those of its base in place.
  if (use.user.partial && use.step === undefined && use.user.node([...use.path, 'args']) === undefined) return [];
  const passed = passedBy(workspace, use);
  const merged = bindMerged(use, mergedDeclarations(use.templates), passed);
  return use.templates.map((template) => {
    const own = readArguments(objectOf(template.json['spec'])['args'], 'template', 0, ['spec', 'args']);
    const declared = new Map(own.map(({ name, declaredAt }) => [name, { manifest: template, path: declaredAt.path }]));
    const args = new Map(
      [...merged].map(([name, argument]) => [name, { ...argument, declared: declared.get(name) ?? argument.declared }]),
    );
    return { template, use, args };
  });
}

/** What the templates declare together, as the controller combines it, with the manifest of every place. */
function mergedDeclarations(templates: readonly Manifest[]): readonly Declared[] {
  const namespaced = templates.filter(({ kind }) => kind !== 'ClusterAnalysisTemplate');
  const cluster = templates.filter(({ kind }) => kind === 'ClusterAnalysisTemplate');
  const manifestOf = ({ source, index }: Place): Manifest | undefined =>
    (source === 'clusterTemplate' ? cluster : namespaced)[index];
  const jsons = (list: readonly Manifest[]) =>
    list.map(({ json }) => ({ metadata: json['metadata'], spec: json['spec'] }));
  const flattened = flattenTemplates(jsons(namespaced), jsons(cluster));
  const args = flattened.ok ? flattened.value.args : separateDeclarations(namespaced, cluster);
  return args.flatMap((argument) => {
    const manifest = manifestOf(argument.declaredAt);
    return manifest === undefined ? [] : [{ argument, manifest }];
  });
}

interface Declared {
  readonly argument: TracedArgument;
  readonly manifest: Manifest;
}

/** Where the controller refuses to merge, each argument as the first template declares it that gives it a value. */
function separateDeclarations(namespaced: readonly Manifest[], cluster: readonly Manifest[]): TracedArgument[] {
  const args = new Map<string, TracedArgument>();
  const add = (manifest: Manifest, source: Place['source'], index: number): void => {
    for (const argument of readArguments(objectOf(manifest.json['spec'])['args'], source, index, ['spec', 'args'])) {
      if (args.get(argument.name)?.value === undefined) args.set(argument.name, argument);
    }
  };
  for (const [index, manifest] of namespaced.entries()) add(manifest, 'template', index);
  for (const [index, manifest] of cluster.entries()) add(manifest, 'clusterTemplate', index);
  return [...args.values()];
}

function bindMerged(
  use: AnalysisUse,
  declared: readonly Declared[],
  passed: readonly PassedArgument[],
): Map<string, BoundArgument> {
  const args = new Map<string, BoundArgument>();
  for (const { argument, manifest } of declared) {
    const mine = passed.filter((each) => each.argument.name === argument.name);
    const place: ArgumentPlace = { manifest, path: argument.declaredAt.path };
    args.set(argument.name, { ...bindOne(use, argument, mine), declared: place });
  }
  for (const { argument, origin, value, path } of passed) {
    if (args.get(argument.name)?.declared !== undefined) continue;
    const place: ArgumentPlace = { manifest: use.user, path };
    args.set(argument.name, { name: argument.name, origin, value, declared: undefined, passed: place });
  }
  return args;
}

function bindOne(
  use: AnalysisUse,
  declared: TracedArgument,
  passed: readonly PassedArgument[],
): Omit<BoundArgument, 'declared'> {
  const { name } = declared;
  const outcome = mergeArguments(
    passed.map(({ argument }) => argument),
    [declared],
  );
  // The last entry of a name is the one that stays.
  const last = passed.at(-1);
  const place: ArgumentPlace | undefined = last === undefined ? undefined : { manifest: use.user, path: last.path };
  const merged = outcome.ok ? outcome.value[0] : undefined;
  if (merged === undefined) return { name, origin: 'missing', value: undefined, passed: place };
  // argo-rollouts analysis/analysis.go resolveArgs reads the secret even where a value was passed.
  if (merged.valueFrom?.secretKeyRef !== undefined) return { name, origin: 'secret', value: undefined, passed: place };
  if (merged.value === undefined) {
    const origin = merged.valueFrom?.fieldRef === undefined ? 'missing' : 'fieldRef';
    return { name, origin, value: undefined, passed: place };
  }
  const giver = passed.findLast(({ argument }) => argument.declaredAt === merged.valueAt);
  if (giver === undefined) return { name, origin: 'default', value: merged.value, passed: place };
  return { name, origin: giver.origin, value: giver.value, passed: { manifest: use.user, path: giver.path } };
}

function ownBinding(workspace: Workspace, use: AnalysisUse): Binding {
  const args = new Map<string, BoundArgument>();
  for (const { argument, origin, value, path } of passedBy(workspace, use)) {
    const place: ArgumentPlace = { manifest: use.user, path };
    args.set(argument.name, { name: argument.name, origin, value, declared: place, passed: place });
  }
  return { template: use.user, use, args };
}

/** A template that nobody uses: its defaults are all that is known. */
function defaultsOf(template: Manifest): Map<string, BoundArgument> {
  const args = new Map<string, BoundArgument>();
  for (const argument of readArguments(objectOf(template.json['spec'])['args'], 'template', 0, ['spec', 'args'])) {
    const { name, value, valueFrom } = argument;
    const declared: ArgumentPlace = { manifest: template, path: argument.declaredAt.path };
    const origin =
      valueFrom?.secretKeyRef !== undefined
        ? 'secret'
        : value !== undefined
          ? 'default'
          : valueFrom?.fieldRef !== undefined
            ? 'fieldRef'
            : 'missing';
    args.set(name, { name, origin, value: origin === 'default' ? value : undefined, declared, passed: undefined });
  }
  return args;
}

function passedBy(workspace: Workspace, use: AnalysisUse): readonly PassedArgument[] {
  return passedArguments(use.user, use.kind, use.path, bindingsIn(workspace).builtByOthers.has(use.user.file.path));
}
