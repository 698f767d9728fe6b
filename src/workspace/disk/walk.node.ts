import { type Dirent, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import type { SourceFile } from '../create.ts';
import { compareText } from '../lookup/paths.ts';
import type { SkippedFile } from '../workspace.ts';
import { enterFolder, type IgnoreStack, isIgnored } from './ignore.node.ts';
import {
  codeOf,
  isManifestName,
  kindOf,
  type Refusal,
  readPipe,
  readRegular,
  refusal,
  refusalFor,
} from './read.node.ts';

/** Never entered: what is in there is not the user's. */
const SKIPPED_FOLDERS = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** What is read only for references ends here; a folder that was asked for is read to its end. */
const MAX_CONTEXT_FILES = 50_000;
const MAX_CONTEXT_BYTES = 512 * 1024 * 1024;

export interface WalkOptions {
  readonly asked: boolean;
  readonly ignores: IgnoreStack;
  readonly useGitignore: boolean;
  /** Which files are wanted, by absolute path; by extension where it is absent. */
  readonly wants?: (absolute: string, name: string) => boolean;
}

interface Found {
  readonly shown: string;
  readonly text: string;
  asked: boolean;
}

interface Link {
  readonly absolute: string;
  readonly real: string;
  readonly isFolder: boolean;
  readonly asked: boolean;
}

/** Reads files, and remembers what was left out and why. */
export class Reader {
  /** False once something was left out that may hold what a reference means. */
  isComplete = true;
  readonly #show: (absolute: string) => string;
  readonly #isExcluded: (shown: string) => boolean;
  readonly #files = new Map<string, Found>();
  readonly #skipped = new Map<string, SkippedFile>();
  readonly #walked = new Set<string>();
  readonly #realPaths = new Set<string>();
  readonly #links: Link[] = [];
  #contextFiles = 0;
  #contextBytes = 0;
  #isFullReported = false;

  constructor(show: (absolute: string) => string, isExcluded: (shown: string) => boolean) {
    this.#show = show;
    this.#isExcluded = isExcluded;
  }

  /** In order of the paths as shown. */
  files(): SourceFile[] {
    return [...this.#files.values()]
      .sort((a, b) => compareText(a.shown, b.shown))
      .map(({ shown, text, asked }) => ({ path: shown, text, asked }));
  }

  skipped(): SkippedFile[] {
    return [...this.#skipped.values()].sort((a, b) => compareText(a.path, b.path));
  }

  /** True if the folder was read with all that is in it. */
  hasWalked = (folder: string): boolean => this.#walked.has(folder);

  /** A text that comes from elsewhere; the file of that path is not read any more. */
  put(absolute: string, shown: string, text: string): void {
    this.#files.set(absolute, { shown, text, asked: true });
  }

  skip(absolute: string, { reason, mayHide }: Refusal, asked: boolean): void {
    const shown = this.#show(absolute);
    this.#skipped.set(shown, { path: shown, reason, asked });
    if (mayHide) this.isComplete = false;
  }

  /** A file that was named: read whatever its name is, ignored or not. */
  readNamed(absolute: string, stats: Stats): void {
    if (this.#files.has(absolute)) return;
    const result = stats.isFIFO()
      ? readPipe(absolute)
      : stats.isFile()
        ? readRegular(absolute)
        : refusal(kindOf(stats));
    if ('reason' in result) {
      this.skip(absolute, result, true);
      return;
    }
    this.#files.set(absolute, { shown: this.#show(absolute), text: result.text, asked: true });
    const real = realPath(absolute);
    if (real !== undefined && real !== absolute) this.#realPaths.add(real);
  }

  /** A file that only helps to understand others. */
  readContext(absolute: string): void {
    if (this.#files.has(absolute) || this.#realPaths.has(absolute)) return;
    const result = readRegular(absolute);
    if ('reason' in result) {
      this.skip(absolute, result, false);
      return;
    }
    this.#contextFiles++;
    this.#contextBytes += result.text.length;
    if (!isUseful(absolute, result.text)) return;
    this.#files.set(absolute, { shown: this.#show(absolute), text: result.text, asked: false });
  }

  /** Reads a folder and all below it, in order of names. Links to folders are not followed. */
  walk(folder: string, options: WalkOptions): void {
    if (this.#walked.has(folder)) return;
    if (options.wants === undefined) this.#walked.add(folder);
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      this.skip(folder, refusalFor(error), options.asked);
      return;
    }
    const ignores =
      options.useGitignore && hasGitignore(entries) ? enterFolder(options.ignores, folder) : options.ignores;
    const inside = ignores === options.ignores ? options : { ...options, ignores };
    entries.sort((a, b) => compareText(a.name, b.name));
    for (const entry of entries) {
      if (!options.asked && this.#isFull(folder)) return;
      this.#enter(folder, entry, inside);
    }
  }

  #enter(folder: string, entry: Dirent, options: WalkOptions): void {
    const { name } = entry;
    const absolute = path.join(folder, name);
    const isFolder = entry.isDirectory();
    if (isFolder && SKIPPED_FOLDERS.has(name)) return;
    const isLink = entry.isSymbolicLink();
    if (!isFolder && !isLink && !this.#wants(absolute, name, options)) return;
    if (options.ignores.length > 0 && isIgnored(options.ignores, absolute, isFolder)) return;
    if (name.includes('\uFFFD')) {
      this.skip(absolute, { reason: 'has a name that is not UTF-8', mayHide: true }, options.asked);
    } else if (isFolder) {
      this.walk(absolute, options);
    } else if (isLink) {
      this.#noteLink(absolute, name, options);
    } else if (!entry.isFile()) {
      this.#skipSpecial(absolute, options.asked);
    } else {
      this.#readWalked(absolute, options.asked);
    }
  }

  #wants(absolute: string, name: string, { wants }: WalkOptions): boolean {
    return wants === undefined ? isManifestName(name) : wants(absolute, name);
  }

  #readWalked(absolute: string, asked: boolean): void {
    const isAsked = asked && !this.#isExcluded(this.#show(absolute));
    const known = this.#files.get(absolute);
    if (known !== undefined) {
      known.asked ||= isAsked;
    } else if (!isAsked) {
      this.readContext(absolute);
    } else if (!this.#realPaths.has(absolute)) {
      const result = readRegular(absolute);
      if ('reason' in result) this.skip(absolute, result, true);
      else this.#files.set(absolute, { shown: this.#show(absolute), text: result.text, asked: true });
    }
  }

  #skipSpecial(absolute: string, asked: boolean): void {
    try {
      this.skip(absolute, refusal(kindOf(statSync(absolute))), asked);
    } catch (error) {
      this.skip(absolute, refusalFor(error), asked);
    }
  }

  /** Links wait until everything else is read: most lead to a file that has its own path. */
  #noteLink(absolute: string, name: string, options: WalkOptions): void {
    const mayMatter = this.#wants(absolute, name, options) || path.extname(name) === '';
    try {
      const stats = statSync(absolute);
      const real = realpathSync(absolute);
      if (stats.isDirectory()) this.#links.push({ absolute, real, isFolder: true, asked: options.asked });
      else if (!this.#wants(absolute, name, options)) return;
      else if (stats.isFile()) this.#links.push({ absolute, real, isFolder: false, asked: options.asked });
      else this.skip(absolute, refusal(kindOf(stats)), options.asked);
    } catch (error) {
      if (mayMatter) this.skipLink(absolute, error, options.asked);
    }
  }

  /** A link that leads nowhere. */
  skipLink(absolute: string, error: unknown, asked: boolean): void {
    // Nothing is there, for kubectl as for us.
    const isBroken = codeOf(error) === 'ENOENT';
    const broken = refusal(`is a broken symbolic link to \`${linkTarget(absolute)}\``);
    this.skip(absolute, isBroken ? broken : refusalFor(error), asked);
  }

  /** Called once, after all walks. */
  followLinks(): void {
    for (const { absolute, real, isFolder, asked } of this.#links) {
      const target = `\`${this.#show(real)}\``;
      const known = this.#files.get(real);
      if (isFolder) {
        const isRead = this.#walked.has(real);
        const reason = `is a symbolic link to the folder ${target}, which is ${isRead ? 'read there' : 'not followed'}`;
        this.skip(absolute, { reason, mayHide: !isRead }, asked);
      } else if (known !== undefined) {
        known.asked ||= asked;
        this.skip(absolute, refusal(`is a symbolic link to ${target}, which is read there`), asked);
      } else {
        this.#readWalked(absolute, asked);
      }
    }
    this.#links.length = 0;
  }

  #isFull(folder: string): boolean {
    if (this.#contextFiles < MAX_CONTEXT_FILES && this.#contextBytes < MAX_CONTEXT_BYTES) return false;
    if (!this.#isFullReported) {
      this.#isFullReported = true;
      const read = this.#contextFiles.toLocaleString('en-US');
      const reason = `and what follows it is not read for references: ${read} files were enough`;
      this.skip(folder, { reason, mayHide: true }, false);
    }
    return true;
  }
}

/** False for what no reference and no rule can ask for. */
const isUseful = (absolute: string, text: string): boolean =>
  text.includes('kind') ||
  text.includes('groups') ||
  path.basename(absolute) === 'Chart.yaml' ||
  isKustomization(absolute);

const isKustomization = (absolute: string): boolean =>
  path.basename(absolute).toLowerCase().startsWith('kustomization');

const hasGitignore = (entries: readonly Dirent[]): boolean => entries.some(({ name }) => name === '.gitignore');

function realPath(absolute: string): string | undefined {
  try {
    return realpathSync(absolute);
  } catch {
    return undefined;
  }
}

function linkTarget(absolute: string): string {
  try {
    return readlinkSync(absolute);
  } catch {
    return '?';
  }
}
