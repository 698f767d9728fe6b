import { UsageError } from '../../lint/usage-error.ts';
import { type Arguments, readArguments } from '../flags.ts';
import { parseSpan } from '../times.ts';
import { QUERY_FLAGS } from './flags.ts';

export interface QueryOptions {
  readonly query: string;
  readonly recordings: readonly string[];
  readonly rules: readonly string[];
  readonly evaluationIntervalMs: number | undefined;
  readonly lookbackMs: number | undefined;
  readonly format: 'table' | 'json';
  /** As written. */
  readonly time: string | undefined;
  /** As written; undefined: a single time is asked for. */
  readonly range:
    | { readonly start: string | undefined; readonly end: string | undefined; readonly stepMs: number | undefined }
    | undefined;
  readonly flags: Arguments<typeof QUERY_FLAGS>;
}

/** @throws {UsageError} for what is no flag, no value of it, or does not go together */
export function readQueryOptions(args: readonly string[]): QueryOptions {
  const flags = readArguments(args, QUERY_FLAGS);
  const [query, ...more] = flags.operands;
  if (query === undefined)
    throw new UsageError("query needs an expression: rolloutlint query 'sum(up)' --recording FILE");
  if (more.length > 0) {
    throw new UsageError(`query takes one expression; quote it, and write --recording before each file (${more[0]})`);
  }
  const hasRecording = flags.has('recording');
  if (hasRecording === flags.has('prometheus')) {
    throw new UsageError(
      hasRecording
        ? '--recording and --prometheus exclude each other'
        : 'query needs --recording FILE or --prometheus URL',
    );
  }
  for (const flag of ['rules', 'evaluation-interval', 'lookback'] as const) {
    if (!hasRecording && flags.has(flag)) throw new UsageError(`--${flag} goes with --recording; a server has its own`);
  }
  const ranged = (['start', 'end', 'step'] as const).find((flag) => flags.has(flag));
  if (ranged !== undefined && flags.has('time')) throw new UsageError(`--time and --${ranged} exclude each other`);
  const stepText = flags.value('step');
  return {
    query,
    recordings: flags.values('recording'),
    rules: flags.values('rules'),
    evaluationIntervalMs: spanOf(flags, 'evaluation-interval'),
    lookbackMs: spanOf(flags, 'lookback'),
    format: formatOf(flags.value('format') ?? 'table'),
    time: flags.value('time'),
    range:
      ranged === undefined
        ? undefined
        : {
            start: flags.value('start'),
            end: flags.value('end'),
            stepMs: stepText === undefined ? undefined : parseSpan(stepText, '--step'),
          },
    flags,
  };
}

function spanOf(flags: Arguments<typeof QUERY_FLAGS>, flag: 'lookback' | 'evaluation-interval'): number | undefined {
  const text = flags.value(flag);
  return text === undefined ? undefined : parseSpan(text, `--${flag}`);
}

function formatOf(name: string): 'table' | 'json' {
  if (name === 'table' || name === 'json') return name;
  throw new UsageError(`--format ${name}: write table or json`);
}
