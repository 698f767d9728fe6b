import { realpathSync } from 'node:fs';
import path from 'node:path';
import { lintWorkspace } from '../../lint/linter.ts';
import { createWorkspace, type SourceFile, WorkspaceCache } from '../../workspace/create.ts';
import { discover } from '../../workspace/discover.node.ts';
import { isManifestName, readRegular } from '../../workspace/disk/read.node.ts';
import type { Roots } from '../../workspace/disk/roots.node.ts';
import type { SkippedFile } from '../../workspace/workspace.ts';
import type { Host } from '../host.ts';
import { isLeftOut } from './left-out.ts';
import { type ConfigProblems, isConfigName, ProjectConfig } from './project-config.ts';
import { type OpenText, Snapshot } from './snapshot.ts';

/** What lies around the documents of a project. */
export type ProjectScope =
  /** All of a folder. `isRoot`: it holds a configuration or a repository, so what is not in it does not exist. */
  | { readonly kind: 'folder'; readonly cwd: string; readonly isRoot: boolean }
  /** A folder that nobody opened as such: the open files, and the chart or kustomization that they belong to. */
  | { readonly kind: 'files'; readonly cwd: string }
  /** A document that is no file: nothing. */
  | { readonly kind: 'document' };

/** Where the texts of open documents come from. */
export type OpenDocuments = (uri: string) => { readonly text: string; readonly version: number } | undefined;

/** What was read from the disk. */
interface Disk {
  readonly files: Map<string, string>;
  readonly skipped: readonly SkippedFile[];
  readonly complete: boolean;
}

const NOTHING: Disk = { files: new Map(), skipped: [], complete: false };

/** Documents that are linted together, with what references in them may mean. An edit parses one file anew. */
export class Project {
  readonly scope: ProjectScope;
  readonly #host: Host;
  readonly #documents: OpenDocuments;
  readonly #roots: Roots;
  readonly #cwd: string;
  readonly #config: ProjectConfig;
  readonly #cache = new WorkspaceCache();
  readonly #open = new Map<string, { readonly absolute: string | undefined; readonly path: string }>();
  readonly #changed = new Set<string>();
  #isConfigLoaded = false;
  #disk: Disk | undefined;
  #current: Promise<Snapshot> | undefined;

  constructor(scope: ProjectScope, host: Host, documents: OpenDocuments, roots: Roots) {
    this.scope = scope;
    this.#host = host;
    this.#documents = documents;
    this.#roots = roots;
    this.#cwd = scope.kind === 'document' ? path.resolve('/') : scope.cwd;
    this.#config = new ProjectConfig(this.#cwd, host.rules);
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  get openUris(): readonly string[] {
    return [...this.#open.keys()];
  }

  isConfiguredBy(absolute: string): boolean {
    return this.#config.isOwn(absolute);
  }

  open(uri: string, absolute: string | undefined): void {
    const real = absolute === undefined ? undefined : this.#realPath(absolute);
    this.#open.set(uri, { absolute: real, path: real === undefined ? uri : this.#show(real) });
    if (this.scope.kind === 'files') this.#disk = undefined;
    this.edited();
  }

  close(uri: string): void {
    const absolute = this.#open.get(uri)?.absolute;
    this.#open.delete(uri);
    if (absolute !== undefined) this.fileChanged(absolute);
    this.edited();
  }

  /** The text of an open document is another one. */
  edited(): void {
    this.#current = undefined;
  }

  /** A file may have another text, or have come or gone. Gives false for files that mean nothing here. */
  fileChanged(absolute: string): boolean {
    if (this.scope.kind === 'document' || !isWithin(this.#cwd, absolute)) return false;
    const name = path.basename(absolute);
    if (name === '.gitignore') this.#disk = undefined;
    else if (isManifestName(name) || name === 'Chart.yaml') this.#changed.add(absolute);
    else if (this.#holdsBelow(absolute)) this.#disk = undefined;
    else return false;
    // A configuration may extend any of these.
    this.#isConfigLoaded = false;
    this.#current = undefined;
    return true;
  }

  /** Nobody says what happens on the disk: read it again. */
  rereadDisk(): void {
    if (this.scope.kind === 'document') return;
    this.#disk = undefined;
    this.#isConfigLoaded = false;
    this.#current = undefined;
  }

  /** What is known at this moment. */
  snapshot(): Promise<Snapshot> {
    if (this.#current === undefined) {
      const building = this.#build();
      this.#current = building;
      building.catch(() => {
        if (this.#current === building) this.#current = undefined;
      });
    }
    return this.#current;
  }

  async #build(): Promise<Snapshot> {
    if (!this.#isConfigLoaded && this.scope.kind !== 'document') {
      this.#isConfigLoaded = true;
      await this.#config.load();
    }
    const { config } = this.#config;
    const disk = this.#readDisk();
    const open = this.#openTexts();
    const files = new Map<string, SourceFile>();
    for (const [shown, text] of disk.files) files.set(shown, { path: shown, text, asked: false });
    for (const { path: shown, text, asked } of open) {
      // What is left out is no part of the whole folder, either.
      if (asked || files.has(shown)) files.set(shown, { path: shown, text, asked });
    }
    const lint = (changed: ReadonlyMap<string, string>) => {
      const texts = [...files.values()].map((file) => ({ ...file, text: changed.get(file.path) ?? file.text }));
      const workspace = createWorkspace(texts, {
        cache: this.#cache,
        skipped: disk.skipped,
        complete: disk.complete,
        isExternalTemplate: config.externalTemplates,
      });
      const names = () => this.#config.names();
      const result = lintWorkspace(workspace, this.#host.rules, config, { today: this.#host.today(), names });
      return { workspace, result };
    };
    const { workspace, result } = lint(new Map());
    const linted = await result;
    // Linting reads the sources that the configuration names.
    const configProblems = this.#configProblems(open);
    return new Snapshot({
      cwd: this.#cwd,
      config,
      configProblems,
      workspace,
      result: linted,
      open,
      relint: async (changed) => (await lint(changed).result).findings,
    });
  }

  #openTexts(): OpenText[] {
    return [...this.#open].flatMap(([uri, { absolute, path: shown }]) => {
      const document = this.#documents(uri);
      if (document === undefined) return [];
      const { text, version } = document;
      return [{ uri, version, absolute, path: shown, text, asked: this.#isAsked(absolute, shown) }];
    });
  }

  #isAsked(absolute: string | undefined, shown: string): boolean {
    if (absolute === undefined) return true;
    if (this.#config.config.isExcluded(shown)) return false;
    return this.scope.kind !== 'folder' || !isLeftOut(absolute, this.#cwd, this.#roots);
  }

  #configProblems(open: readonly OpenText[]): ConfigProblems[] {
    if (this.scope.kind === 'document') return [];
    const own = this.#config.problems((absolute) => open.find((one) => one.absolute === absolute)?.text);
    // A configuration that is not saved yet, or that another one hides.
    const others = open.flatMap(({ absolute, text }) => {
      if (absolute === undefined || !isConfigName(path.basename(absolute)) || absolute === own?.path) return [];
      return [{ path: absolute, text, errors: this.#config.problemsIn(text) }];
    });
    return own === undefined ? others : [own, ...others];
  }

  #readDisk(): Disk {
    if (this.scope.kind === 'document') return NOTHING;
    for (const absolute of this.#changed) this.#rereadFile(absolute);
    this.#changed.clear();
    this.#disk ??= this.#discover(this.scope);
    return this.#disk;
  }

  /** Another text of a known file is put in its place; for anything else the folder is read again. */
  #rereadFile(absolute: string): void {
    const shown = this.#show(absolute);
    if (this.#disk?.files.has(shown) !== true) {
      this.#disk = undefined;
      return;
    }
    const read = readRegular(absolute);
    if ('text' in read) this.#disk.files.set(shown, read.text);
    else this.#disk = undefined;
  }

  #discover(scope: ProjectScope & { readonly kind: 'folder' | 'files' }): Disk {
    const { cwd } = scope;
    const isFolder = scope.kind === 'folder';
    const paths = isFolder ? [] : [...this.#open.values()].flatMap((one) => one.absolute ?? []);
    const found = discover({ paths, cwd, ...(isFolder ? { context: [cwd] } : {}) });
    return {
      files: new Map(found.files.map(({ path: shown, text }) => [shown, text])),
      skipped: found.skipped,
      complete: found.complete && isFolder && scope.isRoot,
    };
  }

  /** True if files that were read lie below the path: a folder that came, went or got another name. */
  #holdsBelow(absolute: string): boolean {
    const prefix = `${this.#show(absolute)}/`;
    return path.extname(absolute) === '' || [...(this.#disk?.files.keys() ?? [])].some((one) => one.startsWith(prefix));
  }

  /** Where a link inside the folder leads, if that is inside, too: files are read where they are. */
  #realPath(absolute: string): string {
    try {
      const real = realpathSync(absolute);
      return isWithin(this.#cwd, real) ? real : absolute;
    } catch {
      return absolute;
    }
  }

  #show(absolute: string): string {
    const relative = path.relative(this.#cwd, absolute);
    return (relative === '' ? '.' : relative).split(path.sep).join('/');
  }
}

export function isWithin(folder: string, absolute: string): boolean {
  const relative = path.relative(folder, absolute);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
