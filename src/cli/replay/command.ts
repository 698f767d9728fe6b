import path from 'node:path';
import { rules as allRules } from '../../../rules/index.ts';
import { parseFault } from '../../analysis/faults.ts';
import { readRecordedValues } from '../../analysis/recorded/values.ts';
import type { PersonAction } from '../../analysis/rollout/timeline.ts';
import { worldOf } from '../../analysis/world.ts';
import { findConfigFile, loadConfig } from '../../lint/config/load.node.ts';
import { lintWorkspace } from '../../lint/linter.ts';
import { UsageError } from '../../lint/usage-error.ts';
import { expectationFor, isMet } from '../../replay/expectation.ts';
import type { PlayedObject } from '../../replay/model.ts';
import { replay } from '../../replay/replay.ts';
import { formatReplay } from '../../report/replay/formats.ts';
import type { ReplayFinding } from '../../report/replay/report.ts';
import { LineIndex } from '../../text/line-index.ts';
import { createWorkspace } from '../../workspace/create.ts';
import { discover } from '../../workspace/discover.node.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { parseYaml } from '../../yaml/parse.ts';
import { decodeJson } from '../../yaml/walk.ts';
import { EXIT, type Io, wantsColour } from '../io.ts';
import { readInput, writeOutput } from '../lint/write.ts';
import { parseTime, type TimeReference } from '../times.ts';
import { type ReplayCommand, readReplayOptions } from './options.ts';
import { openReplaySource, type ReplaySource } from './source.ts';

/** `rolloutlint replay MANIFESTS… (--recording PATH… | --prometheus URL) --at TIME`. */
export async function replayCommand(args: readonly string[], io: Io): Promise<number> {
  const command = readReplayOptions(args);
  const source = await openReplaySource(command, io);
  try {
    return await play(command, source, io);
  } finally {
    await source.close();
  }
}

async function play(command: ReplayCommand, source: ReplaySource, io: Io): Promise<number> {
  const { workspace, lint } = await loadWorkspace(command, io);
  const times = timesOf(command, source);
  const faults = command.faults.map((text) => {
    const parsed = parseFault(text, times.startMs);
    if (!parsed.ok) throw new UsageError(`--fault: ${parsed.error}`);
    return parsed.fault;
  });
  const values = command.values === undefined ? undefined : readValues(command.values, io);
  const { evaluator, recording, catalogue, groups } = source;
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
  });
  if (!replayed.ok) throw new UsageError(replayed.problem.text);
  const { replay: result } = replayed;
  const expectation = expectationFor(result.subject.kind, command.expect);
  if (!expectation.ok) throw new UsageError(`--expect ${command.expect ?? ''}: ${expectation.problem}`);
  const isAsExpected = isMet(result, expectation.verdict);
  const report = {
    replay: result,
    expected: expectation.verdict,
    isAsExpected,
    findings: await lint(result.objects),
  };
  const isFile = command.output !== undefined;
  const text = formatReplay(command.format, report, {
    colour: !isFile && wantsColour(io.stdout, io.env),
    verbose: command.verbose,
    ...(io.stdout.columns === undefined ? {} : { width: io.stdout.columns }),
  });
  if (command.output === undefined) io.stdout.write(text);
  else writeOutput(io.cwd, command.output, text, '--output');
  for (const note of source.notes()) io.stderr.write(`rolloutlint: ${note}\n`);
  return isAsExpected ? EXIT.clean : EXIT.findings;
}

interface Loaded {
  readonly workspace: Workspace;
  /** The errors that lint finds in these objects. */
  lint(objects: readonly PlayedObject[]): Promise<readonly ReplayFinding[]>;
}

async function loadWorkspace({ paths, config: named, noConfig }: ReplayCommand, io: Io): Promise<Loaded> {
  const file = named === undefined ? findConfigFile(io.cwd) : path.resolve(io.cwd, named);
  const { config } = await loadConfig(noConfig ? undefined : file, io.cwd, allRules);
  if (paths.includes('-') && paths.length > 1) throw new UsageError('`-` reads standard input and stands alone');
  const stdin = paths.includes('-') ? { stdin: { text: await io.readStdin() } } : {};
  const { files, skipped, complete, unmatched } = discover({
    paths,
    cwd: io.cwd,
    ...stdin,
    isExcluded: config.isExcluded,
  });
  if (unmatched.length > 0) throw new UsageError(`there is no file or folder ${unmatched.join(', ')}`);
  const options = { skipped, complete, isExternalTemplate: config.externalTemplates };
  return {
    workspace: createWorkspace(files, options),
    async lint(objects) {
      // Templates may stand in files that were read for references only.
      const played = new Set(objects.map((object) => object.file));
      const asked = files.map((one) => ({ ...one, asked: played.has(one.path) }));
      const { findings } = await lintWorkspace(createWorkspace(asked, options), allRules, config, {
        today: io.today(),
      });
      const texts = new Map(files.map((one) => [one.path, new LineIndex(one.text)]));
      return findings.flatMap(({ rule, severity, message, at }): ReplayFinding[] => {
        const isPlayed = objects.some(
          (object) => object.file === at.file && object.span.start <= at.span.start && at.span.start < object.span.end,
        );
        const place = texts.get(at.file)?.positionAt(at.span.start);
        if (severity !== 'error' || !isPlayed || place === undefined) return [];
        return [{ rule, severity, message, file: at.file, line: place.line, column: place.column }];
      });
    },
  };
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
