import { ARGO_KINDS, Manifest, type ManifestFile } from '../../manifest/manifest.ts';
import { parseDocument } from '../../yaml/parse.ts';
import { splitDocuments } from '../../yaml/split.ts';
import type { YamlDocument, YamlMap, YamlNode } from '../../yaml/tree.ts';
import { argoKindOf, classify, type Surroundings } from '../recognise/classify.ts';
import { type DocumentHeader, readHeader } from '../recognise/header.ts';
import type { FileRole } from '../workspace.ts';

/** How deep `kind: List` may hold lists. */
const MAX_LIST_DEPTH = 8;

/**
 * What is known of a text alone, whatever the workspace around it: it is kept from one workspace to the next as long
 * as path and text stay the same. Headers are read when somebody asks, and each document is parsed at most once.
 */
export class SourceText implements ManifestFile {
  readonly path: string;
  readonly text: string;
  #headers: readonly DocumentHeader[] | undefined;
  readonly #roles = new Map<string, FileRole>();
  readonly #documents = new Map<number, YamlDocument>();
  readonly #objects = new Map<number, readonly YamlMap[]>();
  readonly #manifests = new Map<YamlMap, Manifest>();

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  get headers(): readonly DocumentHeader[] {
    this.#headers ??= splitDocuments(this.text).map((span) => readHeader(this.text, span));
    return this.#headers;
  }

  /** What the text is in these surroundings. */
  roleIn(around: Surroundings): FileRole {
    const key = around.inChartTemplates ? 'templates' : around.chart === undefined ? '' : 'chart';
    let role = this.#roles.get(key);
    if (role === undefined) {
      role = classify(
        this.path,
        this.text,
        () => this.headers,
        around,
        (header) => this.isOurs(header),
      );
      this.#roles.set(key, role);
    }
    return role;
  }

  document(index: number): YamlDocument {
    let document = this.#documents.get(index);
    if (document === undefined) {
      document = parseDocument(this.text, this.headers[index]?.span ?? { start: 0, end: this.text.length });
      this.#documents.set(index, document);
    }
    return document;
  }

  /** The objects in a document: its root, or what a list holds. */
  objects(index: number): readonly YamlMap[] {
    let objects = this.#objects.get(index);
    if (objects === undefined) {
      objects = objectsIn(this.document(index).root, 0);
      this.#objects.set(index, objects);
    }
    return objects;
  }

  /** The manifest of an object in document `index`; the same one each time for the same answer to `partial`. */
  manifest(index: number, object: YamlMap, partial: boolean): Manifest {
    let manifest = this.#manifests.get(object);
    if (manifest === undefined || manifest.partial !== partial) {
      manifest = new Manifest(this, this.document(index), object, partial);
      this.#manifests.set(object, manifest);
    }
    return manifest;
  }

  /** True if the document is one of our kinds, or certainly meant to be; parses it only where its text leaves doubt. */
  isOurs(header: DocumentHeader): boolean {
    if (header.certain) return argoKindOf(header.apiVersion, header.kind) !== undefined;
    const text = this.text.slice(header.span.start, header.span.end);
    if (!text.includes('argoproj.io') || !ARGO_KINDS.some((kind) => text.includes(kind))) return false;
    const index = this.headers.indexOf(header);
    // What cannot be read at all is no reason to keep silent about it.
    if (this.document(index).problems.some(({ code }) => code === 'too-deep' || code === 'too-large')) return true;
    return this.objects(index).some(
      (object) => argoKindOf(textOf(object.get('apiVersion')), textOf(object.get('kind'))) !== undefined,
    );
  }
}

function objectsIn(node: YamlNode | undefined, depth: number): readonly YamlMap[] {
  if (node?.kind !== 'map') return [];
  const kind = textOf(node.get('kind'));
  if (kind === undefined || node.get('apiVersion') === undefined) return [];
  const items = kind.endsWith('List') ? node.get('items') : undefined;
  if (items?.kind !== 'sequence') return [node];
  return depth >= MAX_LIST_DEPTH ? [] : items.items.flatMap((item) => objectsIn(item, depth + 1));
}

export const textOf = (node: YamlNode | undefined): string | undefined =>
  node?.kind === 'scalar' ? node.text : undefined;
