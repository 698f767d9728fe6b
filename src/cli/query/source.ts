import path from 'node:path';
import type { SeriesCatalogue } from '../../evaluation/empty.ts';
import { selectorText } from '../../evaluation/reads.ts';
import { type RuleGroup, readRuleFiles } from '../../evaluation/rules/read.ts';
import { recordedSource } from '../../evaluation/source.ts';
import { UsageError } from '../../lint/usage-error.ts';
import type { PrometheusClient } from '../../prometheus/client.node.ts';
import type { Evaluator } from '../../promql/evaluator.ts';
import { METRIC_NAME, preparePromql } from '../../promql/index.ts';
import { RecordingError } from '../../recording/error.ts';
import { readRecordings } from '../../recording/read.node.ts';
import type { Recording } from '../../recording/recording.ts';
import { oneLine } from '../../report/plain.ts';
import type { Io } from '../io.ts';
import { readInput } from '../lint/write.ts';
import { progressBar } from '../progress.ts';
import { prometheusFrom } from '../prometheus-flags.ts';
import type { TimeReference } from '../times.ts';
import type { QueryOptions } from './options.ts';

/** What answers a query, and what is known of its series. */
export interface Source {
  readonly evaluator: Evaluator;
  readonly catalogue: SeriesCatalogue;
  readonly groups: readonly RuleGroup[];
  readonly times: TimeReference;
  /** Where `now` is: `the end of the recording`, or nothing for the present. */
  readonly nowIs: string | undefined;
  notes(): readonly string[];
  close(): Promise<void>;
}

/** @throws {UsageError} */
export async function openSource(options: QueryOptions, io: Io): Promise<Source> {
  await preparePromql();
  const client = await prometheusFrom(options.flags, io);
  return client === undefined ? openRecordings(options, io) : serverSource(client);
}

async function openRecordings(options: QueryOptions, io: Io): Promise<Source> {
  const groups = readRules(options.rules, io);
  const recording = await loadRecordings(options.recordings, io);
  const { lookbackMs, evaluationIntervalMs } = options;
  const engine = lookbackMs === undefined ? {} : { lookbackMs };
  return {
    ...recordedSource(recording, groups, {
      engine,
      ...(evaluationIntervalMs === undefined ? {} : { evaluationIntervalMs }),
    }),
    times: { nowMs: recording.lastMs ?? 0, firstMs: recording.firstMs, lastMs: recording.lastMs },
    nowIs: 'the end of the recording',
    close: async () => {},
  };
}

/**
 * Reads recordings with a bar on stderr, and says there what was left out of them.
 * @throws {UsageError}
 */
export async function loadRecordings(files: readonly string[], io: Io): Promise<Recording> {
  const bar = progressBar(io, 'reading');
  try {
    const recording = await readRecordings(
      files.map((file) => path.resolve(io.cwd, file)),
      {
        onProgress: ({ bytes, totalBytes, samples }) =>
          bar.show({ done: bytes, total: totalBytes, text: `${samples.toLocaleString('en-US')} samples` }),
      },
    );
    bar.clear();
    for (const note of recording.notes) io.stderr.write(`rolloutlint: ${shortened(note, io)}\n`);
    if (recording.series.length === 0) io.stderr.write('rolloutlint: the recording has no series\n');
    return recording;
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(shortened(error.message, io));
    throw error;
  } finally {
    bar.clear();
  }
}

/** Paths as the user sees them. */
const shortened = (text: string, { cwd }: Io): string => oneLine(text.replaceAll(`${cwd}${path.sep}`, ''));

/**
 * The recording rules of the files that the user named.
 * @throws {UsageError} where a server would refuse one
 */
export function readRules(files: readonly string[], io: Io): readonly RuleGroup[] {
  const texts = files.map((file) => ({ path: file, text: readInput(io.cwd, file, '--rules') }));
  const { groups, problems } = readRuleFiles(texts);
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`${problem.place}: ${problem.message}`);
  return groups;
}

function serverSource(client: PrometheusClient): Source {
  const nowMs = Math.floor(Date.now() / 1000) * 1000;
  return {
    evaluator: client,
    catalogue: serverCatalogue(client, nowMs),
    groups: [],
    times: { nowMs },
    nowIs: undefined,
    notes: () => [],
    close: () => client.close(),
  };
}

/** How far around the time of a query a server is asked for series that it has at other times. */
const AROUND_MS = 7 * 86_400_000;

/** The series of a server, for explanations; what it refuses to tell is not known. */
export function serverCatalogue(client: PrometheusClient, nowMs: number): SeriesCatalogue {
  const around = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) => ({
    fromMs: fromMs - AROUND_MS,
    toMs: Math.min(Math.max(nowMs, toMs), toMs + AROUND_MS),
  });
  return {
    async series(matchers, times, anywhen = false) {
      const { fromMs, toMs } = anywhen ? around(times) : times;
      const { value } = await client.series([selectorText(matchers)], fromMs, toMs);
      return (value ?? []).map((labels) => ({ names: labels.names, label: (name) => labels.get(name) }));
    },
    async metricNames(times) {
      const { fromMs, toMs } = around(times);
      return (await client.labelValues(METRIC_NAME, [], fromMs, toMs)).value ?? [];
    },
  };
}
