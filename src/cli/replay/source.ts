import type { SeriesCatalogue } from '../../evaluation/empty.ts';
import type { RuleGroup } from '../../evaluation/rules/read.ts';
import { recordedSource } from '../../evaluation/source.ts';
import { UsageError } from '../../lint/usage-error.ts';
import type { QueryResult } from '../../promql/engine/index.ts';
import type { Evaluator } from '../../promql/evaluator.ts';
import { preparePromql } from '../../promql/index.ts';
import type { Recording } from '../../recording/recording.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Io } from '../io.ts';
import { progressBar } from '../progress.ts';
import { prometheusFrom } from '../prometheus-flags.ts';
import { loadRecordings, readRules, serverCatalogue } from '../query/source.ts';
import { withRulesAmong } from '../rule-files.ts';
import { formatTime } from '../times.ts';
import type { ReplayCommand } from './options.ts';

/** What answers the queries of a replay. */
export interface ReplaySource {
  /** Undefined where nothing does. */
  readonly evaluator: Evaluator | undefined;
  readonly recording: Recording | undefined;
  readonly catalogue: SeriesCatalogue | undefined;
  readonly groups: readonly RuleGroup[];
  /** What rules could not record; known afterwards. */
  notes(): readonly string[];
  close(): Promise<void>;
}

/** @throws {UsageError} */
export async function openReplaySource(
  { flags, recordings, rules }: ReplayCommand,
  workspace: Workspace,
  io: Io,
): Promise<ReplaySource> {
  await preparePromql();
  const client = await prometheusFrom(flags, io);
  const nothing = { recording: undefined, groups: [], notes: () => [] };
  if (client !== undefined) {
    const catalogue = serverCatalogue(client, Math.floor(Date.now() / 1000) * 1000);
    return { ...nothing, evaluator: client, catalogue, close: () => client.close() };
  }
  if (recordings.length === 0) return { ...nothing, evaluator: undefined, catalogue: undefined, close: async () => {} };
  const groups = withRulesAmong(workspace, readRules(rules, io));
  const recording = await loadRecordings(recordings, io);
  return { ...recordedSource(recording, groups), close: async () => {} };
}

/** A server that is away or too slow now says nothing about then. */
function reached(result: QueryResult): QueryResult {
  const { error } = result;
  if (error?.type === 'unavailable' || error?.type === 'timeout') throw new UsageError(error.message);
  return result;
}

/**
 * The evaluator, with a bar on stderr that follows the times of its queries.
 * It rejects with a `UsageError` where the server cannot be asked: the play would take that for errors of then.
 */
export function withProgress(
  evaluator: Evaluator,
  { startMs, horizonMs }: { readonly startMs: number; readonly horizonMs: number | undefined },
  io: Io,
): { readonly evaluator: Evaluator; readonly clear: () => void } {
  const bar = progressBar(io, 'playing');
  let queries = 0;
  const show = (timeMs: number): void => {
    queries++;
    const total = horizonMs === undefined ? undefined : horizonMs - startMs;
    const clock = formatTime(Math.floor(timeMs / 1000) * 1000);
    bar.show({ done: timeMs - startMs, total, text: `${clock}, ${queries.toLocaleString('en-US')} queries` });
  };
  return {
    evaluator: {
      async instant(query, timeMs, options) {
        show(timeMs);
        return reached(await evaluator.instant(query, timeMs, options));
      },
      async range(query, times, options) {
        show(times.endMs);
        return reached(await evaluator.range(query, times, options));
      },
    },
    clear: () => bar.clear(),
  };
}
