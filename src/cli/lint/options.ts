import { UsageError } from '../../lint/usage-error.ts';
import { FORMAT_NAMES, type FormatName, isFormatName } from '../../report/formats.ts';
import type { Severity } from '../../text/finding.ts';
import { nearest } from '../../text/nearest.ts';
import { type Arguments, readArguments } from '../flags.ts';
import { LINT_FLAGS } from './flags.ts';

/** What `rolloutlint lint` was asked for. */
export interface LintOptions {
  readonly paths: readonly string[];
  readonly format: FormatName;
  readonly output: string | undefined;
  readonly fix: { readonly unsafe: boolean; readonly dryRun: boolean } | undefined;
  readonly failOn: Severity;
  readonly maxWarnings: number | undefined;
  readonly quiet: boolean;
  /** Ids of the only rules to run; empty for all. */
  readonly only: readonly string[];
  readonly config: string | undefined;
  readonly noConfig: boolean;
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  readonly stdinPath: string | undefined;
  readonly noIgnore: boolean;
  readonly allowEmpty: boolean;
  readonly timing: boolean;
}

const LEVELS: readonly Severity[] = ['error', 'warning', 'info'];

/** @throws {UsageError} for what is no flag, no value of it, or does not go together */
export function readLintOptions(args: readonly string[]): LintOptions {
  const flags = readArguments(args, LINT_FLAGS);
  const unsafe = flags.has('fix-unsafe');
  const dryRun = flags.has('fix-dry-run');
  const fix = flags.has('fix') || unsafe || dryRun ? { unsafe, dryRun } : undefined;
  const paths = flags.operands.length === 0 ? ['.'] : flags.operands;
  const readsStdin = paths.includes('-');
  if (readsStdin && paths.length > 1) throw new UsageError('`-` reads standard input and stands alone');
  if (readsStdin && fix !== undefined && !dryRun) {
    throw new UsageError('standard input cannot be changed; --fix-dry-run shows the change');
  }
  if (flags.has('stdin-filename') && !readsStdin) throw new UsageError('--stdin-filename needs the path `-`');
  if (flags.has('config') && flags.has('no-config'))
    throw new UsageError('--config and --no-config exclude each other');
  if (flags.has('write-baseline') && fix !== undefined) throw new UsageError('fix first, then write the baseline');
  return {
    paths,
    format: formatOf(flags.value('format') ?? 'pretty'),
    output: flags.value('output'),
    fix,
    failOn: levelOf(flags.value('fail-on') ?? 'error'),
    maxWarnings: numberOf(flags),
    quiet: flags.has('quiet'),
    only: flags.values('rule'),
    config: flags.value('config'),
    noConfig: flags.has('no-config'),
    baseline: flags.value('baseline'),
    writeBaseline: flags.value('write-baseline'),
    stdinPath: readsStdin ? (flags.value('stdin-filename') ?? '<stdin>') : undefined,
    noIgnore: flags.has('no-ignore'),
    allowEmpty: flags.has('allow-empty'),
    timing: flags.has('timing'),
  };
}

function formatOf(name: string): FormatName {
  if (isFormatName(name)) return name;
  throw new UsageError(`--format ${name}: ${choice(name, FORMAT_NAMES)}`);
}

function levelOf(name: string): Severity {
  const level = LEVELS.find((one) => one === name);
  if (level === undefined) throw new UsageError(`--fail-on ${name}: ${choice(name, LEVELS)}`);
  return level;
}

function numberOf(flags: Arguments<typeof LINT_FLAGS>): number | undefined {
  const text = flags.value('max-warnings');
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`--max-warnings ${text}: write a number`);
  return Number(text);
}

/** Says which of `names` to write instead of `name`. */
export function choice(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? `write one of ${names.join(', ')}` : `did you mean ${near}?`;
}
