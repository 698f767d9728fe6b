import { parseFault } from '../../analysis/faults.ts';
import { readAnalysisRun } from '../../analysis/object.ts';
import { readRecordedValues } from '../../analysis/recorded/values.ts';
import type { PersonAction } from '../../analysis/rollout/timeline.ts';
import { worldOf } from '../../analysis/world.ts';
import { UsageError } from '../../lint/usage-error.ts';
import { expectationFor, isMet } from '../../replay/expectation.ts';
import type { Verdict } from '../../replay/model.ts';
import { replayRecordedRun } from '../../replay/recorded-run.ts';
import { replay } from '../../replay/replay.ts';
import { type SubjectKind, selectSubject } from '../../replay/subject/select.ts';
import { formatReplay } from '../../report/replay/formats.ts';
import type { ReplayReport } from '../../report/replay/report.ts';
import { createWorkspace } from '../../workspace/create.ts';
import { parseYaml } from '../../yaml/parse.ts';
import { decodeJson } from '../../yaml/walk.ts';
import { EXIT, type Io, wantsColour } from '../io.ts';
import { readInput, writeOutput } from '../lint/write.ts';
import { parseTime, type TimeReference } from '../times.ts';
import { type ReplayCommand, readReplayOptions } from './options.ts';
import { openReplaySource, type ReplaySource, withProgress } from './source.ts';
import { type Loaded, loadWorkspace } from './workspace.ts';

/** `rolloutlint replay MANIFESTS… (--recording PATH… | --prometheus URL) --at TIME`. */
export async function replayCommand(args: readonly string[], io: Io): Promise<number> {
  const command = readReplayOptions(args);
  if (command.fromRun !== undefined) return playRecorded(command, command.fromRun, io);
  const loaded = await loadWorkspace(command, io);
  const source = await openReplaySource(command, loaded.workspace, io);
  try {
    return await play(command, loaded, source, io);
  } finally {
    await source.close();
  }
}

function writeReport(report: ReplayReport, { output, format, verbose }: ReplayCommand, io: Io): void {
  const text = formatReplay(format, report, {
    colour: output === undefined && wantsColour(io.stdout, io.env),
    verbose,
    ...(io.stdout.columns === undefined ? {} : { width: io.stdout.columns }),
  });
  if (output === undefined) io.stdout.write(text);
  else writeOutput(io.cwd, output, text, '--output');
}

async function play(
  command: ReplayCommand,
  { workspace, lint }: Loaded,
  source: ReplaySource,
  io: Io,
): Promise<number> {
  const times = timesOf(command, source);
  const faults = command.faults.map((text) => {
    const parsed = parseFault(text, times.startMs);
    if (!parsed.ok) throw new UsageError(`--fault: ${parsed.error}`);
    return parsed.fault;
  });
  const values = command.values === undefined ? undefined : readValues(command.values, io);
  const { recording, catalogue, groups } = source;
  const progress = source.evaluator && withProgress(source.evaluator, times, io);
  const evaluator = progress?.evaluator;
  const world = worldOf({
    faults,
    ...(evaluator === undefined ? {} : { evaluator }),
    ...(values === undefined ? {} : { values }),
    ...(command.defaultAddress === undefined ? {} : { defaultAddress: command.defaultAddress }),
  });
  const replayed = await replay(workspace, command.selection, {
    world,
    evaluator,
    recording,
    catalogue,
    groups,
    ...times,
    args: command.args,
    hashes: { stable: command.stableHash, canary: command.canaryHash },
    podReadyMs: command.podReadyMs,
  }).finally(() => progress?.clear());
  if (!replayed.ok) throw new UsageError(replayed.problem.text);
  const { replay: result } = replayed;
  const expected = expectedOf(command, result.subject.kind);
  const isAsExpected = isMet(result, expected);
  const report = {
    replay: result,
    expected,
    isAsExpected,
    findings: await lint(result.objects),
  };
  writeReport(report, command, io);
  for (const note of source.notes()) io.stderr.write(`rolloutlint: ${note}\n`);
  return isAsExpected ? EXIT.clean : EXIT.findings;
}

/** `--from-run`: without settings held against the controller's verdict, with some against `--expect` only. */
async function playRecorded(command: ReplayCommand, file: string, io: Io): Promise<number> {
  const text = file === '-' ? await io.readStdin() : readInput(io.cwd, file, '--from-run');
  const workspace = createWorkspace([{ path: file === '-' ? '<stdin>' : file, text, asked: true }]);
  if (workspace.manifests('AnalysisRun').length === 0) {
    throw new UsageError(`--from-run ${file}: there is no AnalysisRun in it; kubectl get analysisrun NAME -o yaml`);
  }
  const selected = selectSubject(workspace, { run: command.selection.run });
  if (!selected.ok) throw new UsageError(selected.problem.text);
  const read = readAnalysisRun(selected.subject.manifest.json);
  const [fault] = read.problems;
  if (fault !== undefined) throw new UsageError(`--from-run ${file}: ${fault}`);
  const recorded = await replayRecordedRun(read, file, command.settings);
  if (!recorded.ok) throw new UsageError(`--set: ${recorded.problem.text}`);
  const { replay: result } = recorded;
  const asked = command.expect === undefined ? undefined : expectedOf(command, 'run');
  const expected = asked ?? (command.settings.length === 0 ? recorded.recorded.verdict : undefined);
  const isAsExpected =
    (expected === undefined || isMet(result, expected)) &&
    (command.settings.length > 0 || recorded.differences.length === 0);
  writeReport({ replay: result, expected, isAsExpected, findings: [], recorded }, command, io);
  return isAsExpected ? EXIT.clean : EXIT.findings;
}

function expectedOf({ expect }: ReplayCommand, kind: SubjectKind): Verdict {
  const expectation = expectationFor(kind, expect);
  if (!expectation.ok) throw new UsageError(`--expect ${expect ?? ''}: ${expectation.problem}`);
  return expectation.verdict;
}

interface Times {
  readonly startMs: number;
  readonly horizonMs: number | undefined;
  readonly actions: readonly PersonAction[];
}

/** How long before the first sample, or after the last one, a replay makes sense. */
const NEAR_MS = 300_000;

function timesOf(command: ReplayCommand, { recording, evaluator }: ReplaySource): Times {
  const { firstMs, lastMs } = recording ?? {};
  const nowMs = Math.floor(Date.now() / 1000) * 1000;
  const reference: TimeReference = { nowMs: lastMs ?? nowMs, firstMs, lastMs };
  const covered =
    firstMs === undefined || lastMs === undefined ? '' : `the recording covers ${iso(firstMs)} to ${iso(lastMs)}`;
  if (command.at === undefined) {
    const hint = covered === '' ? 'write --at 2026-03-01T10:05:00Z' : `${covered}; write --at start, or a time within`;
    throw new UsageError(`--at TIME is missing: when does the play start? ${hint}`);
  }
  const startMs = parseTime(command.at, '--at', reference);
  if (firstMs !== undefined && lastMs !== undefined && (startMs < firstMs - NEAR_MS || startMs > lastMs)) {
    throw new UsageError(`--at ${command.at}: ${covered}, so no query would have an answer at ${iso(startMs)}`);
  }
  if (evaluator === undefined && command.values === undefined && command.faults.length === 0) {
    throw new UsageError('nothing answers the queries: add --recording FILE, --prometheus URL or --values FILE');
  }
  const horizonMs = command.until === undefined ? undefined : parseTime(command.until, '--until', reference);
  if (horizonMs !== undefined && horizonMs <= startMs) {
    throw new UsageError(`--until ${command.until ?? ''} is not after --at ${command.at}`);
  }
  const at = command.promoteAt.map((text) => parseTime(text, '--promote-at', reference));
  const early = at.find((atMs) => atMs < startMs);
  if (early !== undefined) throw new UsageError(`--promote-at ${iso(early)} is before --at ${iso(startMs)}`);
  const promotions = [...at, ...command.promoteAfterMs.map((ms) => startMs + ms)].sort((a, b) => a - b);
  return { startMs, horizonMs, actions: promotions.map((atMs) => ({ atMs, kind: 'promote' as const })) };
}

const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.000Z$/, 'Z');

function readValues(file: string, io: Io): ReturnType<typeof readRecordedValues>['values'] {
  const [document] = parseYaml(readInput(io.cwd, file, '--values'));
  const { values, problems } = readRecordedValues(document?.root === undefined ? undefined : decodeJson(document.root));
  const [first, ...more] = problems;
  if (first !== undefined) {
    throw new UsageError(`--values ${file}: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
  }
  return values;
}
