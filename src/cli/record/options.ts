import { UsageError } from '../../lint/usage-error.ts';
import { DEFAULT_LOOKBACK_MS } from '../../promql/index.ts';
import { type Arguments, readArguments } from '../flags.ts';
import { formatTime, parseSpan, parseTime } from '../times.ts';
import { RECORD_FLAGS } from './flags.ts';

export interface RecordOptions {
  readonly paths: readonly string[];
  readonly output: string;
  /** When queries will be evaluated; what they need begins before. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly args: ReadonlyMap<string, string>;
  readonly rules: readonly string[];
  readonly lookbackMs: number;
  readonly fresh: boolean;
  readonly flags: Arguments<typeof RECORD_FLAGS>;
}

/** @throws {UsageError} for what is no flag, no value of it, or is missing */
export function readRecordOptions(args: readonly string[], nowMs: number): RecordOptions {
  const flags = readArguments(args, RECORD_FLAGS);
  if (flags.operands.length === 0)
    throw new UsageError('record needs manifests: rolloutlint record k8s/ --prometheus URL …');
  if (!flags.has('prometheus')) throw new UsageError('record needs --prometheus URL');
  const output = flags.value('output');
  if (output === undefined || output === '') throw new UsageError('record needs -o FILE, such as tuesday.om.gz');
  if (output === '-') throw new UsageError('-o -: a recording goes to a file, such as tuesday.om.gz');
  const from = flags.value('from');
  if (from === undefined) throw new UsageError('record needs --from TIME');
  const fromMs = parseTime(from, '--from', { nowMs });
  const toMs = parseTime(flags.value('to') ?? 'now', '--to', { nowMs });
  if (fromMs > toMs) throw new UsageError(`--from ${formatTime(fromMs)} is after --to ${formatTime(toMs)}`);
  const lookback = flags.value('lookback');
  return {
    paths: flags.operands,
    output,
    fromMs,
    toMs,
    args: argumentsOf(flags.values('arg')),
    rules: flags.values('rules'),
    lookbackMs: lookback === undefined ? DEFAULT_LOOKBACK_MS : parseSpan(lookback, '--lookback'),
    fresh: flags.has('fresh'),
    flags,
  };
}

function argumentsOf(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at <= 0) throw new UsageError(`--arg ${text}: write NAME=VALUE`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
