import type { Manifest } from '../manifest/manifest.ts';
import type { JsonPath, YamlComment, YamlDocument } from '../yaml/tree.ts';
import type { DocumentHeader } from './recognise/header.ts';

/** What a file was recognised as, by its text and its neighbours, before anything was parsed. */
export type FileRole =
  /** Kubernetes manifests, at least one of them ours. */
  | 'manifests'
  /** A Helm template, or one of its kind: text that needs rendering before it is YAML. It has no documents. */
  | 'helm-template'
  | 'kustomization'
  /** A Prometheus rule file, or a PrometheusRule object's file. */
  | 'prometheus-rules'
  /** Nothing of ours: values files, CUE, assertions, other resources (`find` and `manifests` of the workspace know those). */
  | 'foreign';

/** One file of the workspace. Documents are parsed when first asked for, once. */
export interface WorkspaceFile {
  /** As reports show it: relative to where the user stands, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly role: FileRole;
  /** True if the user asked for this file; findings are reported for asked files only. */
  readonly asked: boolean;
  readonly documents: readonly YamlDocument[];
  /** What the text of each document says of itself, in the order of `documents`; known where a document does not parse, too. */
  readonly headers: readonly DocumentHeader[];
  /** The folder of the Helm chart around the file: the nearest one upwards with a `Chart.yaml`. */
  readonly chart: string | undefined;
  /** The kustomizations that build with this file, directly or through others; paths in order. */
  readonly kustomizations: readonly string[];
  /** The objects in it, `kind: List` unwrapped, in order of the text. */
  readonly manifests: readonly Manifest[];
  readonly comments: readonly YamlComment[];
}

/** A file that could not be read, or was left out on purpose: never dropped silently. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
  /** True if the user asked for this path, or for a folder that holds it; the others were only wanted for references. */
  readonly asked?: boolean;
}

/** The answer to "which object does this name mean, seen from there". */
export type Lookup =
  | { readonly status: 'found'; readonly manifest: Manifest; readonly others: readonly Manifest[] }
  /** There is none in the whole workspace; `elsewhere` is one of that name in another namespace. */
  | { readonly status: 'absent'; readonly elsewhere?: Manifest }
  /** There is none here, but the set is not the whole workspace (or the name is computed): nothing can be said. */
  | { readonly status: 'unknown' }
  /** A template of that name exists, but in the other scope: `clusterScope` is forgotten, or too much. */
  | { readonly status: 'wrong-scope'; readonly manifest: Manifest };

export interface Workspace {
  readonly files: readonly WorkspaceFile[];
  readonly skipped: readonly SkippedFile[];
  /** True if everything up to the configuration file or git root was read: an absent object is then a fact. */
  readonly complete: boolean;
  /** All objects of a kind (any API group), in order of path and text. */
  manifests(kind?: string): readonly Manifest[];
  /** The object that `name` means to `from`: same namespace, nearest folder first. */
  find(kind: string, name: string, from: Manifest): Lookup;
  /**
   * The analysis template that a reference means; `clusterScope` as written. The namespace is that of `from`, the folder
   * to start from that of `near`: a nested reference stands in a template, but resolves in the namespace of the user.
   */
  findTemplate(name: string, clusterScope: boolean, from: Manifest, near?: Manifest): Lookup;
}

export type UseKind =
  | 'step'
  | 'background'
  | 'prePromotion'
  | 'postPromotion'
  | 'experimentStep'
  | 'experiment'
  | 'analysisRun';

/** One entry of `templates`, or an experiment's `templateName`, and what it leads to. */
export interface TemplateReference {
  readonly name: string;
  readonly clusterScope: boolean;
  /** The manifest that holds the reference: the user, or, for a nested one, a template. */
  readonly owner: Manifest;
  /** Of the entry in `owner`: `['spec','strategy','canary','analysis','templates',0]`. */
  readonly path: JsonPath;
  readonly lookup: Lookup;
  /** The templates on the way here, outermost first; empty for a direct reference. */
  readonly via: readonly Manifest[];
}

/** One place that runs templates: a step, background analysis, an Experiment's analysis, an AnalysisRun. */
export interface AnalysisUse {
  readonly kind: UseKind;
  readonly user: Manifest;
  /** Of the block in `user` that holds the templates and `args`; for an AnalysisRun `['spec']`. */
  readonly path: JsonPath;
  /** The step's index from 0, where there is one. */
  readonly step?: number;
  /** `Rollout checkout, step 3` (steps counted from 1), for messages. */
  readonly title: string;
  /** Direct and nested references, in the controller's order of resolution. */
  readonly references: readonly TemplateReference[];
  /** The templates found, each once, in the order in which the controller merges them: namespaced ones, then cluster ones. */
  readonly templates: readonly Manifest[];
  /** True if every reference was found: only then are merged arguments known. */
  readonly resolved: boolean;
  /** Templates that name each other in a circle, from the first to where it closes: the controller never ends. */
  readonly cycle?: readonly Manifest[];
  /** What the controller says when it merges the templates, if it refuses to (two metrics of one name, conflicting arguments …). */
  readonly mergeError?: { readonly text: string; readonly code: string };
}

/** Where the value of an argument comes from, in the order in which the controller looks. */
export type ArgumentOrigin = 'passed' | 'default' | 'podTemplateHash' | 'fieldRef' | 'secret' | 'missing';

/** A place of an argument entry (`- name: x`). */
export interface ArgumentPlace {
  readonly manifest: Manifest;
  readonly path: JsonPath;
}

/** One argument of a template, as one user gives it. */
export interface BoundArgument {
  readonly name: string;
  readonly origin: ArgumentOrigin;
  /** The value where it is known while linting; hashes, secrets and cluster-side fields are not. */
  readonly value: string | undefined;
  /** In the template, or in another template of the same use that declares it. Undefined: nobody declares it. */
  readonly declared: ArgumentPlace | undefined;
  /** Where the user passes it. */
  readonly passed: ArgumentPlace | undefined;
}

/** A template as one user instantiates it, or as nobody does (`use` undefined: only defaults are known). */
export interface Binding {
  readonly template: Manifest;
  readonly use: AnalysisUse | undefined;
  readonly args: ReadonlyMap<string, BoundArgument>;
}
