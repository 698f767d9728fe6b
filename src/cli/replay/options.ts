import { UsageError } from '../../lint/usage-error.ts';
import type { Selection } from '../../replay/subject/select.ts';
import { isReplayFormat, REPLAY_FORMATS, type ReplayFormat } from '../../report/replay/formats.ts';
import { type Arguments, readArguments } from '../flags.ts';
import { choice } from '../lint/options.ts';
import { parseSpan } from '../times.ts';
import { REPLAY_FLAGS } from './flags.ts';

/** What `rolloutlint replay` was asked for; times as written. */
export interface ReplayCommand {
  readonly paths: readonly string[];
  readonly selection: Selection;
  readonly recordings: readonly string[];
  readonly rules: readonly string[];
  readonly at: string | undefined;
  readonly until: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  readonly stableHash: string | undefined;
  readonly canaryHash: string | undefined;
  readonly podReadyMs: number | undefined;
  readonly promoteAfterMs: readonly number[];
  readonly promoteAt: readonly string[];
  readonly faults: readonly string[];
  readonly values: string | undefined;
  readonly expect: string | undefined;
  readonly format: ReplayFormat;
  readonly output: string | undefined;
  readonly verbose: boolean;
  readonly fromRun: string | undefined;
  readonly settings: readonly string[];
  readonly defaultAddress: string | undefined;
  readonly config: string | undefined;
  readonly noConfig: boolean;
  readonly flags: Arguments<typeof REPLAY_FLAGS>;
}

/** @throws {UsageError} for what is no flag, no value of it, or does not go together */
export function readReplayOptions(args: readonly string[]): ReplayCommand {
  const flags = readArguments(args, REPLAY_FLAGS);
  const recordings = flags.values('recording');
  if (recordings.length > 0 && flags.has('prometheus')) {
    throw new UsageError('--recording and --prometheus exclude each other: a replay has one source of samples');
  }
  if (flags.has('rules') && recordings.length === 0) {
    throw new UsageError('--rules goes with --recording; a server has its own');
  }
  if (flags.has('config') && flags.has('no-config')) {
    throw new UsageError('--config and --no-config exclude each other');
  }
  const fromRun = flags.value('from-run');
  if (fromRun === undefined && flags.has('set')) throw new UsageError('--set goes with --from-run FILE');
  if (fromRun !== undefined) refuseBeside(flags);
  const span = (flag: 'pod-ready' | 'promote-after'): readonly number[] =>
    flags.values(flag).map((text) => (/^0[a-z]*$/.test(text) ? 0 : parseSpan(text, `--${flag}`)));
  return {
    paths: flags.operands.length === 0 ? ['.'] : flags.operands,
    selection: { rollout: flags.value('rollout'), template: flags.value('template'), run: flags.value('run') },
    recordings,
    rules: flags.values('rules'),
    at: flags.value('at'),
    until: flags.value('until'),
    args: argumentsOf(flags.values('arg')),
    stableHash: flags.value('stable-hash'),
    canaryHash: flags.value('canary-hash'),
    podReadyMs: span('pod-ready').at(-1),
    promoteAfterMs: span('promote-after'),
    promoteAt: flags.values('promote-at'),
    faults: flags.values('fault'),
    values: flags.value('values'),
    expect: flags.value('expect'),
    format: formatOf(flags.value('format') ?? 'pretty'),
    output: flags.value('output'),
    verbose: flags.has('verbose'),
    fromRun,
    settings: flags.values('set'),
    defaultAddress: flags.value('default-address'),
    config: flags.value('config'),
    noConfig: flags.has('no-config'),
    flags,
  };
}

/** What a recorded AnalysisRun does not need: it brings its own values. */
const NOT_WITH_RUN = [
  'rollout',
  'template',
  'recording',
  'prometheus',
  'at',
  'until',
  'arg',
  'fault',
  'values',
  'promote-after',
  'promote-at',
] as const;

function refuseBeside(flags: Arguments<typeof REPLAY_FLAGS>): void {
  const other = NOT_WITH_RUN.find((name) => flags.has(name));
  if (other !== undefined) {
    throw new UsageError(`--from-run and --${other} exclude each other: the run is played on its own recorded values`);
  }
  if (flags.operands.length > 0) {
    throw new UsageError(`--from-run needs no manifests (${flags.operands[0]}): the run holds its metrics itself`);
  }
}

function argumentsOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const args = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at <= 0) throw new UsageError(`--arg ${text}: write NAME=VALUE`);
    const name = text.slice(0, at);
    if (args.has(name)) throw new UsageError(`--arg ${name} is given twice`);
    args.set(name, text.slice(at + 1));
  }
  return args;
}

function formatOf(name: string): ReplayFormat {
  if (isReplayFormat(name)) return name;
  throw new UsageError(`--format ${name}: ${choice(name, REPLAY_FORMATS)}`);
}
