import { lstatSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import type { SourceFile } from './create.ts';
import { type IgnoreStack, isIgnored, stackAbove } from './disk/ignore.node.ts';
import { codeOf, isManifestName, refusalFor } from './disk/read.node.ts';
import { Roots } from './disk/roots.node.ts';
import { Reader } from './disk/walk.node.ts';
import type { SkippedFile } from './workspace.ts';

/** How many folders upwards a lone file looks for the chart or kustomization that it belongs to. */
const MAX_UPWARDS = 8;
const NEIGHBOURS = ['Chart.yaml', 'kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export interface DiscoverRequest {
  /** Files, folders, globs and `-`, as the user wrote them. */
  readonly paths: readonly string[];
  /** Absolute; paths are relative to it, as written and as shown. */
  readonly cwd: string;
  /** What `-` stands for; `path` is `--stdin-filename`. */
  readonly stdin?: { readonly text: string; readonly path?: string | undefined };
  /** Paths, as shown, that are left out unless they are named; they are still read for references. */
  readonly isExcluded?: (shown: string) => boolean;
  /** False reads what git ignores, too. */
  readonly gitignore?: boolean;
  /** Absolute folders that are read for references whatever is asked for: what an editor has open. */
  readonly context?: readonly string[];
  /** True says that what is asked for is all there is, whatever the folders above look like. */
  readonly complete?: boolean;
  /** True reads nothing but what is asked for. */
  readonly alone?: boolean;
}

export interface Discovery {
  /** In order of path; asked ones, and those that only references need. */
  readonly files: readonly SourceFile[];
  readonly skipped: readonly SkippedFile[];
  /** True if everything below every root was read. */
  readonly complete: boolean;
  /** Absolute, in order: where a configuration or a git repository begins. */
  readonly roots: readonly string[];
  /** Paths and globs that name nothing. */
  readonly unmatched: readonly string[];
}

/**
 * Reads the files that `paths` ask for, and around them what references may mean: everything below the nearest folder
 * upwards with a configuration file or `.git`. Without such a folder only what was asked for is read, and absence
 * proves nothing. A file that cannot be read is in `skipped`; nothing throws, follows circles or blocks.
 */
export function discover(request: DiscoverRequest): Discovery {
  return new Discoverer(request).run();
}

class Discoverer {
  readonly #request: DiscoverRequest;
  readonly #cwd: string;
  readonly #reader: Reader;
  readonly #roots = new Roots();
  readonly #unmatched: string[] = [];
  readonly #askedFolders = new Set<string>();

  constructor(request: DiscoverRequest) {
    this.#request = request;
    this.#cwd = path.resolve(request.cwd);
    this.#reader = new Reader((absolute) => this.#show(absolute), request.isExcluded ?? (() => false));
  }

  run(): Discovery {
    for (const argument of this.#request.paths) {
      if (argument === '-') this.#addStdin();
      else this.#addPath(argument);
    }
    const roots = this.#request.alone === true ? [] : this.#addContext();
    this.#reader.followLinks();
    const hasRoots = [...this.#askedFolders].every((folder) => this.#roots.of(folder) !== undefined);
    const isWhole = hasRoots && roots.every((root) => this.#reader.hasWalked(root)) && this.#reader.isComplete;
    return {
      files: this.#reader.files(),
      skipped: this.#reader.skipped(),
      complete: this.#request.complete ?? isWhole,
      roots,
      unmatched: this.#unmatched,
    };
  }

  #show(absolute: string): string {
    const relative = path.relative(this.#cwd, absolute);
    return (relative === '' ? '.' : relative).split(path.sep).join('/');
  }

  #addStdin(): void {
    const { stdin } = this.#request;
    if (stdin === undefined) return;
    const shown = stdin.path;
    if (shown === undefined) {
      this.#reader.put(path.join(this.#cwd, '<stdin>'), '<stdin>', stdin.text);
      this.#reader.isComplete = false;
      return;
    }
    const absolute = path.resolve(this.#cwd, shown);
    this.#askedFolders.add(path.dirname(absolute));
    this.#reader.put(absolute, this.#show(absolute), stdin.text);
  }

  #addPath(argument: string): void {
    const absolute = path.resolve(this.#cwd, argument);
    let stats: Stats;
    try {
      stats = statSync(absolute);
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && picomatch.scan(argument).isGlob) this.#addGlob(argument);
      else if (codeOf(error) !== 'ENOENT') this.#reader.skip(absolute, refusalFor(error), true);
      else if (isLink(absolute)) this.#reader.skipLink(absolute, error, true);
      else this.#unmatched.push(argument);
      return;
    }
    if (stats.isDirectory()) {
      this.#askedFolders.add(absolute);
      this.#reader.walk(absolute, {
        asked: true,
        ignores: this.#ignoresFor(absolute),
        useGitignore: this.#useGitignore,
      });
    } else {
      this.#askedFolders.add(path.dirname(absolute));
      this.#reader.readNamed(absolute, stats);
    }
  }

  #addGlob(pattern: string): void {
    const base = path.resolve(this.#cwd, picomatch.scan(pattern).base);
    const matches = picomatch(pattern.replace(/^(?:\.\/)+/, ''), { dot: true });
    // `**` means manifests; `*.tpl` means what it says.
    const namesExtension = /\.[\w{},]+$/.test(pattern);
    let count = 0;
    this.#askedFolders.add(base);
    this.#reader.walk(base, {
      asked: true,
      ignores: this.#ignoresFor(base),
      useGitignore: this.#useGitignore,
      wants: (absolute, name) => {
        if (!(namesExtension || isManifestName(name)) || !matches(this.#show(absolute))) return false;
        count++;
        return true;
      },
    });
    if (count === 0) this.#unmatched.push(pattern);
  }

  get #useGitignore(): boolean {
    return this.#request.gitignore ?? true;
  }

  /** The rules above a folder, unless they ignore the very folder: it was named, so only its own count. */
  #ignoresFor(folder: string): IgnoreStack {
    if (!this.#useGitignore) return [];
    const gitRoot = this.#roots.gitRootOf(folder);
    const stack = stackAbove(folder, gitRoot);
    for (let at = folder; at !== gitRoot && path.dirname(at) !== at; at = path.dirname(at)) {
      if (isIgnored(stack, at, true)) return [];
    }
    return stack;
  }

  /** Reads what references may mean; the roots, in order. */
  #addContext(): string[] {
    const { context = [] } = this.#request;
    const roots = new Set<string>(context);
    const lone: string[] = [];
    for (const folder of this.#askedFolders) {
      const root = this.#roots.of(folder);
      if (root === undefined) lone.push(folder);
      else roots.add(root);
    }
    // Without an object of ours there is no reference to follow: hooks name every changed file.
    const hasOurs = context.length > 0 || this.#reader.files().some(({ text }) => text.includes('argoproj.io/'));
    if (hasOurs) {
      for (const root of roots) {
        this.#reader.walk(root, { asked: false, ignores: this.#ignoresFor(root), useGitignore: this.#useGitignore });
      }
      for (const folder of lone) this.#addNeighbours(folder);
    }
    return [...roots].sort();
  }

  /** The chart or kustomization that a folder without a root may belong to. */
  #addNeighbours(folder: string): void {
    let at = folder;
    for (let depth = 0; depth < MAX_UPWARDS; depth++) {
      for (const name of NEIGHBOURS) {
        const file = path.join(at, name);
        if (isRegular(file)) this.#reader.readContext(file);
      }
      const parent = path.dirname(at);
      if (parent === at) return;
      at = parent;
    }
  }
}

function isRegular(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isLink(absolute: string): boolean {
  try {
    return lstatSync(absolute).isSymbolicLink();
  } catch {
    return false;
  }
}
