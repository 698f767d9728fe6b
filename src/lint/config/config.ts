import type { Severity } from '../../text/finding.ts';
import { type NameSettings, NO_NAME_SETTINGS, NO_NAMES } from '../names/names.ts';
import type { Settings } from '../rule.ts';

export type Level = Severity | 'off';

/** What the configuration says of one rule. */
export interface RuleSetting {
  readonly level: Level;
  /** Merged into the rule's defaults. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Override {
  /** True for files, by their path as reports show it, that the override is for. */
  readonly matches: (path: string) => boolean;
  readonly rules: ReadonlyMap<string, RuleSetting>;
}

/** A configuration with everything it extends, ready to be asked. */
export interface Config {
  readonly settings: Settings;
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Later ones win. */
  readonly overrides: readonly Override[];
  /** True for paths, as reports show them, that are left out unless they are named on the command line. */
  readonly isExcluded: (path: string) => boolean;
  /** True for names of templates that are installed by other means. */
  readonly externalTemplates: (name: string) => boolean;
  /** Suppression comments must say why. */
  readonly requireReason: boolean;
  /** Where names of metrics, labels and values are known from. */
  readonly names: NameSettings;
}

/** The releases that everything here is written against. */
export const NEWEST_TARGET = { argoRollouts: '1.10', prometheus: '3.14' } as const;

/** What holds without a configuration file. */
export const DEFAULT_CONFIG: Config = {
  settings: { target: NEWEST_TARGET, scrapeIntervalMs: undefined, podHashLabels: [], names: NO_NAMES },
  rules: new Map(),
  overrides: [],
  isExcluded: () => false,
  externalTemplates: () => false,
  requireReason: false,
  names: NO_NAME_SETTINGS,
};
