import { readFileSync } from 'node:fs';
import { type Config, DEFAULT_CONFIG } from '../../lint/config/config.ts';
import { CONFIG_NAMES, findConfigFile, loadConfig } from '../../lint/config/load.node.ts';
import { configErrors } from '../../lint/config/read.ts';
import { configSchema, type Schema } from '../../lint/config/schema.ts';
import type { ShapeError } from '../../lint/config/shape.ts';
import { type KnownNames, NO_NAMES } from '../../lint/names/names.ts';
import type { NameCache } from '../../lint/names/read.node.ts';
import type { AnyRule } from '../../lint/rule.ts';
import { UsageError } from '../../lint/usage-error.ts';

export const isConfigName = (name: string): boolean => (CONFIG_NAMES as readonly string[]).includes(name);

/** The mistakes in a configuration file. */
export interface ConfigProblems {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly errors: readonly ShapeError[];
}

/** The configuration of a folder. While the file is broken, what it last said holds. */
export class ProjectConfig {
  config: Config = DEFAULT_CONFIG;
  /** Why the file cannot be used, with where: one line. */
  failure: string | undefined;
  readonly #cwd: string;
  readonly #rules: readonly AnyRule[];
  #path: string | undefined;
  #schema: Schema | undefined;
  #nameCache: NameCache | undefined;
  #namesFailure: string | undefined;

  constructor(cwd: string, rules: readonly AnyRule[]) {
    this.#cwd = cwd;
    this.#rules = rules;
  }

  async load(): Promise<void> {
    this.#path = findConfigFile(this.#cwd);
    this.failure = undefined;
    try {
      this.config = (await loadConfig(this.#path, this.#cwd, this.#rules)).config;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.failure = error.message;
    }
  }

  /** What the sources of names know; each is read again when its file has changed. Those that cannot be read are a problem. */
  async names(): Promise<KnownNames> {
    this.#namesFailure = undefined;
    const { names } = this.config;
    if (names.expositions.length + names.recordings.length + names.catalogues.length === 0) return NO_NAMES;
    const { NameCache: Cache, readNames } = await import('../../lint/names/read.node.ts');
    this.#nameCache ??= new Cache();
    try {
      return await readNames(names, this.#cwd, this.#nameCache);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#namesFailure = error.message;
      return NO_NAMES;
    }
  }

  /**
   * What is wrong with the configuration: in its file as it is on the disk, or, where the editor has it open, as the
   * editor has it.
   */
  problems(openText: (absolute: string) => string | undefined): ConfigProblems | undefined {
    if (this.#path === undefined) return undefined;
    const text = openText(this.#path) ?? readText(this.#path);
    const errors = this.problemsIn(text);
    const failure = this.failure ?? this.#namesFailure;
    if (errors.length > 0 || failure === undefined) return { path: this.#path, text, errors };
    // The mistake is in a file that this one extends or names, or in a text that the editor has mended and not saved yet.
    if (text !== readText(this.#path)) return { path: this.#path, text, errors };
    const key = (this.failure === undefined ? /^names\b/m : /^extends\b/m).exec(text);
    const start = key?.index ?? 0;
    const span = { start, end: start + (key?.[0].length ?? 0) };
    return { path: this.#path, text, errors: [{ span, text: failure }] };
  }

  problemsIn(text: string): readonly ShapeError[] {
    this.#schema ??= configSchema(this.#rules);
    return configErrors(text, this.#schema);
  }

  isOwn(absolute: string): boolean {
    return absolute === this.#path;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
