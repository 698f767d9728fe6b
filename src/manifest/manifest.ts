import type { Span } from '../text/span.ts';
import type { Json, JsonObject, JsonPath, YamlDocument, YamlMap, YamlNode } from '../yaml/tree.ts';
import { decodeJson, entryAt, nodeAt } from '../yaml/walk.ts';

/** The kinds whose whole content is checked. */
export const ARGO_KINDS = [
  'Rollout',
  'AnalysisTemplate',
  'ClusterAnalysisTemplate',
  'AnalysisRun',
  'Experiment',
] as const;
export type ArgoKind = (typeof ARGO_KINDS)[number];

/** What a manifest needs to know of the file that it stands in. */
export interface ManifestFile {
  /** As reports show it. */
  readonly path: string;
  readonly text: string;
}

/** One Kubernetes object as it stands in a file; an item of a `kind: List` is one too. */
export class Manifest {
  readonly file: ManifestFile;
  readonly document: YamlDocument;
  readonly root: YamlMap;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string | undefined;
  /** As written; undefined means the namespace of whoever applies it. */
  readonly namespace: string | undefined;
  /** A patch or an overlay: what is absent here may come from its base, so absence proves nothing. */
  readonly partial: boolean;
  #json: JsonObject | undefined;

  constructor(file: ManifestFile, document: YamlDocument, root: YamlMap, partial: boolean) {
    this.file = file;
    this.document = document;
    this.root = root;
    this.partial = partial;
    this.apiVersion = textOf(root.get('apiVersion')) ?? '';
    this.kind = textOf(root.get('kind')) ?? '';
    const metadata = root.get('metadata');
    this.name = metadata?.kind === 'map' ? textOf(metadata.get('name')) : undefined;
    this.namespace = metadata?.kind === 'map' ? textOf(metadata.get('namespace')) : undefined;
  }

  /** The object as Kubernetes' decoder would see it. */
  get json(): JsonObject {
    this.#json ??= asObject(decodeJson(this.root));
    return this.#json;
  }

  isArgo(): this is Manifest & { readonly kind: ArgoKind } {
    return this.apiVersion.startsWith('argoproj.io/') && (ARGO_KINDS as readonly string[]).includes(this.kind);
  }

  /** The node at `path`, or undefined where the path does not exist. */
  node(path: JsonPath): YamlNode | undefined {
    return nodeAt(this.root, path);
  }

  /** Where the value at `path` stands; for a missing one, the key of the nearest parent that exists. */
  valueSpan(path: JsonPath): Span {
    const node = this.node(path);
    if (node !== undefined && (node.kind === 'scalar' ? node.span.end > node.span.start : node.flow)) return node.span;
    return this.keySpan(path);
  }

  /** Where the key of `path` stands (for a list item: its first key, or all of a scalar); for a missing one, the nearest parent's. */
  keySpan(path: JsonPath): Span {
    for (let length = path.length; length > 0; length--) {
      const part = path.slice(0, length);
      if (typeof part.at(-1) === 'string') {
        const entry = entryAt(this.root, part);
        if (entry !== undefined) return entry.key.span;
      } else {
        const item = this.node(part);
        if (item !== undefined) return headOf(item);
      }
    }
    return this.root.entry('kind')?.value.span ?? headOf(this.root);
  }

  /** The value at `path` as the controller decodes it. */
  value(path: JsonPath): Json | undefined {
    let at: Json | undefined = this.json;
    for (const step of path) {
      if (at === null || typeof at !== 'object') return undefined;
      at = Array.isArray(at) ? at[step as number] : (at as JsonObject)[step];
    }
    return at;
  }

  /** `Rollout checkout`, as messages name it. */
  get title(): string {
    return this.name === undefined ? this.kind : `${this.kind} ${this.name}`;
  }
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

function asObject(json: Json): JsonObject {
  return json !== null && typeof json === 'object' && !Array.isArray(json) ? (json as JsonObject) : {};
}

function headOf(node: YamlNode): Span {
  if (node.kind === 'map') return node.entries[0]?.key.span ?? node.span;
  if (node.kind === 'sequence') {
    const first = node.items[0];
    return first === undefined ? node.span : headOf(first);
  }
  return node.span;
}
