import type { NameSettings } from '../names/names.ts';
import { type Config, DEFAULT_CONFIG, type Override, type RuleSetting } from './config.ts';
import type { ConfigFile } from './read.ts';

/** A configuration file and how its globs look at a path (as reports show it). */
export interface PlacedConfigFile {
  readonly file: ConfigFile;
  readonly globs: (patterns: readonly string[]) => (path: string) => boolean;
  /** What a path in the file means from everywhere. */
  readonly resolve: (path: string) => string;
}

/** One configuration of several files: the extended ones first, the user's own last. Lists add up, single values replace. */
export function mergeConfigFiles(files: readonly PlacedConfigFile[]): Config {
  let { target, scrapeIntervalMs } = DEFAULT_CONFIG.settings;
  let requireReason = DEFAULT_CONFIG.requireReason;
  const rules = new Map<string, RuleSetting>();
  const overrides: Override[] = [];
  const excludes: ((path: string) => boolean)[] = [];
  const externals: string[] = [];
  const podHashLabels: string[] = [];
  let { names } = DEFAULT_CONFIG;
  for (const { file, globs, resolve } of files) {
    target = { ...target, ...file.target };
    scrapeIntervalMs = file.scrapeIntervalMs ?? scrapeIntervalMs;
    requireReason = file.requireReason ?? requireReason;
    for (const [id, setting] of file.rules) {
      rules.set(id, { level: setting.level, options: { ...rules.get(id)?.options, ...setting.options } });
    }
    for (const override of file.overrides) overrides.push({ matches: globs(override.files), rules: override.rules });
    if (file.exclude.length > 0) excludes.push(globs(file.exclude));
    externals.push(...file.externalTemplates);
    podHashLabels.push(...file.podHashLabels);
    names = moreNames(names, file.names, resolve);
  }
  return {
    settings: { ...DEFAULT_CONFIG.settings, target, scrapeIntervalMs, podHashLabels },
    rules,
    overrides,
    isExcluded: (path) => excludes.some((matches) => matches(path)),
    externalTemplates: (name) => externals.some((pattern) => matchesWildcard(name, pattern)),
    requireReason,
    names,
  };
}

const moreNames = (
  known: NameSettings,
  file: ConfigFile['names'],
  resolve: (path: string) => string,
): NameSettings => ({
  expositions: [...known.expositions, ...file.expositions.map((one) => ({ ...one, path: resolve(one.path) }))],
  recordings: [...known.recordings, ...file.recordings.map(resolve)],
  catalogues: [...known.catalogues, ...file.catalogues.map(resolve)],
  complete: file.complete ?? known.complete,
});

/** True if `text` is `pattern` with each `*` replaced by something (or nothing). */
export function matchesWildcard(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
