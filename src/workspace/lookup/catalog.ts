import type { Manifest } from '../../manifest/manifest.ts';
import type { DocumentHeader } from '../recognise/header.ts';
import { canRenderTo, isComputedName } from '../recognise/names.ts';
import type { LoadedFile } from './file.ts';

/** One document, by its place. */
interface Entry {
  readonly file: LoadedFile;
  /** Of the file among all files, in order. */
  readonly order: number;
  /** Of the document in the file. */
  readonly index: number;
  readonly header: DocumentHeader;
}

/** What stands in the workspace under a kind and a name. */
export interface Named {
  readonly manifests: readonly Manifest[];
  /** True if a document says that it is the one but does not parse, or if rendering may give one. */
  readonly maybe: boolean;
}

/**
 * All documents by kind and name, as far as their headers tell. Only documents that may answer a question are parsed;
 * a file that needs rendering takes part with the names that can be seen in its text.
 */
export class Catalog {
  readonly #byKind = new Map<string, Entry[]>();
  readonly #byName = new Map<string, Entry[]>();
  /** Documents that only a parser can read; by kind, those that name it somewhere. */
  readonly #unclear: Entry[] = [];
  readonly #unclearByKind = new Map<string, readonly Entry[]>();
  /** By kind, the names of objects that come into being by rendering; an empty one can be any. */
  readonly #rendered = new Map<string, Set<string>>();
  readonly #known = new Map<string, Named>();
  readonly #ofKind = new Map<string, readonly Manifest[]>();

  constructor(files: readonly LoadedFile[]) {
    for (const [order, file] of files.entries()) {
      if (!file.text.includes('kind') || file.role === 'kustomization') continue;
      if (file.role === 'helm-template') this.#addRendered(file.text);
      else this.#add(file, order);
    }
  }

  /** The objects of a kind, or all of them, in order of path and text. */
  manifests(kind: string | undefined): readonly Manifest[] {
    const key = kind ?? '';
    let manifests = this.#ofKind.get(key);
    if (manifests === undefined) {
      const clear = kind === undefined ? [...this.#byKind.values()].flat() : (this.#byKind.get(kind) ?? []);
      const unclear = kind === undefined ? this.#unclear : this.#unclearOf(kind);
      manifests = realize([...clear, ...unclear]).filter((manifest) => kind === undefined || manifest.kind === kind);
      this.#ofKind.set(key, manifests);
    }
    return manifests;
  }

  named(kind: string, name: string): Named {
    const key = keyOf(kind, name);
    let named = this.#known.get(key);
    if (named === undefined) {
      const clear = this.#byName.get(key) ?? [];
      const unclear = this.#unclearOf(kind).filter((entry) => textOf(entry).includes(name));
      const manifests = realize([...clear, ...unclear]).filter((each) => each.kind === kind && each.name === name);
      const broken = clear.some(({ file, index }) => file.manifestsIn(index).length === 0);
      named = { manifests, maybe: broken || this.#canBeRendered(kind, name) };
      this.#known.set(key, named);
    }
    return named;
  }

  #unclearOf(kind: string): readonly Entry[] {
    let entries = this.#unclearByKind.get(kind);
    if (entries === undefined) {
      entries = this.#unclear.filter((entry) => textOf(entry).includes(kind));
      this.#unclearByKind.set(kind, entries);
    }
    return entries;
  }

  #canBeRendered(kind: string, name: string): boolean {
    for (const computed of this.#rendered.get(kind) ?? []) {
      if (computed === '' || canRenderTo(computed, name)) return true;
    }
    return false;
  }

  #add(file: LoadedFile, order: number): void {
    for (const [index, header] of file.source.headers.entries()) {
      if (header.empty) continue;
      const entry = { file, order, index, header };
      if (!header.certain) {
        this.#unclear.push(entry);
        continue;
      }
      const { kind = '', name = '' } = header;
      push(this.#byKind, kind, entry);
      push(this.#byName, keyOf(kind, name), entry);
      if (isComputedName(name)) this.#addName(kind, name);
    }
  }

  #addRendered(text: string): void {
    for (const chunk of text.split(/^---/m)) {
      const names = [...chunk.matchAll(METADATA_NAME)].map((match) => bare(match[1] ?? ''));
      for (const match of chunk.matchAll(KIND_LINE)) {
        const kind = bare(match[1] ?? '');
        if (names.length === 0) this.#addName(kind, '');
        for (const name of names) this.#addName(kind, name);
      }
    }
  }

  #addName(kind: string, name: string): void {
    const names = this.#rendered.get(kind);
    if (names === undefined) this.#rendered.set(kind, new Set([name]));
    else names.add(name);
  }
}

const KIND_LINE = /^[ \t]*(?:-[ \t]+)?kind:[ \t]*([^\r\n#]+)/gm;
/** `name` within a few lines of `metadata`, other keys and actions in between. */
const METADATA_NAME = /^[ \t]*(?:-[ \t]+)?metadata:[^\n]*\n(?:[ \t{][^\n]*\n){0,6}?[ \t]+name:[ \t]*([^\r\n]*)/gm;

const bare = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

const keyOf = (kind: string, name: string): string => `${kind}\n${name}`;

const textOf = ({ file, header }: Entry): string => file.text.slice(header.span.start, header.span.end);

function push(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}

const realize = (entries: Entry[]): Manifest[] =>
  entries.sort((a, b) => a.order - b.order || a.index - b.index).flatMap(({ file, index }) => file.manifestsIn(index));
