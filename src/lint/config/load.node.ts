import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LintOptions } from '../linter.ts';
import type { KnownNames } from '../names/names.ts';
import type { AnyRule } from '../rule.ts';
import { UsageError } from '../usage-error.ts';
import { type Config, DEFAULT_CONFIG } from './config.ts';
import { mergeConfigFiles, type PlacedConfigFile } from './merge.ts';
import { type ConfigFile, readConfigFile } from './read.ts';
import { configSchema } from './schema.ts';

export const CONFIG_NAMES = ['.rolloutlint.yaml', '.rolloutlint.yml', '.rolloutlint.json'] as const;

export interface LoadedConfig {
  readonly config: Config;
  /** Absolute path of the configuration file; undefined where there is none. */
  readonly path: string | undefined;
}

/** The configuration file for `cwd`: the nearest one upwards, not beyond the root of the git repository. */
export function findConfigFile(cwd: string): string | undefined {
  for (let folder = path.resolve(cwd); ; ) {
    for (const name of CONFIG_NAMES) {
      const candidate = path.join(folder, name);
      if (existsSync(candidate)) return candidate;
    }
    const parent = path.dirname(folder);
    if (parent === folder || existsSync(path.join(folder, '.git'))) return undefined;
    folder = parent;
  }
}

/**
 * Reads the configuration at `file` (absolute) with all that it extends. Paths in reports are relative to `cwd`.
 * @throws {UsageError} for what cannot be read or is wrong in it
 */
export async function loadConfig(
  file: string | undefined,
  cwd: string,
  rules: readonly AnyRule[],
): Promise<LoadedConfig> {
  if (file === undefined) return { config: DEFAULT_CONFIG, path: undefined };
  const schema = configSchema(rules);
  const chain: { readonly folder: string; readonly file: ConfigFile }[] = [];
  const visit = (at: string, from: readonly string[]): void => {
    const shown = path.relative(cwd, at) || at;
    if (from.includes(at)) throw new UsageError(`${shown}: the configuration extends itself`);
    const read = readConfigFile(readText(at, shown), shown, schema);
    for (const base of read.extends) visit(path.resolve(path.dirname(at), base), [...from, at]);
    chain.push({ folder: path.dirname(at), file: read });
  };
  visit(file, []);
  const hasGlobs = chain.some(({ file: one }) => one.exclude.length > 0 || one.overrides.length > 0);
  const picomatch = hasGlobs ? (await import('picomatch')).default : undefined;
  const placed = chain.map(({ folder, file: one }): PlacedConfigFile => {
    const relative = (shown: string): string =>
      path.relative(folder, path.resolve(cwd, shown)).replaceAll(path.sep, '/');
    return {
      file: one,
      globs: (patterns) => {
        const matches = picomatch?.(patterns.flatMap(globsOf), { dot: true });
        return (shown) => matches?.(relative(shown)) ?? false;
      },
      resolve: (to) => path.resolve(folder, to),
    };
  });
  return { config: mergeConfigFiles(placed), path: file };
}

/** For `LintOptions.names`: reads what the configuration names, once however often it is asked. Nothing where it names nothing. */
export function nameReader({ names }: Config, cwd: string): Pick<LintOptions, 'names'> {
  if (names.expositions.length + names.recordings.length + names.catalogues.length === 0) return {};
  let known: Promise<KnownNames> | undefined;
  return {
    names: () => {
      known ??= import('../names/read.node.ts').then(({ readNames }) => readNames(names, cwd));
      return known;
    },
  };
}

/** As in .gitignore, a folder stands for all that is in it, and a bare name for it in every folder. */
function globsOf(pattern: string): string[] {
  const bare = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  const anchored = bare.startsWith('/') ? bare.slice(1) : bare.includes('/') ? bare : `**/${bare}`;
  return [anchored, `${anchored}/**`];
}

function readText(file: string, shown: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'is a folder' : String(code ?? error);
    throw new UsageError(`cannot read the configuration ${shown}: ${reason}`);
  }
}
