import type { Severity } from '../../text/finding.ts';
import type { AnyRule } from '../rule.ts';
import type { Config, Level, RuleSetting } from './config.ts';

/** A rule that runs over a file, with its level and options there. */
export interface ActiveRule {
  readonly rule: AnyRule;
  readonly severity: Severity;
  readonly options: unknown;
}

export type FileRules = readonly ActiveRule[];

const resolved = new WeakMap<Config, WeakMap<readonly AnyRule[], Map<string, FileRules>>>();

/** The rules that run over the file at `path`. */
export function resolveRules(config: Config, rules: readonly AnyRule[], path: string): FileRules {
  const applying = config.overrides.filter((override) => override.matches(path));
  // Few combinations of overrides exist, however many files there are.
  const key = applying.map((override) => config.overrides.indexOf(override)).join();
  const perRules = memo(resolved, config, () => new WeakMap<readonly AnyRule[], Map<string, FileRules>>());
  const perKey = memo(perRules, rules, () => new Map<string, FileRules>());
  const settings = [config.rules, ...applying.map((override) => override.rules)];
  return memo(perKey, key, () => rules.flatMap((rule) => activate(rule, settings)));
}

function activate(rule: AnyRule, settings: readonly ReadonlyMap<string, RuleSetting>[]): ActiveRule[] {
  let level: Level = defaultLevel(rule);
  let options: Record<string, unknown> = { ...rule.options?.defaults };
  for (const setting of settings) {
    const own = setting.get(rule.id);
    if (own === undefined) continue;
    level = own.level;
    options = { ...options, ...own.options };
  }
  return level === 'off' ? [] : [{ rule, severity: level, options: Object.freeze(options) }];
}

/** What a rule reports where nobody configured it: a rule in preview warns at most. */
export const defaultLevel = (rule: AnyRule): Severity =>
  rule.stage === 'preview' && rule.severity === 'error' ? 'warning' : rule.severity;

interface Memory<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

function memo<K, V>(memory: Memory<K, V>, key: K, make: () => V): V {
  let value = memory.get(key);
  if (value === undefined) {
    value = make();
    memory.set(key, value);
  }
  return value;
}
