import type { Manifest } from '../../manifest/manifest.ts';
import type { YamlComment, YamlDocument } from '../../yaml/tree.ts';
import type { Surroundings } from '../recognise/classify.ts';
import type { DocumentHeader } from '../recognise/header.ts';
import type { FileRole, WorkspaceFile } from '../workspace.ts';
import type { KustomizeFacts } from './kustomize.ts';
import type { SourceText } from './source.ts';

/** A file as one workspace sees it. Nothing is computed before somebody asks for it. */
export class LoadedFile implements WorkspaceFile {
  readonly path: string;
  readonly text: string;
  readonly asked: boolean;
  readonly source: SourceText;
  readonly #around: Surroundings;
  readonly #kustomize: () => KustomizeFacts;
  readonly #objects = new Map<number, readonly Manifest[]>();
  #role: FileRole | undefined;
  #comments: readonly YamlComment[] | undefined;

  constructor(source: SourceText, asked: boolean, around: Surroundings, kustomize: () => KustomizeFacts) {
    this.path = source.path;
    this.text = source.text;
    this.asked = asked;
    this.source = source;
    this.#around = around;
    this.#kustomize = kustomize;
  }

  get role(): FileRole {
    this.#role ??= this.source.roleIn(this.#around);
    return this.#role;
  }

  get chart(): string | undefined {
    return this.#around.chart;
  }

  get kustomizations(): readonly string[] {
    return this.#kustomize()
      .including(this.path)
      .map(({ path }) => path);
  }

  get headers(): readonly DocumentHeader[] {
    return this.role === 'helm-template' ? [] : this.source.headers;
  }

  get documents(): readonly YamlDocument[] {
    return this.headers.map((_, index) => this.source.document(index));
  }

  get manifests(): readonly Manifest[] {
    return this.headers.flatMap((_, index) => this.manifestsIn(index));
  }

  get comments(): readonly YamlComment[] {
    this.#comments ??=
      this.role === 'helm-template' ? lineComments(this.text) : this.documents.flatMap(({ comments }) => comments);
    return this.#comments;
  }

  /** The objects of one document. */
  manifestsIn(index: number): readonly Manifest[] {
    let manifests = this.#objects.get(index);
    if (manifests === undefined) {
      manifests =
        this.role === 'helm-template' || this.role === 'kustomization'
          ? []
          : this.source
              .objects(index)
              .map((object) => this.source.manifest(index, object, this.#kustomize().isPartial(this.path, object)));
      this.#objects.set(index, manifests);
    }
    return manifests;
  }
}

/** The comments of a text that is no YAML yet: lines of their own. */
function lineComments(text: string): YamlComment[] {
  return [...text.matchAll(/^[ \t]*(#[^\r\n]*)/gm)].map((match) => {
    const comment = match[1] ?? '';
    const end = match.index + match[0].length;
    return { span: { start: end - comment.length, end }, text: comment.slice(1) };
  });
}
