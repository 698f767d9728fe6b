import { playRollout as play } from '../analysis/rollout/play.ts';
import type { PlayedRun, RolloutEnd, RolloutEvent } from '../analysis/rollout/timeline.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { usesOf } from '../workspace/uses.ts';
import type { AnalysisUse, Workspace } from '../workspace/workspace.ts';
import type { JsonObject } from '../yaml/tree.ts';
import { type ChosenHash, chooseHashes } from './hashes/hashes.ts';
import { hashReads } from './hashes/reads.ts';
import { horizonOf } from './horizon.ts';
import { measurementLog } from './measurement/log.ts';
import type { Replay, ReplayedRun, ReplayNote, RolloutVerdict } from './model.ts';
import { recordingFacts } from './recording-facts.ts';
import type { ReplayOptions } from './replay.ts';
import { problem, type Refusal } from './subject/refusal.ts';
import { withArguments } from './subject/rollout-arguments.ts';
import { playedObject, subjectOf } from './subject/subject.ts';

/** Plays the update of a Rollout with all its analyses. */
export async function playRollout(
  workspace: Workspace,
  rollout: Manifest,
  options: ReplayOptions,
): Promise<{ readonly ok: true; readonly replay: Replay } | Refusal> {
  const { startMs, recording, world, podReadyMs, actions } = options;
  const uses = usesOf(workspace, rollout);
  const absent = missingTemplate(uses);
  if (absent !== undefined) return absent;
  const passed = withArguments(workspace, rollout, uses, options.args ?? new Map());
  if (!passed.ok) return passed;
  const hashes = chooseHashes(options.hashes ?? {}, hashReads(workspace, rollout), recording, startMs);
  if (!hashes.ok) return hashes;
  const { horizonMs, isRecordingEnd } = horizonOf(options);
  const used = new Set<Manifest>([rollout]);
  const { events, runs, end } = await play({
    rollout: passed.rollout,
    template: (name, clusterScope): JsonObject | undefined => {
      const lookup = workspace.findTemplate(name, clusterScope, rollout);
      if (lookup.status !== 'found') return undefined;
      used.add(lookup.manifest);
      return lookup.manifest.json;
    },
    world,
    startMs,
    horizonMs,
    stableHash: hashes.stable.hash,
    canaryHash: hashes.canary.hash,
    ...(podReadyMs === undefined ? {} : { podReadyMs }),
    ...(actions === undefined ? {} : { actions }),
  });
  const notes: ReplayNote[] = [hashes.canary, hashes.stable].flatMap(hashNote);
  notes.push(...(recording?.notes ?? []).map((text): ReplayNote => ({ kind: 'recording', text })));
  if (end.isCut) notes.push({ kind: 'cut', atMs: horizonMs, recordingEnds: isRecordingEnd });
  return {
    ok: true,
    replay: {
      subject: subjectOf('rollout', rollout),
      startMs,
      endMs: end.isCut ? horizonMs : decidedAt(events, end),
      verdict: verdictOf(end),
      message: end.error ?? end.message,
      runs: runs.map((run) => replayedRun(run, rollout)),
      events,
      end,
      hashes: { stable: hashes.stable.hash, canary: hashes.canary.hash },
      recording: recording === undefined ? undefined : recordingFacts(recording),
      notes,
      objects: [...used].map(playedObject),
    },
  };
}

/** A template that is not in the files: the cluster may have it, so nothing can be said about the rollout. */
function missingTemplate(uses: readonly AnalysisUse[]): Refusal | undefined {
  for (const use of uses) {
    for (const { name, clusterScope, lookup } of use.references) {
      if (lookup.status !== 'absent' && lookup.status !== 'unknown') continue;
      const kind = clusterScope ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate';
      const elsewhere =
        lookup.status === 'absent' && lookup.elsewhere !== undefined
          ? `it is in namespace ${lookup.elsewhere.namespace} (${lookup.elsewhere.file.path})`
          : 'add the file that has it to MANIFESTS';
      return problem(
        'template-missing',
        `${use.title} uses ${kind} ${name}, which is not among the files: ${elsewhere}`,
      );
    }
  }
  return undefined;
}

function hashNote({ which, hash, origin, label }: ChosenHash): ReplayNote[] {
  if (origin === 'deduced' && label !== undefined) return [{ kind: 'hash-deduced', which, hash, label }];
  return origin === 'invented' ? [{ kind: 'hash-invented', which, hash, label }] : [];
}

/** When it was clear what would come of it; pods that are scaled down later change nothing. */
function decidedAt(events: readonly RolloutEvent[], end: RolloutEnd): number {
  const decisive = end.isAborted ? 'abort' : 'promoted';
  return events.findLast(({ kind }) => kind === decisive)?.atMs ?? end.atMs;
}

function verdictOf({ phase, isAborted, isCut }: RolloutEnd): RolloutVerdict {
  if (isAborted) return 'aborted';
  switch (phase) {
    case 'Healthy':
      return 'healthy';
    case 'Paused':
      return isCut ? 'progressing' : 'paused';
    case 'Degraded':
      return 'degraded';
    case 'Progressing':
      return 'progressing';
  }
}

function replayedRun(played: PlayedRun, { namespace }: Manifest): ReplayedRun {
  const { name, kind, step, analysis, startedMs, endedMs, run, templates, args } = played;
  return {
    name,
    namespace,
    kind,
    step,
    analysis,
    startedMs,
    endedMs,
    run,
    templates: templates.map((template) => template.name),
    args,
    metrics: measurementLog(played.steps),
  };
}
