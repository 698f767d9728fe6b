import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { prepareExpr } from '../../expr/index.ts';
import { UsageError } from '../../lint/usage-error.ts';
import { preparePromql } from '../../promql/index.ts';
import { recordingOf } from '../../recording/build.ts';
import { RecordingError } from '../../recording/error.ts';
import type { Recording } from '../../recording/recording.ts';
import { writeRecording } from '../../recording/write.node.ts';
import { oneLine } from '../../report/plain.ts';
import { createWorkspace } from '../../workspace/create.ts';
import { discover } from '../../workspace/discover.node.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { EXIT, type Io } from '../io.ts';
import { progressBar } from '../progress.ts';
import { prometheusFrom } from '../prometheus-flags.ts';
import { readRules } from '../query/source.ts';
import { withRulesAmong } from '../rule-files.ts';
import { formatTime } from '../times.ts';
import { download, unitedSeries } from './download.ts';
import { type RecordOptions, readRecordOptions } from './options.ts';
import { PartFolder, partsOf } from './parts.ts';
import { type Plan, planRecording } from './queries.ts';

/** As shells count a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** `rolloutlint record MANIFESTS… --prometheus URL --from T -o FILE`. */
export async function record(args: readonly string[], io: Io): Promise<number> {
  const options = readRecordOptions(args, Math.floor(Date.now() / 1000) * 1000);
  await Promise.all([preparePromql(), prepareExpr()]);
  const workspace = readWorkspace(options.paths, io);
  const plan = planRecording(workspace, {
    ...options,
    groups: withRulesAmong(workspace, readRules(options.rules, io)),
  });
  for (const note of plan.notes) io.stderr.write(`rolloutlint: ${oneLine(note)}\n`);
  if (plan.wanted.length === 0) {
    throw new UsageError(`no manifest in ${options.paths.join(', ')} has a Prometheus query that can be read`);
  }
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  // The second Ctrl-C ends the program as ever.
  process.once('SIGINT', stop);
  try {
    return await recordPlan(plan, options, interrupt.signal, io);
  } finally {
    process.off('SIGINT', stop);
  }
}

async function recordPlan(plan: Plan, options: RecordOptions, signal: AbortSignal, io: Io): Promise<number> {
  const client = await prometheusFrom(options.flags, io, signal);
  if (client === undefined) throw new UsageError('record needs --prometheus URL');
  const output = path.resolve(io.cwd, options.output);
  refuseFolder(output, options.output);
  const folder = new PartFolder(output, serverKey(options));
  const parts = partsOf(plan.wanted);
  folder.prepare(options.fresh);
  const bar = progressBar(io, 'recording');
  try {
    const { series, kept, error, warnings } = await download(client, parts, folder, bar, signal);
    bar.clear();
    for (const warning of warnings) io.stderr.write(`rolloutlint: ${oneLine(warning)}\n`);
    if (error !== undefined) {
      io.stderr.write(`rolloutlint: ${oneLine(signal.aborted ? 'interrupted' : error.message)}\n`);
      if (kept > 0) {
        const done = `${kept} of ${parts.length} parts are in ${options.output}.parts`;
        io.stderr.write(`rolloutlint: ${done}; the same command goes on from there\n`);
      }
      return signal.aborted ? INTERRUPTED : EXIT.usage;
    }
    for (const { selector, isOptional } of plan.wanted) {
      const count = parts.reduce(
        (sum, part, i) => sum + (part.selector === selector ? (series[i]?.length ?? 0) : 0),
        0,
      );
      if (count === 0 && !isOptional)
        io.stderr.write(`rolloutlint: the server has no samples of ${oneLine(selector)}\n`);
    }
    const recording = recordingOf(unitedSeries(series.flat()));
    if (recording.series.length === 0) {
      folder.remove();
      io.stderr.write('rolloutlint: there is nothing to record\n');
      return EXIT.findings;
    }
    for (const loss of await writeRecording(output, recording, { signal }))
      io.stderr.write(`rolloutlint: ${oneLine(loss)}\n`);
    folder.remove();
    io.stderr.write(`rolloutlint: ${summaryOf(recording, plan, options.output, statSync(output).size)}\n`);
    return EXIT.clean;
  } catch (error) {
    if (signal.aborted) {
      io.stderr.write('rolloutlint: interrupted; the same command goes on from what is fetched\n');
      return INTERRUPTED;
    }
    if (error instanceof RecordingError) throw new UsageError(error.message);
    throw error;
  } finally {
    bar.clear();
    folder.removeEmpty();
    await client.close();
  }
}

/** Before anything is fetched. */
function refuseFolder(output: string, given: string): void {
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`-o ${given}: this is a folder; write the name of a file, such as tuesday.om.gz`);
  }
  if (!existsSync(path.dirname(output))) throw new UsageError(`-o ${given}: there is no folder ${path.dirname(given)}`);
}

function readWorkspace(paths: readonly string[], io: Io): Workspace {
  const { files, skipped, complete, unmatched } = discover({ paths, cwd: io.cwd });
  if (unmatched.length > 0) throw new UsageError(`there is no file or folder ${unmatched.join(', ')}`);
  return createWorkspace(files, { skipped, complete });
}

/** Credentials in the address do not change what the server has, and stay out of everything that is written. */
function serverKey({ flags }: RecordOptions): string {
  const text = flags.value('prometheus') ?? '';
  const tenant = flags.value('prometheus-tenant') ?? '';
  try {
    const { origin, pathname } = new URL(text);
    return `${origin}${pathname} ${tenant}`;
  } catch {
    return tenant;
  }
}

function summaryOf(recording: Recording, { queries, wanted }: Plan, output: string, bytes: number): string {
  const { series, sampleCount, firstMs = 0, lastMs = 0 } = recording;
  const size =
    bytes < 10_000
      ? `${bytes} bytes`
      : bytes < 10_000_000
        ? `${Math.round(bytes / 1_000)} kB`
        : `${Math.round(bytes / 1_000_000)} MB`;
  const counts = `${series.length} series, ${sampleCount.toLocaleString('en-US')} samples`;
  const selectors = wanted.length === 1 ? '1 selector' : `${wanted.length} selectors`;
  const what = `${selectors} of ${queries === 1 ? '1 query' : `${queries} queries`}`;
  return `wrote ${output}: ${counts}, ${formatTime(firstMs)} to ${formatTime(lastMs)}, ${size} (${what})`;
}
